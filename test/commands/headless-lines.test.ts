import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LineForm, Outcome } from '../../src/commands/headless-lines.ts';
import { createTeller } from '../../src/commands/headless-lines.ts';
import { UnreachableError } from '../../src/errors.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { BASELINE, INPUTS, LOADING as FIRST_ROUND, NOW, RESULTS } from '../helpers/states.ts';

const BEGINNING = {
  show: 'show-1',
  namespace: 'loadtest.events',
  set: 'mongodb://h',
  input: INPUTS.load,
  folder: '/s',
};
const LOADING: Progress['load'] = { ...FIRST_ROUND, round: 2 };
const DELETING: Progress['delete'] = {
  baseline: BASELINE,
  iteration: 3,
  deleted: 11_814,
  remaining: 440_090,
  done: 2500,
  of: 4519,
  perSecond: 820,
  unknown: 0,
};
const DELETED: Outcome<'delete'> = {
  tag: 'done',
  result: { baseline: BASELINE, iterations: 3, deleted: 11_814, remaining: 440_090, unknown: 0, tookMs: 9000 },
};

/** A teller whose real time a test turns by hand, and what it has written. */
function telling<S extends 'load' | 'delete'>(step: S, form: LineForm, columns = 200) {
  let text = '';
  const output = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        text += chunk;
        done();
      },
    }),
    { columns },
  );
  let real = 0;
  const teller = createTeller(step, form, output, () => real);
  return {
    teller,
    text: () => text,
    lines: () => text.trimEnd().split('\n'),
    pass: (ms: number): void => {
      real += ms;
    },
  };
}

describe('as lines', () => {
  it('tells at most one a second, and the summary at the end', () => {
    const { teller, lines, pass } = telling('load', 'lines');
    teller.begin(BEGINNING, NOW);
    for (let k = 0; k < 25; k++) {
      teller.progress(LOADING, NOW);
      pass(100);
    }
    teller.end({ tag: 'done', result: RESULTS.load }, NOW, 0);
    expect(lines()).toHaveLength(1 + 3 + 2);
    expect(lines()[0]).toMatch(/^[\d:]{8} {2}Loads into loadtest.events at mongodb:\/\/h$/);
    expect(lines()[1]).toMatch(
      /round 2: 31,522 of 65,536 documents \(48 %\), 58.3 MB\/s, 9.4 s left, 9.87 GB on disk$/,
    );
    expect(lines().at(-2)).toMatch(/Added 65,536 documents in 18 s; 10.31 GB on disk by the last checkpoint$/);
    expect(lines().at(-1)).toContain('show-1');
  });

  it('tells of a delete how far it is, and before that what it waits for', () => {
    const { teller, lines, pass } = telling('delete', 'lines');
    const { baseline: _none, ...before } = DELETING;
    teller.progress(before, NOW);
    pass(1000);
    teller.progress({ ...DELETING, unknown: 1000 }, NOW);
    teller.end(DELETED, NOW, 0);
    expect(lines()[0]).toContain('Taking the baseline');
    expect(lines()[1]).toMatch(
      /iteration 3: 2,500 of 4,519 \(55 %\), 820 \/s, 11,814 deleted, 440,090 left, 1,000 with unknown outcome$/,
    );
    expect(lines()[2]).toContain('Deleted 11,814 documents in 3 iterations, 440,090 left');
  });

  it('says why a load rests or waits, and that a run was stopped', () => {
    const { teller, text, pass } = telling('load', 'lines');
    teller.progress({ ...LOADING, resting: { because: 'engine', leftMs: 4000, forMs: 72_000, answerMs: 3200 } }, NOW);
    pass(1000);
    teller.progress(
      { ...LOADING, held: { for: 'again', forMs: 12_000, why: 'Could not insert on h: no primary' } },
      NOW,
    );
    teller.end({ tag: 'stopped', result: { ...RESULTS.load, stopped: true } }, NOW, 130);
    expect(text()).toMatch(/9.87 GB on disk; tries again, for 12 s: no primary$/m);
    expect(text()).toContain('rests 4.0 s (Ops Manager took 3.2 s to answer)');
    expect(text()).toContain('Stopped: added 65,536 documents');
    const deleting = telling('delete', 'lines');
    deleting.teller.end({ ...DELETED, tag: 'stopped' }, NOW, 130);
    expect(deleting.text()).toContain('Stopped: deleted 11,814 documents');
  });

  it('names no show where nothing was begun in it', () => {
    const { teller, text } = telling('load', 'lines');
    teller.begin(BEGINNING, NOW);
    teller.end({ tag: 'stopped' }, NOW, 130);
    expect(text()).toContain('Stopped before anything was done');
    expect(text()).not.toContain('show-1');
    const failed = telling('load', 'lines');
    failed.teller.begin(BEGINNING, NOW);
    failed.teller.end({ tag: 'failed', error: new UnreachableError('gone'), begun: true }, NOW, 5);
    expect(failed.text()).toContain('show-1');
  });

  it('says where nothing is kept', () => {
    const { teller, text } = telling('load', 'lines');
    teller.begin({ ...BEGINNING, unkept: 'EROFS: read-only file system' }, NOW);
    teller.end({ tag: 'done', result: RESULTS.load }, NOW, 0);
    expect(text()).toContain('Not kept: EROFS');
  });
});

