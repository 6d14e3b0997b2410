import { describe, expect, it } from 'vitest';
import { formatEvidence, FORMATS } from '../../src/evidence/files.ts';
import { toEvidence } from '../../src/evidence/to-evidence.ts';
import type { JournalLine } from '../../src/keep/journal.ts';
import type { RecordedLine } from '../../src/keep/recording.ts';
import { HEAD, LEDGER, LINES, RECORDING, RESTORED } from '../helpers/journals.ts';
import { NOW, RESULTS } from '../helpers/states.ts';

/* A live show without Ops Manager: what rests on the presenter's word says so. */

const ENGINE = { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true } as const;
const head = { ...HEAD, kind: 'live', target: 'mongodb://a:1', engine: ENGINE } as const;
const SAID = { id: 'by hand 1', complete: true, created: { t: 0, i: 0 }, completedAt: NOW - 1_800_000 } as const;

/** As `LINES`, but told by hand. */
const TOLD = LINES.map((line): JournalLine => {
  const { event } = line;
  if (event.type !== 'finished') return line;
  if (event.step === 'snapshot') return { ...line, event: { ...event, result: { snapshot: SAID, tookMs: 900_000 } } };
  if (event.step === 'preflight') {
    const { engine: _none, ...result } = RESULTS.preflight;
    return { ...line, event: { ...event, result } };
  }
  if (event.step !== 'restore') return line;
  const stages = RESTORED.stages.filter(({ stage }) => stage !== 'goal-reached');
  return { ...line, event: { ...event, result: { ...RESTORED, stages, jobId: 'by hand' } } };
});
const SURVEYED = RECORDING.map((line): RecordedLine => {
  if (line.event.type !== 'surveyed') return line;
  const { automation: _none, ...side } = line.event.survey.side;
  const survey = { ...line.event.survey, side: { ...side, coverage: { tag: 'unknown' } as const, snapshots: [SAID] } };
  return { ...line, event: { ...line.event, survey } };
});
const of = (lines: readonly JournalLine[] = TOLD) =>
  toEvidence({ head, lines }, SURVEYED, { madeAt: NOW, ledger: LEDGER });

describe('the evidence', () => {
  it('dates no snapshot by what only the guard goes by', () => {
    const { data, restore, notHeld, product } = of();
    expect(product).toBe('hands-on');
    expect(data.snapshot).toEqual({ id: 'by hand 1', completedAt: SAID.completedAt, tookMs: 900_000 });
    expect(restore).toMatchObject({ jobId: 'by hand', recoveryMs: RESTORED.tookMs });
    expect(restore?.base).toBeUndefined();
    expect(notHeld).not.toContain('base-snapshot');
  });

  it('says what was told, where something was', () => {
    expect(of().unproved).toContainEqual({ tag: 'by-hand' });
    expect(of([]).unproved).not.toContainEqual({ tag: 'by-hand' });
    expect(toEvidence({ head: HEAD, lines: LINES }, RECORDING, { madeAt: NOW }).unproved).not.toContainEqual({
      tag: 'by-hand',
    });
  });
});

describe.each(FORMATS)('in %s', (format) => {
  const text = formatEvidence(of(), format).replaceAll('\\', '');

  it('labels what the presenter told, durations too', () => {
    expect(text).toMatch(/told by the presenter/);
    expect(text).not.toContain('1970');
    if (format === 'json') return;
    expect(text).toMatch(/Recovery time \(RTO\).*clicked, told by the presenter, to writable primary/s);
    expect(text).toMatch(/after the click, by hand/);
    expect(text).toContain('Clicked in the browser');
    expect(text).toContain('nobody was asked');
    expect(text).toMatch(/Restore job.*by hand.*told by the presenter/s);
    expect(text).toContain('that a snapshot was complete and when the restore was clicked was told by the presenter');
  });
});
