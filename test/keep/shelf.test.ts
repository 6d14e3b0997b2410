import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JOURNAL_VERSION } from '../../src/keep/journal.ts';
import type { JournalHead, JournalLine } from '../../src/keep/journal.ts';
import { holdFolder } from '../../src/keep/lock.ts';
import { toPast } from '../../src/keep/past.ts';
import { toShowsFolder } from '../../src/keep/places.ts';
import { findShow, makeShowFolder, readShelf, unfinished } from '../../src/keep/shelf.ts';
import { toLine } from '../../src/line-file.ts';
import type { Results } from '../../src/wizard/results.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { INPUTS, NOW, RESULTS } from '../helpers/states.ts';

const HEAD: JournalHead = {
  program: 'minuteback',
  journal: JOURNAL_VERSION,
  version: '0.1.0',
  showId: 'show-1',
  kind: 'rehearsal',
  target: 'rehearsal',
  db: 'loadtest',
  coll: 'events',
  seed: 7,
  inputs: INPUTS,
  from: 'preflight',
  realAt: NOW,
  storyAt: NOW,
};

const line = (event: JournalLine['event'], at = NOW): JournalLine => ({ realAt: at, storyAt: at, event });
const started = (step: 'load' | 'snapshot' | 'delete', run: number): JournalLine =>
  line({ type: 'started', step, run, at: NOW, input: undefined });
const SNAPSHOT_DONE = [
  started('snapshot', 2),
  line({ type: 'finished', step: 'snapshot', run: 2, at: NOW + 900_000, result: RESULTS.snapshot }),
];

function write(shows: string, id: string, lines: readonly JournalLine[], head: Partial<JournalHead> = {}): string {
  const folder = makeShowFolder(shows, id);
  const all = [{ ...HEAD, showId: id, ...head }, ...lines];
  writeFileSync(join(folder, 'journal.jsonl'), all.map(toLine).join(''));
  return folder;
}

