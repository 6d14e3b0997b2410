import type { ProofCheck } from '../proof/verdict.ts';
import { ONLY_REAL } from './evidence.ts';
import type { Evidence, NotHeld, Unproved } from './evidence.ts';
import type { Results } from '../wizard/results.ts';
type Without = Omit<Evidence, 'unproved' | 'notHeld'>;

export function toUnproved(
  { kind, product, restore, verdict, data }: Without,
  { stats }: Partial<Results>,
): readonly Unproved[] {
  const unproved: Unproved[] = [];
  if (!restore) unproved.push({ tag: 'no-restore' });
  else if (!verdict) unproved.push({ tag: 'no-verdict' });
  if (verdict?.verdict.tag === 'not-verified' && verdict.verdict.because !== 'no-restore') {
    unproved.push({ tag: 'not-verified', because: verdict.verdict.because });
  }
  unproved.push(...(verdict?.checks ?? []).flatMap(ofCheck));
  if (verdict?.pointFrom === 'presenter') unproved.push({ tag: 'point-by-presenter' });
  if (verdict && verdict.writtenSince.length > 0) unproved.push({ tag: 'written-since-verdict' });
  if (product === 'hands-on' && (restore || data.snapshot)) unproved.push({ tag: 'by-hand' });
  const unknown = data.deletes?.unknown ?? 0;
  if (unknown > 0) unproved.push({ tag: 'unknown-deletes', documents: unknown });
  if (stats?.hash.tag === 'not-taken') {
    const { hash } = stats;
    const words = hash.because === 'refused' ? { words: hash.why } : {};
    unproved.push({ tag: 'no-hash', because: hash.because, ...words });
  }
  if (kind === 'rehearsal') unproved.push(...ONLY_REAL.map((what) => ({ tag: 'only-real', what }) as const));
  return unproved;
}

/** What a check could not tell, or what does not apply to this show; and what others wrote, which no check can undo. */
function ofCheck(check: ProofCheck): readonly Unproved[] {
  if (check.name === 'others') {
    const { inserted, removed } = check.seen;
    return check.result === 'bad' ? [{ tag: 'foreign-writes', inserted, removed }] : [];
  }
  return check.result === 'open' || check.result === 'skipped' ? [{ tag: 'check', check }] : [];
}

export function toNotHeld({ product, versions, set, data, counts, restore }: Without): readonly NotHeld[] {
  const byHand = product === 'hands-on';
  const lacks: { readonly [N in NotHeld]: boolean } = {
    versions: versions.mongodb === undefined || (!byHand && versions.opsManager === undefined),
    set: set === undefined,
    snapshot: data.snapshot === undefined,
    baseline: data.deletes === undefined && data.collection === undefined,
    counts: counts.length === 0,
    'first-delete': data.deletes !== undefined && data.deletes.firstAfter === undefined,
    outlook: restore !== undefined && restore.outlook === undefined,
    'base-snapshot': !byHand && restore !== undefined && restore.base === undefined,
    stages: restore !== undefined && restore.stages.length === 0,
    'recovery-time': restore !== undefined && restore.recoveryMs === undefined,
  };
  return (Object.keys(lacks) as NotHeld[]).filter((what) => lacks[what]);
}
