import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, WriteConcern } from './settings/config.ts';
import { SetupError } from './errors.ts';
import type { Folded, JournalHead } from './keep/journal.ts';
import { JOURNAL_VERSION } from './keep/journal.ts';
import type { JournalKeeper } from './keep/keeper.ts';
import { createKeeper, createNoKeeper, toTrouble } from './keep/keeper.ts';
import { openLedger } from './keep/ledger.ts';
import { holdFolder } from './keep/lock.ts';
import { toPast } from './keep/past.ts';
import { FILES, toShowsFolder } from './keep/places.ts';
import { createRecorder, readRecording } from './keep/recording.ts';
import type { Shelf, ShelvedShow } from './keep/shelf.ts';
import { findShow, makeShowFolder, readShelf, reread, unfinished } from './keep/shelf.ts';
import { NO_LEDGER } from './ledger.ts';
import type { LineFile } from './line-file.ts';
import { openLineFile } from './line-file.ts';
import { createRecords } from './records.ts';
import type { Target } from './settings/target.ts';
import { isAbout, nameOfTarget, traitsOfTarget } from './settings/target.ts';
import type { Kept, ShowConfig } from './show.ts';
import { hasBegun, reduceShow } from './wizard/show.ts';

/** Which show is to be opened, and what is to be said about it on the first screen. */
export interface Choice {
  readonly showsFolder: string;
  readonly shelf: Shelf;
  /** Taken up without asking. */
  readonly resume?: ShelvedShow;
  /** Taken up if the presenter wants it. */
  readonly offer?: ShelvedShow;
  readonly notices: readonly string[];
}

/**
 * Looks at the shows there are; only those of the same target are offered. Throws a SetupError when the one that is named cannot
 * be resumed, or is about other systems.
 */
export function chooseShow(
  { begin, target }: Pick<Config, 'begin' | 'target'>,
  showsFolder: string = toShowsFolder(),
): Choice {
  const shelf = readShelf(showsFolder);
  const choice = { showsFolder, shelf, notices: shelf.setAside };
  const newest = unfinished(shelf, (head) => isAbout(head, target));
  if (begin.tag === 'fresh') {
    if (begin.asked || !newest) return choice;
    const { id } = newest;
    return { ...choice, notices: [...choice.notices, `Show ${id} is not over: minuteback --resume ${id} takes it up`] };
  }
  if (begin.tag === 'offer') return { ...choice, ...(newest ? { offer: newest } : {}) };
  if (begin.id === undefined) {
    if (newest) return { ...choice, resume: newest };
    return { ...choice, notices: [...choice.notices, 'Nothing is there to be resumed: this is a fresh show'] };
  }
  const named = findShow(shelf, begin.id);
  verifyUnfinished(named);
  verifySameTarget(named, target);
  return { ...choice, resume: named };
}

/** A show goes on with the systems that it began with: what is known of it is true of no others. */
function verifySameTarget({ id, journal: { head } }: ShelvedShow, target: Target): void {
  if (isAbout(head, target)) return;
  const isLive = head.kind === 'live';
  throw new SetupError(
    `Show ${id} is ${isLive ? `about ${head.target}` : 'a rehearsal'}, and not about ${nameOfTarget(target)}`,
    {
      nextSteps: [
        isLive ? 'Resume it with the --uri, --ops-manager, --project and --cluster it began with' : 'Leave out --uri',
        'Or begin another with --fresh',
      ],
    },
  );
}

function verifyUnfinished({ id, over, folded }: ShelvedShow): void {
  if (!over) return;
  const why =
    folded.show.phases.verify.tag === 'done'
      ? 'it has its verdict'
      : hasBegun(folded.show)
        ? 'there is nothing in it to restore'
        : 'nothing was begun in it';
  throw new SetupError(`Show ${id} is over: ${why}`, {
    nextSteps: [`See it again with --replay ${id}`, `Read it with minuteback report ${id}`],
  });
}

/** A rehearsal that has begun something is not to be taken up in a world that knows nothing of it. */
function verifyWorldKept({ id, folder, journal }: ShelvedShow): void {
  if (journal.head.kind === 'live' || journal.lines.length === 0 || existsSync(join(folder, FILES.world))) return;
  throw new SetupError(`Show ${id} cannot be resumed: what is kept of its rehearsal is gone`, {
    nextSteps: ['Begin another with --fresh', `Look into ${folder}`, `Replay it with --replay ${id}`],
  });
}

/** A show with everything that is kept of it, before there is a world. */
export interface OpenedShow {
  readonly show: ShowConfig;
  readonly db: string;
  readonly coll: string;
  readonly writeConcern: WriteConcern;
  readonly kept: Kept;
  /** Where a rehearsal keeps its world, and the story time that the show has come to. */
  readonly history?: string;
  readonly notBefore?: number;
  /** Lets go of the folder. */
  readonly release: () => void;
}

/** What is open by now, to be closed again, the last first, when what follows comes to nothing. */
function createHandles() {
  const closes: (() => void)[] = [];
  return {
    add<T extends { close(): void }>(opened: T): T {
      closes.push(() => opened.close());
      return opened;
    },
    close(): void {
      for (const close of closes.splice(0).reverse()) close();
    },
  };
}

type Handles = ReturnType<typeof createHandles>;

