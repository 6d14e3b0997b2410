import type { Journal } from '../keep/journal.ts';
import { foldJournal } from '../keep/journal.ts';
import type { RecordedLine } from '../keep/recording.ts';
import type { Member } from '../proof/facts.ts';
import type { Step } from '../wizard/steps.ts';
import type { Results } from '../wizard/work.ts';
import type { Attempt, StepEvidence } from './attempts.ts';
import { toAttempts, toSteps } from './attempts.ts';
import { cleanse } from './cleanse.ts';
import type { CountEvidence } from './counts.ts';
import { toCounts } from './counts.ts';
import type { DataEvidence } from './data.ts';
import { toData, toDeletes } from './data.ts';
import { toDeletesSent } from './deletes-sent.ts';
import { collectHosts } from './hosts.ts';
import type { RestoreEvidence } from './restore.ts';
import { toRestore } from './restore.ts';
import type { Sitting } from './sittings.ts';
import { toSittings } from './sittings.ts';
import type { NotHeld, Unproved } from './unproved.ts';
import { toNotHeld, toUnproved } from './unproved.ts';

export const EVIDENCE_FORM = 1;

/**
 * What a show leaves to be kept, as plain data: only what its journal and its recording hold. Instants are epoch milliseconds of
 * story time, but for `madeAt` and the sittings, which are real time; durations are milliseconds of story time.
 */
export interface Evidence {
  readonly form: typeof EVIDENCE_FORM;
  readonly programVersion: string;
  readonly kind: 'live' | 'rehearsal';
  readonly showId: string;
  readonly seed: number;
  readonly target: string;
  readonly namespace: string;
  readonly madeAt: number;
  /** Names of hosts and ports are hidden. */
  readonly redacted: boolean;
  readonly sittings: readonly Sitting[];
  /** In the servers' own words. */
  readonly versions: { readonly mongodb?: string; readonly opsManager?: string };
  readonly set?: SetEvidence;
  readonly steps: readonly StepEvidence[];
  readonly data: DataEvidence;
  readonly counts: readonly CountEvidence[];
  /** The last that was begun. */
  readonly restore?: RestoreEvidence;
  readonly verdict?: VerdictEvidence;
  readonly unproved: readonly Unproved[];
  readonly notHeld: readonly NotHeld[];
}

export interface SetEvidence {
  readonly setName: string;
  readonly members: readonly Pick<Member, 'host' | 'role'>[];
  /** Databases of others on the set: a restore replaces them too. */
  readonly otherDatabases: number;
}

export interface VerdictEvidence extends Omit<Results['verify'], 'at'> {
  /** Op time of the reading. */
  readonly readAt: Results['verify']['at'];
  /** When the verdict was out. */
  readonly at?: number;
  /** Steps that wrote after the verdict: it speaks of the state before them. */
  readonly writtenSince: readonly Step[];
}

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
  const sent = figures && ledger ? toDeletesSent(ledger, figures.baseline.at) : { done: [] };
  const deletes = figures && { ...figures, ...(sent.firstAfter ? { firstAfter: sent.firstAfter } : {}) };
  const data = toData(show, attempts, deletes);
  const verdict = toVerdict(results.verify, attempts);
  const restore = toRestore(attempts, results, recorded, verdict?.at);
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
