import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { toEvidence } from '../../src/evidence/to-evidence.ts';
import { unprovedWords } from '../../src/evidence/words.ts';
import type { ProofCheck } from '../../src/proof/verdict.ts';
import type { Journal, JournalLine } from '../../src/keep/journal.ts';
import type { RecordedLine } from '../../src/keep/recording.ts';
import { HEAD, JOURNAL, LEDGER, line, LINES, POINT, ran, RECORDING, RESTORED, VERIFIED } from '../helpers/journals.ts';
import { BASELINE, INPUTS, MEMBERS, NOW, RESULTS, SNAPSHOT } from '../helpers/states.ts';

const of = (
  lines: readonly JournalLine[] = LINES,
  recording: readonly RecordedLine[] = RECORDING,
  head: Partial<Journal['head']> = {},
): Evidence => toEvidence({ head: { ...HEAD, ...head }, lines }, recording, { madeAt: NOW, ledger: LEDGER });
const until = (step: string, type: string): readonly JournalLine[] =>
  LINES.slice(0, LINES.findIndex(({ event }) => event.type === type && 'step' in event && event.step === step) + 1);
const stepOf = (evidence: Evidence, step: string) => evidence.steps.find((one) => one.step === step);

describe('a whole show', () => {
  it('tells what it was shown on', () => {
    expect(of()).toMatchObject({
      kind: 'rehearsal',
      showId: HEAD.showId,
      seed: 7,
      namespace: 'loadtest.events',
      programVersion: '0.1.0',
      versions: { mongodb: '8.0.15', opsManager: '8.0.15' },
      set: { setName: 'rehearsal', members: MEMBERS.map(({ host, role }) => ({ host, role })), otherDatabases: 0 },
      sittings: [{ from: HEAD.realAt, ended: 'left' }],
      notHeld: [],
    });
  });

  it('tells every attempt of every step with both its ends, and the words of one that failed', () => {
    const evidence = of();
    expect(stepOf(evidence, 'snapshot')).toEqual({
      step: 'snapshot',
      outcome: 'worked',
      attempts: [
        {
          step: 'snapshot',
          run: 4,
          from: NOW - 2_790_000,
          until: NOW - 2_780_000,
          outcome: 'failed',
          words: 'Ops Manager refused: no daemon',
          code: 'NO_DAEMON',
        },
        { step: 'snapshot', run: 5, from: NOW - 2_700_000, until: NOW - 1_800_000, outcome: 'worked' },
      ],
    });
    expect(stepOf(evidence, 'load')?.attempts).toMatchObject([{ documents: 65_536 }]);
    expect(stepOf(evidence, 'cursors')?.attempts).toMatchObject([{ from: NOW - 500_000, until: NOW - 400_000 }]);
    expect(stepOf(evidence, 'stores')).toEqual({
      step: 'stores',
      outcome: 'skipped',
      attempts: [],
      skippedBecause: 'free',
    });
    expect(stepOf(evidence, 'wrap')).toEqual({ step: 'wrap', outcome: 'not-begun', attempts: [] });
  });

  it('tells the restore: its point, what that meant, its stages, and how long it took', () => {
    expect(of().restore).toEqual({
      outcome: 'worked',
      from: NOW + 128_000,
      until: NOW + 431_000,
      point: POINT,
      instant: NOW + 60_000,
      candidate: 'minute-back',
      outlook: { tag: 'known', total: 511_440, returns: 9000, stayDeleted: 6000 },
      base: { created: SNAPSHOT.created, snapshotId: SNAPSHOT.id },
      jobId: 'job-1',
      recoveryMs: 270_000,
      toVerdictMs: 313_000,
      stages: [
        { stage: 'requested', at: NOW + 130_000, tookMs: 10_000 },
        { stage: 'accepted', at: NOW + 140_000, tookMs: 30_000 },
        { stage: 'members-down', at: NOW + 170_000, tookMs: 210_000 },
        { stage: 'members-up', at: NOW + 380_000, tookMs: 30_000 },
        { stage: 'primary-elected', at: NOW + 410_000, tookMs: 20_000 },
        { stage: 'goal-reached', at: NOW + 430_000 },
      ],
    });
  });

  it('tells the counts in their order, each with its source, and the deletes with their first op time', () => {
    const { counts, data } = of();
    expect(counts.map(({ at }) => at)).toEqual(counts.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(new Set(counts.map(({ source }) => source))).toEqual(new Set(['counted', 'read', 'ledger']));
    expect(counts.at(-1)).toEqual({ at: VERIFIED.at.t * 1000, documents: 511_440, source: 'read' });
    expect(data.deletes).toMatchObject({
      deleted: 15_000,
      firstAfter: { t: NOW / 1000 + 2, i: 1 },
      last: { t: NOW / 1000 + 100, i: 1 },
    });
    expect(data.loaded).toEqual({ documents: 65_536, loads: 1 });
  });

  it('tells in a rehearsal what only a real system can prove, and not so of a live show', () => {
    expect(of().unproved.some(({ tag }) => tag === 'only-real')).toBe(true);
    expect(of(LINES, RECORDING, { kind: 'live' }).unproved).toEqual([]);
  });
});

describe('what is not there is absent, and said to be', () => {
  it('before anything was done', () => {
    const evidence = toEvidence({ head: HEAD, lines: [] }, [], { madeAt: NOW });
    expect(evidence.restore).toBeUndefined();
    expect(evidence.verdict).toBeUndefined();
    expect(evidence.notHeld).toEqual(['versions', 'set', 'snapshot', 'baseline', 'counts']);
    expect(evidence.unproved[0]).toEqual({ tag: 'no-restore' });
  });

  it('when the show was cut off while it deleted: the ledger tells how far it came, and what nobody answered for', () => {
    const [intent] = LEDGER;
    const lines = [...until('delete', 'started'), line(NOW + 60_000, { type: 'resumed' })];
    const { data, unproved } = toEvidence({ head: HEAD, lines }, RECORDING, {
      madeAt: NOW,
      ledger: [...LEDGER, intent],
    });
    expect(data.deletes).toMatchObject({ deleted: 10, remaining: 517_430, unknown: 10 });
    expect(data.deletes).not.toHaveProperty('unfinished');
    expect(unproved).toContainEqual({ tag: 'unknown-deletes', documents: 10 });
  });

  it('when there is no ledger of a delete that was cut off: the last figures that were recorded stand', () => {
    const lines = [...until('delete', 'started'), line(NOW + 60_000, { type: 'resumed' })];
    const { data, steps } = toEvidence({ head: HEAD, lines }, RECORDING, { madeAt: NOW });
    expect(data.deletes).toEqual({
      baseline: BASELINE,
      iterations: 2,
      deleted: 7000,
      remaining: 510_440,
      unknown: 0,
      unfinished: true,
    });
    expect(steps.find(({ step }) => step === 'delete')?.outcome).toBe('unfinished');
  });

  it('when the restore has not ended: its stages are those that were recorded, and there is no recovery time', () => {
    const { restore, unproved, notHeld } = of(until('restore', 'started'));
    expect(restore).toMatchObject({ outcome: 'unfinished', stages: RESTORED.stages.slice(0, 3).map((mark) => mark) });
    expect(restore).not.toHaveProperty('recoveryMs');
    expect(unproved[0]).toEqual({ tag: 'no-verdict' });
    expect(notHeld).toContain('recovery-time');
  });

  it('without a recording and a ledger', () => {
    const evidence = toEvidence(JOURNAL, [], { madeAt: NOW });
    expect(evidence.restore).not.toHaveProperty('outlook');
    expect(evidence.notHeld).toEqual(['first-delete', 'outlook', 'base-snapshot']);
    expect(evidence.counts.every(({ source }) => source === 'read')).toBe(true);
  });
});

it('says of a verdict that documents were written after it', () => {
  const later = NOW + 600_000;
  const { verdict, unproved } = of([
    ...LINES.slice(0, -1),
    ...ran('load', 11, later, later + 1000, RESULTS.load, INPUTS.load),
  ]);
  expect(verdict?.writtenSince).toEqual(['load']);
  expect(unproved).toContainEqual({ tag: 'written-since-verdict' });
});

it('forgets a verdict when another restore was begun after it', () => {
  const { verdict, restore } = of([
    ...LINES,
    line(NOW + 600_000, { type: 'started', step: 'restore', run: 12, at: NOW + 600_000, input: { point: POINT } }),
  ]);
  expect(verdict).toBeUndefined();
  expect(restore).toMatchObject({ outcome: 'unfinished', from: NOW + 600_000 });
});

it('counts deletes without an answer among what is not proved', () => {
  const [from, to] = [NOW - 5000, NOW + 105_000];
  const deleted = {
    baseline: BASELINE,
    iterations: 1,
    deleted: 10,
    remaining: 1,
    unknown: 1000,
    tookMs: 5,
  };
  expect(of(ran('delete', 2, from, to, deleted)).unproved).toContainEqual({ tag: 'unknown-deletes', documents: 1000 });
});

it('names every check that could not tell, or does not apply, and what others wrote', () => {
  const checks: readonly ProofCheck[] = [
    VERIFIED.checks[0]!,
    { name: 'sample', result: 'open', seen: { because: 'not-sampled', why: 'the primary is gone' }, tookMs: 1 },
    { name: 'hash', result: 'skipped', seen: { because: 'deleted-before-point' }, tookMs: 0 },
    {
      name: 'others',
      result: 'bad',
      seen: { inserted: 3, removed: 1, insertedIds: ['a'], removedIds: ['b'] },
      tookMs: 0,
    },
  ];
  const verify = { ...VERIFIED, checks, verdict: { tag: 'not-verified', because: 'foreign-writes' } as const };
  const judged = ran('verify', 10, NOW + 441_000, NOW + 453_000, verify);
  const { unproved } = of([...LINES.filter(({ event }) => !('run' in event && event.run === 10)), ...judged]);
  expect(unproved.filter(({ tag }) => tag !== 'only-real')).toEqual([
    { tag: 'not-verified', because: 'foreign-writes' },
    { tag: 'check', check: checks[1] },
    { tag: 'check', check: checks[2] },
    { tag: 'foreign-writes', inserted: 3, removed: 1 },
  ]);
  expect(unproved.map(unprovedWords)).toContain(
    'Documents intact: open: no document could be read: the primary is gone',
  );
});

it('tells sittings: left, cut off, and open', () => {
  const lines = [
    line(NOW, { type: 'left' }),
    line(NOW + 1000, { type: 'resumed' }),
    line(NOW + 2000, { type: 'showed', step: 'load' }),
    line(NOW + 3000, { type: 'resumed' }),
  ];
  expect(of(lines, []).sittings.map(({ ended }) => ended)).toEqual(['left', 'cut-off', 'open']);
});
