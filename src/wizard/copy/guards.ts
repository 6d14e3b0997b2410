import { instantOf } from '../../proof/op-time.ts';
import { foreignOf, isAnother, staleLease, toArmed, unconfirmed } from '../arming.ts';
import { writtenByOthers } from '../counted.ts';
import type { Asked } from '../stage.ts';
import type { State } from '../state.ts';
import { chosenCandidate } from '../state.ts';
import type { Armed } from '../inputs.ts';
import { bytes, dateTime, documents, duration, figures, point, time, utc } from './words.ts';

/*
 * What is said where the presenter has to confirm something, and of who else works on the set.
 */

export const READ_ONLY = 'READ ONLY';

/** The target in full. */
export function targetFacts({ setName, hosts, namespace, cluster }: Armed): readonly string[] {
  return [
    `Set ${setName}: ${hosts.join(', ')}`,
    `Collection ${namespace}`,
    ...(cluster ? [`Cluster ${cluster.clusterName} in project ${cluster.projectName}`] : []),
  ];
}

export const ARM_QUESTION = 'Load, delete and restore on this, and on nothing else?';
export const NOTHING_FOREIGN = 'A restore replaces the whole set: no other databases are on it';

/** In characters: what the smallest terminal has room for. */
const LONGEST_LIST = 420;

/** Databases of others with their sizes, as many as there is room for. */
function foreignLines(state: State, { databases }: Armed): readonly string[] {
  const all = (foreignOf(state) ?? []).filter(({ name }) => databases.includes(name));
  let length = 0;
  const listed = all
    .map((one) => `${one.name} (${bytes(one.bytes)})`)
    .filter((text) => (length += text.length + 2) <= LONGEST_LIST);
  const more = all.length > listed.length ? `, and ${all.length - listed.length} more` : '';
  const fresh = state.show.armed ? unconfirmed(state.show.armed, all) : [];
  return [
    `A restore replaces the whole set, these ${all.length} databases of others too: ${listed.join(', ')}${more}`,
    ...(fresh.length > 0 ? [`Come since it was confirmed: ${fresh.map(({ name }) => name).join(', ')}`] : []),
  ];
}

/** What a `y` arms the show for. */
export function armLines(state: State): readonly string[] {
  const armed = toArmed(state);
  return armed ? [...targetFacts(armed), NOTHING_FOREIGN, ARM_QUESTION] : [];
}

/** Whose lease a `y` takes over. */
export function takeLeaseLines(state: State): readonly string[] {
  const lease = staleLease(state);
  if (!lease) return ['The set is free again: go on?'];
  return [
    `Take it over from show ${lease.show} on ${lease.host}, process ${lease.pid}?`,
    `Held since ${dateTime(lease.since)}, and silent for ${duration(lease.ageMs)}`,
    'If that wizard works after all, its writes mix with yours',
  ];
}

/** A line on the screens that write, and on that of the restore, while the count is not the ledger's. */
export function othersLine(state: State): string | undefined {
  const written = writtenByOthers(state);
  if (!written || !['load', 'delete', 'restore'].includes(state.stage.shown)) return undefined;
  const { documents: n, count } = written;
  const how = n > 0 ? `${figures(n)} more` : `${figures(-n)} fewer`;
  return `! Other clients wrote: ${how} than the ledger, exact at ${time(count.at.t * 1000)}`;
}

/** A line while another wizard has the set. */
export function heldLine({ asides }: State): string | undefined {
  const seen = asides.lease?.latest;
  if (!seen?.lease || (seen.standing !== 'others' && seen.standing !== 'stale')) return undefined;
  const { show, host, since } = seen.lease;
  return `! Set held by show ${show} on ${host} since ${time(since)}`;
}

interface Asking {
  readonly title: string;
  /** What is about to happen, and to what. */
  readonly lines: readonly string[];
  /** What is to be typed. */
  readonly asks: string;
  readonly wrong: string;
}

/** All that is said where something has to be typed in full. */
export function askingOf(state: State, asked: Asked): Asking {
  switch (asked.for) {
    case 'restore':
      return {
        title: 'Confirm the restore',
        lines: restoreLines(state),
        asks: "Type the replica set's name",
        wrong: 'That is not its name',
      };
    case 'arm': {
      const { databases } = asked.armed;
      const phrase = `replace ${databases.length} databases`;
      return {
        title: 'Confirm the target',
        lines: [...targetFacts(asked.armed), ...foreignLines(state, asked.armed)],
        asks: databases.length > 5 ? `Type "${phrase}"` : 'Type their names, with blanks between them',
        wrong: databases.length > 5 ? `Not "${phrase}"` : 'Not exactly these names',
      };
    }
    case 'adopt':
      return {
        title: 'Adopt a collection of others',
        lines: adoptLines(state, asked),
        asks: 'Type its full name, database.collection',
        wrong: 'That is not its full name',
      };
    default:
      return asked satisfies never;
  }
}

/** What is about to be replaced, and by what. */
function restoreLines(state: State): readonly string[] {
  const chosen = chosenCandidate(state);
  return [
    ...(chosen
      ? [
          `Restores ${chosen.point.form === 'second' ? 'the state ' : ''}${point(chosen.point)} (${utc(instantOf(chosen.point))})`,
        ]
      : []),
    'Replaces the whole replica set: every member, every database on it',
    'Later writes are lost, and it cannot be called back',
  ];
}

export const READING_SIZE = 'Its size is being read: every document is counted';
export const ADOPTING = 'Noted in minuteback.shows, waiting for the answer';

function adoptLines({ about, asides }: State, { size }: Extract<Asked, { for: 'adopt' }>): readonly string[] {
  return [
    `${about.namespace} holds documents that no load of ours made`,
    size ? `${documents(size.documents)}, counted exactly; ${bytes(size.bytes)} of data` : READING_SIZE,
    'Once adopted, its documents are deleted at random, then restored',
    ...(size && asides.adopt ? [ADOPTING] : []),
  ];
}

/** Whether the show may change anything, on the first screen. */
export function armedLine(state: State): string {
  const { about, show } = state;
  if (about.readOnly) return `${READ_ONLY}: everything is shown, nothing is changed`;
  if (show.armed && !isAnother(show.armed, state))
    return `Armed for ${show.armed.namespace} on set ${show.armed.setName}`;
  return 'Not armed: Enter shows the target in full, and asks';
}

/** What Enter on a finished preflight does first. */
export const CONFIRM_TARGET = 'confirm the target';
export const ADOPT = 'adopt the collection';
