import type { Document } from 'bson';
import type { StoryClock } from '../clock.ts';
import type { Documents } from '../documents.ts';
import type { Draws } from '../draws.ts';
import type { Faults } from '../faults.ts';
import type { Recorder } from './changes.ts';
import type { Collection } from './collection.ts';
import type { Cursors } from './cursors.ts';
import { CommandError } from './errors.ts';
import type { Elements } from './frames.ts';
import type { OpTimes } from './op-times.ts';
import type { Pacing } from './pacing.ts';
import type { Random } from './random.ts';
import type { Retries } from './retries.ts';
import type { Roles } from './roles.ts';
import type { Snapshots } from './snapshots.ts';
import type { Staged } from './staging.ts';

/** What the members of the set have in common. */
export interface Shared {
  readonly setName: string;
  readonly versionName: string;
  readonly hosts: readonly string[];
  /** How often the world was resumed from its history. */
  readonly resumes: number;
  readonly clock: StoryClock;
  readonly faults: Faults;
  readonly random: Random;
  readonly draws: Draws;
  readonly roles: Roles;
  readonly opTimes: OpTimes;
  readonly documents: Documents;
  readonly recorder: Recorder;
  readonly retries: Retries;
  readonly snapshots: Snapshots;
  readonly pacing: Pacing;
  isUp(member: number): boolean;
}

/** What one member's process has of its own, from one start to the next. */
export interface Process {
  readonly member: number;
  readonly host: string;
  /** Story time. */
  readonly startedAt: number;
  readonly cursors: Cursors;
  /** As a reply carries it; the counter grows with each change of role. */
  topologyVersion(): Document;
  connections(): number;
  /** Another has taken its place, or none. */
  isOver(): boolean;
}

/** One command, as a handler sees it. */
export interface Call {
  readonly name: string;
  readonly db: string;
  readonly body: Document;
  readonly sequences: ReadonlyMap<string, readonly Document[]>;
  readonly staged: Staged;
  readonly connectionId: number;
  readonly peer: string;
  readonly shared: Shared;
  readonly process: Process;
}

/** Documents are serialized; elements are ready to be joined. Both get `ok` and the times added. */
export type Answer = Document | readonly Elements[];

export interface Command {
  /** `read` needs the primary or a read preference that allows another; `write` needs the primary. */
  readonly access: 'any' | 'read' | 'write';
  /** Whether it takes read concern `snapshot`. */
  readonly takesSnapshots?: true;
  run(call: Call): Answer;
}

export type Commands = Readonly<Record<string, Command>>;

export const anywhere = (run: Command['run']): Command => ({ access: 'any', run });
export const reading = (run: Command['run']): Command => ({ access: 'read', run });
export const snapshotting = (run: Command['run']): Command => ({ access: 'read', takesSnapshots: true, run });
export const writing = (run: Command['run']): Command => ({ access: 'write', run });

/** The namespace that the command names by its own name. */
export function namespaceOf(call: Call): string {
  const name: unknown = call.body[call.name];
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    throw new CommandError('InvalidNamespace', `${call.name} needs the name of a collection`);
  }
  return `${call.db}.${name}`;
}

export function collectionOf(call: Call): Collection | undefined {
  return call.shared.documents.collection(namespaceOf(call));
}

/** A document, or an empty one where the client sent none. */
export function toDocument(value: unknown, what: string): Document {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError('TypeMismatch', `${what} has to be a document`);
  }
  return value;
}

/** The documents of a sequence, which may also stand in the body. */
export function listOf(call: Call, name: string): readonly Document[] {
  const list: unknown = call.sequences.get(name) ?? call.body[name];
  if (!Array.isArray(list)) throw new CommandError('FailedToParse', `${call.name} needs an array of ${name}`);
  return list.map((one: unknown) => toDocument(one, `Each of ${name}`));
}

/** A whole number that a client may have sent as any numeric type, or undefined when it sent none. */
export function wholeNumber(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new CommandError('BadValue', `Expected a whole number, got ${JSON.stringify(value)}`);
  return number;
}