const openFile = (handles: Handles, path: string, bytes: number): LineFile => handles.add(openLineFile(path, bytes));

/** Opens what is kept beside the journal. */
function openRest(handles: Handles, folder: string, journal: LineFile, recordingBytes: number) {
  const recording = openFile(handles, join(folder, FILES.recording), recordingBytes);
  const { ledger, entries, close } = handles.add(openLedger(folder));
  const keeper = createKeeper(journal, createRecorder(recording));
  return { records: createRecords(ledger, entries), keeper: closingToo(keeper, close) };
}

/** Begins a folder for a new show, or for a command that is one step of one. Where that cannot be done the show goes on without one, and says why where it matters. */
export function openFresh(
  config: Config,
  version: string,
  { showsFolder, shelf, notices }: Choice,
  command?: JournalHead['command'],
): OpenedShow {
  const { show, db, coll, writeConcern } = config;
  const past = toPast(shelf.shows, nameOfTarget(config.target), show.showId);
  const handles = createHandles();
  try {
    const folder = makeShowFolder(showsFolder, show.showId);
    const release = holdFolder(folder);
    handles.add({ close: release });
    const journal = openFile(handles, join(folder, FILES.journal), 0);
    journal.append(toHead(config, version, command));
    journal.flushNow();
    const kept = { ...openRest(handles, folder, journal, 0), writeEvidence: evidenceOf(folder), folder, past, notices };
    return { show, db, coll, writeConcern, kept, history: join(folder, FILES.world), release };
  } catch (error) {
    handles.close();
    const kept = { keeper: createNoKeeper(toTrouble(error)), records: createRecords(NO_LEDGER), past, notices };
    return { show, db, coll, writeConcern, kept, release: () => undefined };
  }
}

function toHead(
  { target, show, db, coll, writeConcern }: Config,
  version: string,
  command: JournalHead['command'],
): JournalHead {
  const now = Date.now();
  return {
    program: 'minuteback',
    journal: JOURNAL_VERSION,
    version,
    showId: show.showId,
    kind: target.kind,
    target: nameOfTarget(target),
    db,
    coll,
    seed: show.seed,
    engine: traitsOfTarget(target),
    w: writeConcern,
    inputs: { load: show.load, delete: show.delete },
    from: show.from,
    ...(command === undefined ? {} : { command }),
    realAt: now,
    storyAt: now,
  };
}

/**
 * Takes up a show where it stands once its folder is held: since it was chosen, another process may have gone on with it. Throws a
 * SetupError when it is presented elsewhere, is over, or when what is kept of it cannot be gone by.
 */
export function openResumed(config: Config, choice: Choice, chosen: ShelvedShow): OpenedShow {
  const { id, folder } = chosen;
  const handles = createHandles();
  try {
    const release = holdFolder(folder);
    handles.add({ close: release });
    const shelved = reread(chosen);
    verifyUnfinished(shelved);
    verifyWorldKept(shelved);
    return { ...takeUp(handles, config, choice, shelved), release };
  } catch (error) {
    handles.close();
    if (error instanceof SetupError) throw error;
    throw new SetupError(`Show ${id} cannot be resumed: ${(error as Error).message}`, {
      nextSteps: ['Begin another with --fresh', `Look into ${folder}`],
      cause: error,
    });
  }
}

function takeUp(
  handles: Handles,
  { show: wanted, writeConcern }: Config,
  { shelf, notices }: Choice,
  { folder, journal, folded, bytes }: ShelvedShow,
): Omit<OpenedShow, 'release'> {
  const { showId, seed, from, target, db, coll, w = writeConcern } = journal.head;
  const recording = readRecording(join(folder, FILES.recording));
  const file = openFile(handles, join(folder, FILES.journal), bytes);
  const { records, keeper } = openRest(handles, folder, file, recording.bytes);
  const samples = recording.lines.flatMap(({ event }) => (event.type === 'sampled' ? [event] : []));
  const resumed: Folded = { ...folded, show: samples.reduce(reduceShow, withIterations(folded.show, wanted)) };
  const past = toPast(shelf.shows, target, showId);
  const { auto, speed, readOnly, appdbHost } = wanted;
  const toldNow = {
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(appdbHost === undefined ? {} : { appdbHost }),
  };
  return {
    show: { showId, seed, from, auto, speed, ...toldNow, ...folded.show.inputs },
    db,
    coll,
    writeConcern: w,
    kept: { records, keeper, writeEvidence: evidenceOf(folder), folder, past, notices, resumed },
    history: join(folder, FILES.world),
    notBefore: folded.storyAt,
  };
}

/** A show that walks on by itself stops deleting by itself, too. */
function withIterations(show: Folded['show'], { auto, delete: input }: ShowConfig): Folded['show'] {
  const { iterations } = input;
  if (!auto || iterations === undefined || show.inputs.delete.iterations !== undefined) return show;
  return { ...show, inputs: { ...show.inputs, delete: { ...show.inputs.delete, iterations } } };
}

/** The ledger has no end of its own: it is closed with the journal. */
function closingToo(keeper: JournalKeeper, closeLedger: () => void): JournalKeeper {
  return {
    ...keeper,
    close() {
      keeper.close();
      closeLedger();
    },
  };
}

const evidenceOf = (folder: string) => async (): Promise<string> =>
  (await import('./evidence/files.ts')).writeEvidence(folder);
