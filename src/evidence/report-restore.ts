import { CANDIDATE_NAMES, NOT_KNOWN } from '../wizard/copy/restore.ts';
import { STAGE_NAMES } from '../wizard/copy/restore-run.ts';
import { documents, figures, opTime } from '../wizard/copy/words.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Fact, Section } from './model.ts';
import { bothTimes, durationCell, utcCell } from './cells.ts';
import type { RestoreEvidence } from './restore.ts';
import { RESTORE_OUTCOMES } from './words.ts';

/** What was taken away, what was restored, and what proves it. */
export function restoreSections(evidence: Evidence): readonly Section[] {
  const { restore, counts } = evidence;
  return [
    { title: 'Documents over time', blocks: counts.length === 0 ? [] : [{ tag: 'chart' }] },
    { title: 'The restore', blocks: restore ? restoreBlocks(restore, evidence) : [] },
    { title: 'The proof', blocks: proofBlocks(evidence) },
  ];
}

function restoreBlocks(restore: RestoreEvidence, { data }: Evidence): readonly Block[] {
  const outcome: readonly Block[] =
    restore.outcome === 'worked' ? [] : [{ tag: 'text', text: RESTORE_OUTCOMES[restore.outcome] }];
  const stages: readonly Block[] =
    restore.stages.length === 0
      ? []
      : [
          {
            tag: 'table',
            head: [
              { head: 'Stage' },
              { head: 'First observed (UTC)', as: 'instant' },
              { head: 'Until the next', as: 'right' },
            ],
            rows: restore.stages.map(({ stage, at, tookMs }) => [
              STAGE_NAMES[stage],
              utcCell(at),
              durationCell(tookMs),
            ]),
          },
        ];
  return [...outcome, { tag: 'facts', facts: [...pointFacts(restore), ...deletedFacts(data)] }, ...stages];
}

function pointFacts({ point, instant, candidate, outlook, base, jobId }: RestoreEvidence): readonly Fact[] {
  const called = candidate === undefined ? {} : { note: CANDIDATE_NAMES[candidate] };
  const edge =
    point.form === 'second'
      ? `the state strictly before ${opTime({ t: point.t, i: 0 })} (pointInTimeUTCMillis)`
      : `the state through ${opTime(point.at)}, this entry included (oplogTs, oplogInc)`;
  return [
    { label: 'Restore point', value: bothTimes(instant), ...called },
    { label: 'What it means', value: edge },
    ...(outlook ? outlookFacts(outlook) : []),
    ...(base
      ? [
          {
            label: 'Base snapshot',
            value: `${bothTimes(base.created.t * 1000)}, ${opTime(base.created)}`,
            ...(base.snapshotId === undefined ? {} : { note: base.snapshotId }),
          },
        ]
      : []),
    ...(jobId === undefined ? [] : [{ label: 'Restore job', value: jobId }]),
  ];
}

const CHOSEN = 'as the point was chosen, by the ledger';

function outlookFacts(outlook: NonNullable<RestoreEvidence['outlook']>): readonly Fact[] {
  if (outlook.tag === 'not-known') return [{ label: 'Brings back', value: `not known: ${NOT_KNOWN[outlook.because]}` }];
  return [
    {
      label: 'Brings back',
      value: `${documents(outlook.returns)}, ${figures(outlook.total)} in total; ${figures(outlook.stayDeleted)} deleted before the point stay deleted`,
      note: CHOSEN,
    },
  ];
}

function deletedFacts({ deletes }: Evidence['data']): readonly Fact[] {
  if (!deletes) return [];
  const { firstAfter, last, deleted, iterations, unknown } = deletes;
  const from = firstAfter ? `the first after ${bothTimes(firstAfter.t * 1000)}` : undefined;
  const until = last ? `the last by ${bothTimes(last.t * 1000)}` : undefined;
  const when = [from, until].filter((part) => part !== undefined).join('; ');
  return [
    {
      label: 'Deleted',
      value:
        `${documents(deleted)} in ${figures(iterations)} ${iterations === 1 ? 'iteration' : 'iterations'}` +
        (unknown === 0 ? '' : `, ${figures(unknown)} more with unknown outcome`),
      note: when === '' ? 'by the ledger' : `by the ledger; ${when}`,
    },
  ];
}

function proofBlocks({ verdict, data }: Evidence): readonly Block[] {
  const { deletes } = data;
  const baseline = deletes?.baseline;
  const facts: Fact[] = [];
  if (baseline) {
    facts.push({
      label: 'Before the deletes',
      value: documents(baseline.documents),
      note: `every _id read at ${opTime(baseline.at)}, fingerprint ${baseline.fingerprint}`,
    });
  }
  if (deletes) {
    const { last } = deletes;
    const at = last ? ` at ${opTime(last)}` : '';
    facts.push({ label: 'After the deletes', value: documents(deletes.remaining), note: `by the ledger${at}` });
  }
  if (verdict) {
    facts.push(
      {
        label: 'After the restore',
        value: documents(verdict.found),
        note: `every _id read from the primary at ${opTime(verdict.readAt)}, in ${durationCell(verdict.tookMs)}`,
      },
      { label: 'Fingerprint found', value: verdict.foundFingerprint },
      {
        label: 'Fingerprint expected',
        value: verdict.expectedFingerprint ?? 'none: there is no exact list to compare with',
      },
      ...differenceFacts(verdict.verdict),
    );
  }
  return facts.length === 0 ? [] : [{ tag: 'facts', facts }];
}

function differenceFacts(verdict: NonNullable<Evidence['verdict']>['verdict']): readonly Fact[] {
  if (verdict.tag !== 'different') return [];
  const named = (label: string, count: number, ids: readonly string[]): readonly Fact[] =>
    count === 0
      ? []
      : [
          {
            label,
            value: documents(count),
            note: ids.length < count ? `the first are ${ids.join(', ')}` : ids.join(', '),
          },
        ];
  return [...named('Missing', verdict.missing, verdict.missingIds), ...named('Extra', verdict.extra, verdict.extraIds)];
}
