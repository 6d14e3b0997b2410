import type { EngineTraits } from '../proof/facts.ts';
import type { ApiKey } from '../world/live/ops-manager/client.ts';
import { toTraits } from '../world/live/ops-manager/traits.ts';
import { parseUri } from '../world/live/uri.ts';

/** Where a backup product is, and how to get in. */
export interface OpsManagerTarget extends ApiKey {
  /** As in the browser. */
  readonly url: string;
  /** By id or by name. */
  readonly project: string;
  readonly cluster: string;
  /** For the stores and for snapshots on demand. */
  readonly globalKey?: ApiKey;
  /** Path of the PEM file of a private certificate authority. */
  readonly caFile?: string;
}

/** The systems that a show is about. Holds secrets: never printed, never kept. */
export type Target = { readonly kind: 'rehearsal' } | LiveTarget;

export interface LiveTarget {
  readonly kind: 'live';
  /** With its credentials. */
  readonly uri: string;
  /** Absent: the presenter does by hand what it would be asked for. */
  readonly opsManager?: OpsManagerTarget;
  /** The host of Ops Manager's own database, which no API tells. */
  readonly appdbHost?: string;
}

/** Without credentials, for a screen and for what is kept: the same for the same systems, however their hosts are ordered. */
export function nameOfTarget(target: Target): string {
  if (target.kind === 'rehearsal') return 'rehearsal';
  const { srv, seeds, setName } = parseUri(target.uri);
  const hosts = seeds.map((seed) => seed.toLowerCase()).sort();
  const set = `mongodb${srv ? '+srv' : ''}://${hosts.join(',')}/${setName === undefined ? '' : `?replicaSet=${setName}`}`;
  const { opsManager } = target;
  if (!opsManager) return set;
  return `${set} ${opsManager.url.replace(/\/+$/, '')} ${opsManager.project}/${opsManager.cluster}`;
}

/**
 * Whether a show that was begun so can go on with these systems: with the same ones, or, where a command loaded or deleted without an
 * Ops Manager, with the same set and the Ops Manager that is named now.
 */
export function isAbout(
  begun: { readonly target: string; readonly command?: 'load' | 'delete' },
  target: Target,
): boolean {
  if (begun.target === nameOfTarget(target)) return true;
  if (begun.command === undefined || target.kind !== 'live') return false;
  const { opsManager: _named, ...set } = target;
  return begun.target === nameOfTarget(set);
}

/** What is known of its backup product before it is asked anything. */
export function traitsOfTarget(target: Target): EngineTraits {
  if (target.kind === 'rehearsal') return { product: 'ops-manager', onDemand: 'yes', windowIsFixed: false };
  const { opsManager } = target;
  if (!opsManager) return { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true };
  return toTraits(new URL(opsManager.url), opsManager.globalKey !== undefined);
}
