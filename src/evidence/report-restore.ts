import { instantOf } from '../proof/op-time.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import { CANDIDATE_NAMES, NOT_KNOWN } from '../wizard/copy/restore.ts';
import { stageName, TOLD_BY_PRESENTER } from '../wizard/copy/by-hand.ts';
import { documents, figures, opTime } from '../wizard/copy/words.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Fact, Section } from './model.ts';
import { bothTimes, durationCell, utcCell } from './cells.ts';
import type { RestoreEvidence } from './restore.ts';
import { proofBlocks } from './report-proof.ts';
import { LAST_SHOWN, ofEngine, POINT_KNOWN_BY, RESTORE_OUTCOMES } from './words.ts';

/** What was taken away, what was restored, and what proves it. */
export function restoreSections(evidence: Evidence): readonly Section[] {
  const { restore, counts } = evidence;
  return [
    { title: 'Documents over time', blocks: counts.length === 0 ? [] : [{ tag: 'chart' }] },
    { title: 'The restore', beside: true, blocks: restore ? restoreBlocks(restore, evidence) : [] },
    { title: 'The proof', blocks: proofBlocks(evidence) },
  ];
}

function restoreBlocks(restore: RestoreEvidence, evidence: Evidence): readonly Block[] {
  const { data } = evidence;
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
              { head: 'First observed (UTC)', as: 'short' },
              { head: 'Until the next', as: 'right' },
            ],
            rows: restore.stages.map(({ stage, at, tookMs }) => [
              stageName(ofEngine(evidence), stage),
              utcCell(at),
              durationCell(tookMs),
            ]),
          },
        ];
  return [
    ...outcome,
    { tag: 'facts', facts: [...pointFacts(restore), ...jobFacts(restore, evidence), ...deletedFacts(data)] },
    ...stages,
  ];
}

function pointFacts(restore: RestoreEvidence): readonly Fact[] {
  const { point, taken } = restore;
  const begun = taken ? [{ label: 'Begun', value: 'in the browser; its job was noticed and followed' }] : [];
  if (!point) return [...begun, { label: 'Restore point', value: `not known: ${NOT_KNOWN['not-told']}` }];
  return [...begun, ...aimFacts(restore, point)];
}

function aimFacts({ pointFrom, candidate, outlook, base }: RestoreEvidence, point: RestorePoint): readonly Fact[] {
  const called = candidate === undefined ? {} : { note: CANDIDATE_NAMES[candidate] };
  const edge =
    point.form === 'second'
      ? `the state strictly before ${opTime({ t: point.t, i: 0 })} (pointInTimeUTCMillis)`
      : `the state through ${opTime(point.at)}, this entry included (oplogTs, oplogInc)`;
  return [
    { label: 'Restore point', value: bothTimes(instantOf(point)), ...called },
    ...(pointFrom ? [{ label: 'Known by', value: POINT_KNOWN_BY[pointFrom] }] : []),
    { label: 'What it means', value: edge },
    ...(outlook ? outlookFacts(outlook) : []),
    ...(base
      ? [
          {
            label: 'Base snapshot',
            value: `${bothTimes(base.created.t * 1000)}, ${opTime(base.created)}`,
            note: base.snapshotId,
          },
        ]
      : []),
  ];
}

function jobFacts({ jobId }: RestoreEvidence, { product }: Evidence): readonly Fact[] {
  if (jobId === undefined) return [];
  return [{ label: 'Restore job', value: jobId, ...(product === 'hands-on' ? { note: TOLD_BY_PRESENTER } : {}) }];
}

const CHOSEN = 'as the point was chosen, by the ledger';

function outlookFacts(outlook: NonNullable<RestoreEvidence['outlook']>): readonly Fact[] {
  if (outlook.tag === 'not-known') return [{ label: 'Brings back', value: `not known: ${NOT_KNOWN[outlook.because]}` }];
  if (outlook.tag === 'uncertain') {
    const { returns, certain, uncertain, because } = outlook;
    const value = `${documents(returns)}, at least ${figures(certain)} in total; ${figures(uncertain)} more are not certain: ${NOT_KNOWN[because]}`;
    return [{ label: 'Brings back', value, note: CHOSEN }];
  }
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
      note: deletes.unfinished ? LAST_SHOWN : when === '' ? 'by the ledger' : `by the ledger; ${when}`,
    },
  ];
}
