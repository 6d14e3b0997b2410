import type { Journal } from '../keep/journal.ts';
import { foldJournal } from '../keep/journal.ts';
import type { RecordedLine } from '../keep/recording.ts';
import type { Results } from '../wizard/results.ts';
import type { Attempt } from './attempts.ts';
import { toAttempts, toSteps } from './attempts.ts';
import { cleanse } from './cleanse.ts';
import { toCounts } from './counts.ts';
import type { DeletesEvidence } from './data.ts';
import { toData, toDeletes } from './data.ts';
import type { DeletesSent } from './deletes-sent.ts';
import { toDeletesSent } from './deletes-sent.ts';
import { EVIDENCE_FORM } from './evidence.ts';
import type { Evidence, SetEvidence, VerdictEvidence } from './evidence.ts';
import { collectHosts } from './hosts.ts';
import { toRestore } from './restore.ts';
import { toSittings } from './sittings.ts';
import { toNotHeld, toUnproved } from './unproved.ts';

export interface EvidenceOptions {
  readonly madeAt: number;
  readonly redact?: boolean;
  /** Lines of the ledger, without its first: gives the deletes their first and last op time. */
  readonly ledger?: readonly unknown[];
}

/** Folds a show into its evidence. Pure; what the journal does not hold is absent, and named in `notHeld`. */
export function toEvidence(
  journal: Journal,
  recorded: readonly RecordedLine[],
  { madeAt, redact = false, ledger }: EvidenceOptions,
): Evidence {
  const { head } = journal;
  const { show } = foldJournal(journal);
  const { results } = show;
  const attempts = toAttempts(journal);
  const figures = toDeletes(results.delete, attempts, recorded);
  const sent = figures && ledger ? toDeletesSent(ledger, figures.baseline.at) : NONE_SENT;
  const told = figures?.unfinished && ledger ? byLedger(figures, sent) : figures;
  const deletes = told && { ...told, ...(sent.firstAfter ? { firstAfter: sent.firstAfter } : {}) };
  const byHand = head.engine?.product === 'hands-on';
  const data = toData(show, attempts, deletes, byHand);
  const verdict = toVerdict(results.verify, attempts);
  const restore = toRestore(attempts, results, recorded, verdict?.at, byHand);
  const set = toSet(results);
  const mongodb = results.stats?.set.version ?? results.preflight?.set?.version;
  const opsManager = results.preflight?.engine?.version;
  const evidence: Omit<Evidence, 'unproved' | 'notHeld'> = {
    form: EVIDENCE_FORM,
    programVersion: head.version,
    kind: head.kind,
    showId: head.showId,
    seed: head.seed,
    target: head.target,
    namespace: `${head.db}.${head.coll}`,
    madeAt,
    redacted: redact,
    sittings: toSittings(journal),
    versions: { ...(mongodb === undefined ? {} : { mongodb }), ...(opsManager === undefined ? {} : { opsManager }) },
    ...(head.engine ? { product: head.engine.product } : {}),
    ...(set ? { set } : {}),
    steps: toSteps(journal, attempts),
    data,
    counts: toCounts(recorded, results, deletes, sent),
    ...(restore ? { restore } : {}),
    ...(verdict ? { verdict } : {}),
  };
  const whole: Evidence = { ...evidence, unproved: toUnproved(evidence, results), notHeld: toNotHeld(evidence) };
  return cleanse(whole, redact ? collectHosts([journal, recorded]) : undefined);
}

const NONE_SENT: DeletesSent = { done: [], unanswered: 0 };

/** What was recorded lags behind what was sent: the ledger knows better. */
function byLedger(
  { unfinished: _recorded, ...figures }: DeletesEvidence,
  { done, unanswered }: DeletesSent,
): DeletesEvidence {
  const deleted = done.reduce((sum, { documents }) => sum + documents, 0);
  return { ...figures, deleted, remaining: figures.baseline.documents - deleted, unknown: unanswered };
}

function toSet({ stats, preflight }: Partial<Results>): SetEvidence | undefined {
  const set = stats?.set ?? preflight?.set;
  if (!set) return undefined;
  const members = set.members.map(({ host, role }) => ({ host, role }));
  return { setName: set.setName, members, otherDatabases: set.foreignDatabases.length };
}

function toVerdict(verify: Results['verify'] | undefined, attempts: readonly Attempt[]): VerdictEvidence | undefined {
  if (!verify) return undefined;
  const { at: readAt, idsFile: path, ...rest } = verify;
  // The folder is that of whoever presented.
  const idsFile = path?.split(/[\\/]/).at(-1);
  const judged = attempts.findLast(({ step, outcome }) => step === 'verify' && outcome === 'worked');
  const since = attempts.filter(
    ({ step, from }) => (step === 'load' || step === 'delete') && judged?.until !== undefined && from > judged.until,
  );
  const writtenSince = [...new Set(since.map(({ step }) => step))];
  return {
    ...rest,
    readAt,
    ...(idsFile === undefined ? {} : { idsFile }),
    ...(judged?.until === undefined ? {} : { at: judged.until }),
    writtenSince,
  };
}