describe('rewritten in place', () => {
  it('writes progress over itself, within the width, and leaves whole lines behind', () => {
    const { teller, text, lines, pass } = telling('load', 'rewritten', 40);
    teller.begin(BEGINNING, NOW);
    teller.progress(LOADING, NOW);
    pass(100);
    teller.progress(LOADING, NOW);
    teller.end({ tag: 'done', result: RESULTS.load }, NOW, 0);
    const wipe = '\r\u001b[K';
    const [first, middle, ...rest] = lines();
    expect(first).not.toContain('\r');
    const parts = middle!.split(wipe).slice(1);
    expect(parts).toHaveLength(3);
    for (const part of parts.slice(0, 2)) expect(part).toHaveLength(39);
    expect(parts[2]).toContain('Added');
    expect(rest.join('')).not.toContain('\r');
    expect(text().endsWith('\n')).toBe(true);
  });
});

describe('as JSON', () => {
  it('is one object a line: the beginning, progress, and last the summary', () => {
    const { teller, lines, pass } = telling('load', 'json');
    teller.begin(BEGINNING, NOW);
    teller.progress(LOADING, NOW);
    pass(500);
    teller.progress(LOADING, NOW);
    teller.end({ tag: 'stopped', result: { ...RESULTS.load, stopped: true } }, NOW, 130);
    const said = lines().map((line) => JSON.parse(line) as object);
    const at = '2026-11-24T14:03:27.000Z';
    expect(said).toEqual([
      { type: 'begin', command: 'load', at, ...BEGINNING },
      { type: 'progress', command: 'load', at, ...LOADING },
      {
        type: 'summary',
        command: 'load',
        at,
        outcome: 'stopped',
        show: 'show-1',
        exitCode: 130,
        documents: 65_536,
        rounds: 1,
        tookMs: 18_200,
        dataBytes: 8_477_736_960,
        storageBytes: 10_308_928_143,
      },
    ]);
  });

  it('ends with the error and the figures of one that another made stop', () => {
    const lost: Outcome<'delete'> = {
      ...DELETED,
      tag: 'failed',
      error: new UnreachableError('taken over'),
      begun: true,
    };
    const { teller, lines } = telling('delete', 'json');
    teller.end(lost, NOW, 5);
    expect(JSON.parse(lines()[0]!)).toMatchObject({
      outcome: 'failed',
      exitCode: 5,
      deleted: 11_814,
      error: { message: 'taken over' },
    });
    const told = telling('delete', 'lines');
    told.teller.end(lost, NOW, 5);
    expect(told.text()).toContain('Stopped: deleted 11,814 documents');
  });

  it('ends with the error of one that failed, without its stack', () => {
    const { teller, lines } = telling('delete', 'json');
    teller.end({ tag: 'failed', error: new Error('unforeseen'), begun: false }, NOW, 1);
    const [summary] = lines().map((line) => JSON.parse(line) as { outcome: string; error: object });
    expect(summary).toMatchObject({ outcome: 'failed', exitCode: 1, error: { kind: 'bug', message: 'unforeseen' } });
    expect(summary?.error).not.toHaveProperty('stack');
  });
});
