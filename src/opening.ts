import { join } from 'node:path';
import type { Begin, Config } from './config.ts';
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
import { findShow, makeShowFolder, readShelf, unfinished } from './keep/shelf.ts';
import { NO_LEDGER } from './ledger.ts';
import { openLineFile } from './line-file.ts';
import type { Records } from './records.ts';
import { createRecords } from './records.ts';
import type { Kept, ShowConfig } from './show.ts';
import { reduceShow } from './wizard/show.ts';

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

/** Looks at the shows there are. Throws a SetupError when the one that is named cannot be resumed. */
export function chooseShow(begin: Begin, showsFolder: string = toShowsFolder()): Choice {
  const shelf = readShelf(showsFolder);
  const choice = { showsFolder, shelf, notices: shelf.setAside };
  const newest = unfinished(shelf);
  if (begin.tag === 'fresh') return choice;
  if (begin.tag === 'offer') return { ...choice, ...(newest ? { offer: newest } : {}) };
  if (begin.id === undefined) {
    if (newest) return { ...choice, resume: newest };
    return { ...choice, notices: [...choice.notices, 'Nothing is there to be resumed: this is a fresh show'] };
  }
  const named = findShow(shelf, begin.id);
  if (named.over) {
    throw new SetupError(`Show ${named.id} is over: it has its verdict`, {
      nextSteps: [`See it again with --replay ${named.id}`, `Read it with minuteback report ${named.id}`],
    });
  }
  return { ...choice, resume: named };
}

/** A show with everything that is kept of it, before there is a world. */
export interface OpenedShow {
  readonly show: ShowConfig;
  readonly db: string;
  readonly coll: string;
  readonly kept: Kept;
  /** Where a rehearsal keeps its world, and the story time that the show has come to. */
  readonly history?: string;
  readonly notBefore?: number;
  /** Lets go of the folder. */
  release(): void;
}

/** Shows of one target know each other's durations. All rehearsals are of one. */
const REHEARSAL = 'rehearsal';

/** Begins a folder for a new show. Where that cannot be done the show goes on without one, and says why where it matters. */
export function openFresh(config: Config, version: string, { showsFolder, shelf, notices }: Choice): OpenedShow {
  const { show, db, coll } = config;
  const past = toPast(shelf.shows, REHEARSAL, show.showId);
  try {
    const folder = makeShowFolder(showsFolder, show.showId);
    const release = holdFolder(folder);
    const now = Date.now();
    const head: JournalHead = {
      program: 'minuteback',
      journal: JOURNAL_VERSION,
      version,
      showId: show.showId,
      kind: 'rehearsal',
      target: REHEARSAL,
      db,
      coll,
      seed: show.seed,
      inputs: { load: show.load, delete: show.delete },
      from: show.from,
      realAt: now,
      storyAt: now,
    };
    const journal = openLineFile(join(folder, FILES.journal), 0);
    journal.append(head);
    journal.flushNow();
    const keeper = createKeeper(journal, createRecorder(openLineFile(join(folder, FILES.recording), 0)));
    const { ledger, entries, close } = openLedger(folder);
    const kept = keptBy(keeper, createRecords(ledger, entries), close, { folder, past, notices });
    return { show, db, coll, kept, history: join(folder, FILES.world), release };
  } catch (error) {
    const kept = { keeper: createNoKeeper(toTrouble(error)), records: createRecords(NO_LEDGER), past, notices };
    return { show, db, coll, kept, release: () => undefined };
  }
}

/** Takes up a show where it stood. Throws a SetupError when it is presented elsewhere, or when what is kept of it cannot be gone by. */
export function openResumed({ show: wanted }: Config, { shelf, notices }: Choice, shelved: ShelvedShow): OpenedShow {
  const { folder, journal, folded, bytes } = shelved;
  const { head } = journal;
  const release = holdFolder(folder);
  try {
    const recording = readRecording(join(folder, FILES.recording));
    const recorder = createRecorder(openLineFile(join(folder, FILES.recording), recording.bytes));
    const keeper = createKeeper(openLineFile(join(folder, FILES.journal), bytes), recorder);
    const { ledger, entries, close } = openLedger(folder);
    const samples = recording.lines.flatMap(({ event }) => (event.type === 'sampled' ? [event] : []));
    const resumed: Folded = { ...folded, show: samples.reduce(reduceShow, withIterations(folded.show, wanted)) };
    const past = toPast(shelf.shows, head.target, head.showId);
    const kept = keptBy(keeper, createRecords(ledger, entries), close, { folder, past, notices, resumed });
    const { auto, speed } = wanted;
    const show: ShowConfig = {
      showId: head.showId,
      seed: head.seed,
      from: head.from,
      auto,
      speed,
      ...folded.show.inputs,
    };
    return {
      show,
      db: head.db,
      coll: head.coll,
      kept,
      history: join(folder, FILES.world),
      notBefore: folded.storyAt,
      release,
    };
  } catch (error) {
    release();
    throw new SetupError(`Show ${head.showId} cannot be resumed: ${(error as Error).message}`, {
      nextSteps: ['Begin another with --fresh', `Look into ${folder}`],
      cause: error,
    });
  }
}

/** A show that walks on by itself stops deleting by itself, too. */
function withIterations(show: Folded['show'], { auto, delete: input }: ShowConfig): Folded['show'] {
  const { iterations } = input;
  if (!auto || iterations === undefined || show.inputs.delete.iterations !== undefined) return show;
  return { ...show, inputs: { ...show.inputs, delete: { ...show.inputs.delete, iterations } } };
}

function keptBy(
  keeper: JournalKeeper,
  records: Records,
  closeLedger: () => void,
  rest: Omit<Kept, 'keeper' | 'records' | 'writeEvidence'> & { readonly folder: string },
): Kept {
  const close = (): void => {
    keeper.close();
    closeLedger();
  };
  const writeEvidence = async (): Promise<string> => (await import('./evidence/files.ts')).writeEvidence(rest.folder);
  return { ...rest, records, writeEvidence, keeper: { ...keeper, close } };
}
