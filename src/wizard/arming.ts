import type { ForeignDatabase } from '../proof/facts.ts';
import type { Lease } from '../proof/lease.ts';
import { isSameLease } from '../proof/lease.ts';
import type { Asked } from './stage.ts';
import type { State } from './state.ts';
import { setNameOf } from './state.ts';
import type { Armed, Confirmed } from './inputs.ts';

/** Above so many the number is typed instead of the names. */
const MOST_NAMES = 5;

/** The databases that nobody has confirmed yet. One that is gone by now was confirmed all the same. */
export function unconfirmed(armed: Armed | undefined, foreign: readonly ForeignDatabase[]): readonly ForeignDatabase[] {
  return foreign.filter(({ name }) => !armed?.databases.includes(name));
}

/** The databases of others, as far as they are known: by the newest look. */
export function foreignOf({ asides }: Pick<State, 'asides'>): readonly ForeignDatabase[] | undefined {
  const foreign = asides.target?.latest?.foreign;
  return foreign && !('why' in foreign) ? foreign : undefined;
}

/** Whether the newest look leads to other members than those that were confirmed, as after one was added to the set. */
export function isAnother({ setName, hosts }: Armed, { asides }: Pick<State, 'asides'>): boolean {
  const identity = asides.target?.latest?.identity;
  const toText = (list: readonly string[]): string =>
    [...new Set(list.map((host) => host.toLowerCase()))].sort().join();
  return identity !== undefined && (identity.setName !== setName || toText(identity.hosts) !== toText(hosts));
}

/** Whether something that changes anything waits for the target to be confirmed. A rehearsal asks only where others are on its set. */
export function isUnarmed(state: State): boolean {
  const { armed } = state.show;
  if (armed && !isAnother(armed, state)) return false;
  return state.about.kind === 'live' || (foreignOf(state) ?? []).length > 0;
}

/** Whether the target, or what has come to it since, is to be confirmed before a restore. */
export const mustArm = (state: State): boolean =>
  isUnarmed(state) || unconfirmed(state.show.armed, foreignOf(state) ?? []).length > 0;

/** What confirming the target as it is shown now comes to; undefined until it is known in full. */
export function toArmed(state: State): Armed | undefined {
  const target = state.asides.target?.latest;
  const foreign = foreignOf(state);
  if (!target || !foreign) return undefined;
  const engine = state.show.results.preflight?.engine;
  return {
    setName: target.identity.setName,
    hosts: target.identity.hosts,
    namespace: state.about.namespace,
    ...(engine ? { cluster: { projectName: engine.projectName, clusterName: engine.clusterName } } : {}),
    databases: foreign.map(({ name }) => name),
  };
}

/** The lease of another show that nobody renews, unless it is to be taken over already. */
export function staleLease({ asides, stage }: State): Lease | undefined {
  const seen = asides.lease?.latest;
  if (seen?.standing !== 'stale' || !seen.lease) return undefined;
  return stage.takeover && isSameLease(stage.takeover, seen.lease) ? undefined : seen.lease;
}

/** What the presenter has confirmed so far, for the input of a run that changes something. */
export const confirmedOf = ({ show, stage }: State): Confirmed => ({
  ...(show.armed ? { armed: show.armed } : {}),
  ...(stage.takeover ? { takeover: stage.takeover } : {}),
});

/** What has to be typed. */
export function wantedText(state: State, asked: Asked): string | undefined {
  switch (asked.for) {
    case 'restore':
      return setNameOf(state);
    case 'adopt':
      return state.about.namespace;
    case 'arm':
      return asked.armed.databases.length > MOST_NAMES
        ? `replace ${asked.armed.databases.length} databases`
        : asked.armed.databases.join(' ');
    default:
      return asked satisfies never;
  }
}

/** Whether what was typed is what was asked for; names of databases in any order. */
export function isRight(state: State, asked: Asked, typed: string): boolean {
  const wanted = wantedText(state, asked);
  if (wanted === undefined || asked.for !== 'arm' || asked.armed.databases.length > MOST_NAMES) return typed === wanted;
  const names = (text: string): string => text.split(/\s+/).filter(Boolean).sort().join(' ');
  return names(typed) === names(wanted);
}