it('makes folders for the user alone', () => {
  const shows = join(temporaryFolder(), 'minuteback', 'shows');
  const folder = makeShowFolder(shows, 'show-1');
  for (const path of [shows, folder]) expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('takes a command for over once it was left, unless it has deleted something', () => {
  const shows = temporaryFolder();
  const deleted = {
    deleted: 10,
    unknown: 0,
    remaining: 90,
    iterations: 1,
    tookMs: 1,
    baseline: RESULTS.stats.baseline,
  };
  const done = (step: 'load' | 'delete', result: Results['load' | 'delete']): readonly JournalLine[] => [
    started(step, 1),
    line({ type: 'finished', step, run: 1, at: NOW, result }),
    line({ type: 'left' }),
  ];
  write(shows, 'loaded', done('load', RESULTS.load), { command: 'load' });
  write(shows, 'cut', [started('load', 1)], { command: 'load' });
  write(shows, 'deleted', done('delete', deleted), { command: 'delete' });
  write(shows, 'none', done('delete', { ...deleted, deleted: 0 }), { command: 'delete' });
  write(shows, 'presented', done('load', RESULTS.load));
  write(shows, 'went-on', [...done('load', RESULTS.load), ...SNAPSHOT_DONE, line({ type: 'left' })], {
    command: 'load',
  });
  const over = readShelf(shows).shows.filter((show) => show.over);
  expect(over.map(({ id }) => id).sort()).toEqual(['loaded', 'none']);
});

it('lists shows newest first, with where they stand', () => {
  const shows = temporaryFolder();
  write(shows, 'older', SNAPSHOT_DONE, { realAt: NOW - 1000 });
  write(shows, 'newer', [...SNAPSHOT_DONE, line({ type: 'showed', step: 'delete' }), started('delete', 3)]);
  const { shows: found, setAside } = readShelf(shows);
  expect(found.map(({ id }) => id)).toEqual(['newer', 'older']);
  expect(found[0]?.folded).toMatchObject({ shown: 'delete', lastRun: 3, left: false });
  expect(found[0]?.folded.show.phases.delete).toMatchObject({ tag: 'running', run: 3, since: NOW });
  expect(found[0]?.folded.show.results.snapshot).toEqual(RESULTS.snapshot);
  expect(setAside).toEqual([]);
});

describe('an unfinished show', () => {
  it('is one that has begun something and has no verdict, however it ended', () => {
    const shows = temporaryFolder();
    write(shows, 'left', [...SNAPSHOT_DONE, line({ type: 'left' })]);
    expect(unfinished(readShelf(shows), ({ target }) => target === HEAD.target)?.id).toBe('left');
  });

  it('is not one that changed nothing, nor one that was left with its verdict', () => {
    const shows = temporaryFolder();
    write(shows, 'looked', [line({ type: 'showed', step: 'stats' })]);
    const judged = [
      line({ type: 'started', step: 'restore', run: 4, at: NOW, input: undefined }),
      line({ type: 'finished', step: 'restore', run: 4, at: NOW, result: {} as never }),
      line({ type: 'started', step: 'verify', run: 5, at: NOW, input: undefined }),
      line({ type: 'finished', step: 'verify', run: 5, at: NOW, result: {} as never }),
    ];
    write(shows, 'judged', [...SNAPSHOT_DONE, ...judged, line({ type: 'left' })]);
    expect(unfinished(readShelf(shows), ({ target }) => target === HEAD.target)).toBeUndefined();
    write(shows, 'killed', [...SNAPSHOT_DONE, ...judged]);
    expect(unfinished(readShelf(shows), ({ target }) => target === HEAD.target)?.id).toBe('killed');
  });

  it('is not offered while another program presents it', () => {
    const shows = temporaryFolder();
    const folder = write(shows, 'open', SNAPSHOT_DONE);
    // The parent of this test is a process that lives.
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(unfinished(readShelf(shows), ({ target }) => target === HEAD.target)).toBeUndefined();
    expect(() => holdFolder(folder)).toThrow(`process ${process.ppid}`);
    // A process that was killed holds nothing.
    writeFileSync(join(folder, 'lock'), '99999999');
    expect(unfinished(readShelf(shows), ({ target }) => target === HEAD.target)?.id).toBe('open');
    const release = holdFolder(folder);
    expect(unfinished(readShelf(shows), ({ target }) => target === HEAD.target)?.id).toBe('open');
    release();
  });
});

describe('a journal that cannot be gone by', () => {
  const torn = toLine(HEAD).slice(0, -5);
  const garbled = (() => {
    const content = Buffer.from([HEAD, ...SNAPSHOT_DONE].map(toLine).join(''));
    content[content.length >> 1]! ^= 1;
    return content;
  })();
  it.each([
    ['whose first line is torn', torn, 'breaks off'],
    ['that is empty', '', 'breaks off'],
    ['that is garbled', garbled, 'is garbled'],
    ['of a newer version', toLine({ ...HEAD, journal: 2 }), 'newer version'],
    ['with events that nobody knows', toLine(HEAD) + toLine(line({ type: 'danced' } as never)), 'newer version'],
    ['of another program', toLine({ program: 'other' }), 'not written by this program'],
  ])('%s is set aside as .bad, and said so', (_, content, why) => {
    const shows = temporaryFolder();
    const folder = join(shows, 'show-1');
    mkdirSync(folder);
    writeFileSync(join(folder, 'journal.jsonl'), content);
    const { shows: found, setAside } = readShelf(shows);
    expect(found).toEqual([]);
    expect(setAside).toEqual([expect.stringContaining(why)]);
    expect(setAside[0]).toContain('.bad');
    expect(readdirSync(folder)).toEqual(['journal.jsonl.bad']);
    expect(readFileSync(join(folder, 'journal.jsonl.bad'))).toEqual(Buffer.from(content));
    expect(readShelf(shows)).toEqual({ shows: [], setAside: [] });
  });

  it('stays where it is for whoever only looks, and is said', () => {
    const shows = temporaryFolder();
    const folder = makeShowFolder(shows, 'show-1');
    writeFileSync(join(folder, 'journal.jsonl'), garbled);
    expect(readShelf(shows, { setAside: false })).toEqual({
      shows: [],
      setAside: ['Show show-1 cannot be used: its journal is garbled'],
    });
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });

  it('is left to the program that presents the show now, as a newer version may', () => {
    const shows = temporaryFolder();
    const folder = makeShowFolder(shows, 'show-1');
    writeFileSync(join(folder, 'journal.jsonl'), toLine({ ...HEAD, journal: 2 }));
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    for (const setAside of [true, false]) expect(readShelf(shows, { setAside })).toEqual({ shows: [], setAside: [] });
    expect(readdirSync(folder)).toEqual(['journal.jsonl', 'lock']);
  });

  it('is not one whose last line a kill has torn', () => {
    const shows = temporaryFolder();
    const folder = write(shows, 'show-1', SNAPSHOT_DONE);
    writeFileSync(
      join(folder, 'journal.jsonl'),
      readFileSync(join(folder, 'journal.jsonl'), 'utf8') + toLine(line({ type: 'left' })).slice(0, 30),
    );
    expect(readShelf(shows).shows[0]?.folded.left).toBe(false);
  });
});

it('finds a show by the beginning of its id, or says which there are', () => {
  const shows = temporaryFolder();
  write(shows, '2026-11-24-aaaaaa', SNAPSHOT_DONE);
  write(shows, '2026-11-24-bbbbbb', SNAPSHOT_DONE);
  const shelf = readShelf(shows);
  expect(findShow(shelf, '2026-11-24-b').id).toBe('2026-11-24-bbbbbb');
  expect(() => findShow(shelf, '2026-11-24')).toThrow('More than one');
  expect(() => findShow(shelf, '../x')).toThrow('There is no show');
});

it('knows how long earlier shows of the same target took, and of no other', () => {
  const shows = temporaryFolder();
  write(shows, 'one', SNAPSHOT_DONE, { realAt: NOW - 2000 });
  write(shows, 'two', SNAPSHOT_DONE, { realAt: NOW - 1000, target: 'mongodb://elsewhere' });
  write(shows, 'three', SNAPSHOT_DONE);
  expect(toPast(readShelf(shows).shows, 'rehearsal', 'three')).toEqual({
    snapshotMs: [RESULTS.snapshot.tookMs],
    restoreMs: [],
  });
});

it.each([
  [{ XDG_STATE_HOME: '/state' }, 'linux', '/state/minuteback/shows'],
  [{ XDG_STATE_HOME: 'relative' }, 'linux', '/home/me/.local/state/minuteback/shows'],
  [{}, 'linux', '/home/me/.local/state/minuteback/shows'],
  [{}, 'darwin', '/home/me/Library/Application Support/minuteback/shows'],
] as const)('keeps shows by the custom of the platform: %j on %s', (env, platform, path) => {
  expect(toShowsFolder(env, platform, () => '/home/me')).toBe(path);
});

it('keeps no show wherever it was started where there is no home', () => {
  const unknown = () => {
    throw new Error('ENOENT');
  };
  for (const home of [() => '', unknown]) {
    expect(() => toShowsFolder({}, 'linux', home)).toThrow('There is no home folder to keep shows in');
    expect(toShowsFolder({ XDG_STATE_HOME: '/state' }, 'linux', home)).toBe('/state/minuteback/shows');
  }
});
