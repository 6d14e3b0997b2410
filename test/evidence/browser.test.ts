import { describe, expect, it } from 'vitest';
import { toReport } from '../../src/evidence/report.ts';
import { toEvidence } from '../../src/evidence/to-evidence.ts';
import { unprovedWords } from '../../src/evidence/words.ts';
import type { PointSource } from '../../src/proof/facts.ts';
import { foldJournal } from '../../src/keep/journal.ts';
import type { JournalLine } from '../../src/keep/journal.ts';
import type { TakenRestore } from '../../src/wizard/inputs.ts';
import { HEAD, LEDGER, line, LINES, POINT, ran, RECORDING, RESTORED, VERIFIED } from '../helpers/journals.ts';
import { MEMBERS, NOW } from '../helpers/states.ts';

/* The evidence of a restore that the presenter began in the browser. */

const JOB = { id: 'job-1', createdAt: NOW + 140_000, stateName: 'FINISHED', pointInTime: true } as const;
const TAKEN: TakenRestore = { job: JOB, before: { jobs: [], members: MEMBERS }, offered: POINT };
const STARTED = NOW + 128_000;

/** The show of the helpers, with its restore begun in the browser. */
function taken(pointFrom: PointSource | undefined): readonly JournalLine[] {
  const isOf = ({ event }: JournalLine, step: string): boolean => 'run' in event && event.step === step;
  const { point: _own, ...untold } = RESTORED;
  const restored = { ...untold, taken: true as const, ...(pointFrom ? { point: POINT, pointFrom } : {}) };
  const [started, finished] = ran('restore', 9, STARTED, NOW + 431_000, restored, TAKEN);
  const said = line(NOW + 200_000, { type: 'pointed', step: 'restore', run: 9, at: NOW + 200_000, point: POINT });
  const verdict = pointFrom
    ? { ...VERIFIED, pointFrom }
    : { ...VERIFIED, verdict: { tag: 'not-verified', because: 'not-told' } as const };
  return [
    ...LINES.filter((one) => !isOf(one, 'restore') && !isOf(one, 'verify')),
    started!,
    ...(pointFrom === 'presenter' ? [said] : []),
    finished!,
    ...ran('verify', 10, NOW + 441_000, NOW + 453_000, verdict),
  ];
}

const evidenceOf = (pointFrom: PointSource | undefined) =>
  toEvidence({ head: HEAD, lines: taken(pointFrom) }, RECORDING, { madeAt: NOW, ledger: LEDGER });
const reportOf = (pointFrom: PointSource | undefined): string => JSON.stringify(toReport(evidenceOf(pointFrom)));

describe('a restore that was begun in the browser', () => {
  it.each([
    ['engine', 'by the automation config of the agents'],
    ['presenter', 'the presenter, who said so while it ran'],
    ['snapshot', 'the op time of the snapshot'],
  ] as const)('tells in the report that it was, and that its point is known by the %s', (source, words) => {
    expect(evidenceOf(source).restore).toMatchObject({ taken: true, pointFrom: source, point: POINT, jobId: 'job-1' });
    expect(reportOf(source)).toContain('in the browser; its job was noticed and followed');
    expect(reportOf(source)).toContain(words);
  });

  it('leaves open what rests on the word of the presenter alone', () => {
    expect(evidenceOf('presenter').unproved).toContainEqual({ tag: 'point-by-presenter' });
    expect(unprovedWords({ tag: 'point-by-presenter' })).toContain('told by the presenter alone');
    expect(evidenceOf('engine').unproved).not.toContainEqual({ tag: 'point-by-presenter' });
  });

  it('has no point where nobody told one, and no proof', () => {
    const { restore, unproved } = evidenceOf(undefined);
    expect(restore?.point).toBeUndefined();
    expect(unproved).toContainEqual({ tag: 'not-verified', because: 'not-told' });
    expect(reportOf(undefined)).toContain('not known: nobody told which point it was restored to');
  });

  it('is folded from its journal as it was, with what the presenter said', () => {
    const lines = taken('presenter');
    const upToWord = lines.slice(0, lines.findIndex(({ event }) => event.type === 'pointed') + 1);
    const { show } = foldJournal({ head: HEAD, lines: upToWord });
    expect(show.phases.restore).toMatchObject({ tag: 'running', input: { job: JOB, point: POINT } });
    expect(show.verdictOut).toBe(true);
  });
});
