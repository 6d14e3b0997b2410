import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../errors.ts';
import { readLines } from '../line-file.ts';
import type { Folded, Journal, Unfit } from './journal.ts';
import { foldJournal, isOver, toJournal } from './journal.ts';
import { isHeld } from './lock.ts';
import { FILES } from './places.ts';

/** A show as it lies in its folder. */
export interface ShelvedShow {
  readonly id: string;
  readonly folder: string;
  readonly journal: Journal;
  readonly folded: Folded;
  /** Bytes of the journal that can be trusted: a line that a kill has torn is cut off behind them. */
  readonly bytes: number;
  readonly over: boolean;
  /** Another program presents it now. */
  readonly held: boolean;
}

/** All that could be read, newest first, and in words what was set aside meanwhile, or cannot be used. */
export interface Shelf {
  readonly shows: readonly ShelvedShow[];
  readonly setAside: readonly string[];
}

const WHY: { readonly [U in Unfit]: string } = {
  empty: 'its journal breaks off in the first line',
  garbled: 'its journal is garbled',
  newer: 'its journal was written by a newer version of this program',
  foreign: 'its journal was not written by this program, or nothing of it can be read',
};

/** A name that no path hides behind. */
const SHOW_ID = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** Takes a journal that cannot be gone by out of the way, so that it is never trusted; answers what was done, in words. */
function setAside(id: string, folder: string, unfit: Unfit): string {
  const path = join(folder, FILES.journal);
  let bad = `${path}.bad`;
  for (let k = 2; existsSync(bad); k++) bad = `${path}.${k}.bad`;
  try {
    renameSync(path, bad);
    return `Show ${id} was set aside: ${WHY[unfit]} (kept as ${bad})`;
  } catch (error) {
    return `Show ${id} cannot be used: ${WHY[unfit]} (${(error as Error).message})`;
  }
}

function read(id: string, folder: string): ShelvedShow | Unfit | undefined {
  const path = join(folder, FILES.journal);
  if (!existsSync(path)) return undefined;
  const lines = readLines(path);
  const journal = toJournal(lines);
  if (typeof journal === 'string') return journal;
  const folded = foldJournal(journal);
  return { id, folder, journal, folded, bytes: lines.bytes, over: isOver(folded, journal.head), held: isHeld(folder) };
}

/** The show as it lies in its folder by now: another process may have gone on with it. Throws an Error that says why it cannot be gone by. */
export function reread({ id, folder }: ShelvedShow): ShelvedShow {
  const found = read(id, folder);
  if (found === undefined) throw new Error('its journal is gone');
  if (typeof found === 'string') throw new Error(WHY[found]);
  return found;
}

export interface ShelfOptions {
  /** Whoever only looks moves nothing. */
  readonly setAside: boolean;
}

/** What is said of a journal that cannot be gone by. Nothing of one that another program writes now: it is left to that. */
function dealWith(id: string, folder: string, unfit: Unfit, options: ShelfOptions): readonly string[] {
  if (isHeld(folder)) return [];
  return [options.setAside ? setAside(id, folder, unfit) : `Show ${id} cannot be used: ${WHY[unfit]}`];
}

/** Reads every show in the folder. What cannot be gone by is set aside, unless told to only look; a folder that is not there holds none. */
export function readShelf(showsFolder: string, options: ShelfOptions = { setAside: true }): Shelf {
  const shows: ShelvedShow[] = [];
  const aside: string[] = [];
  if (!existsSync(showsFolder)) return { shows, setAside: aside };
  for (const id of readdirSync(showsFolder)) {
    if (!SHOW_ID.test(id)) continue;
    const folder = join(showsFolder, id);
    try {
      const found = read(id, folder);
      if (typeof found === 'string') aside.push(...dealWith(id, folder, found, options));
      else if (found) shows.push(found);
    } catch (error) {
      aside.push(`Show ${id} cannot be read: ${(error as Error).message}`);
    }
  }
  return { shows: shows.sort((a, b) => b.journal.head.realAt - a.journal.head.realAt), setAside: aside };
}

/** The newest show about those systems that can be resumed, if there is one. */
export const unfinished = (
  { shows }: Shelf,
  isAbout: (head: ShelvedShow['journal']['head']) => boolean,
): ShelvedShow | undefined => shows.find(({ over, held, journal }) => !over && !held && isAbout(journal.head));

/** The show with this id, or the only one whose id begins so. Throws a SetupError that says which there are. */
export function findShow({ shows, setAside: aside }: Shelf, id: string): ShelvedShow {
  const exact = shows.filter((show) => show.id === id);
  const [found, other] = exact.length > 0 ? exact : shows.filter((show) => show.id.startsWith(id));
  if (found && !other) return found;
  const newest = shows.slice(0, 3).map((show) => show.id);
  throw new SetupError(other ? `More than one show begins with ${id}` : `There is no show ${JSON.stringify(id)}`, {
    nextSteps: [
      ...aside,
      newest.length === 0 ? 'Present one first' : `Name it in full; the newest are ${newest.join(', ')}`,
      'See them all with minuteback shows',
    ],
  });
}

/** One folder after the other: `recursive` never returns where a file system says that the parent it has just looked at is not there. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Makes the folder of a new show, for the user alone. Throws the error of the file system. */
export function makeShowFolder(showsFolder: string, id: string): string {
  const folder = join(showsFolder, id);
  makeFolders(showsFolder);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
