import { Binary, Long, type Document } from 'bson';
import { toDocument, type Answer, type Call, type Command, type Commands } from './call.ts';
import { AGGREGATE_COMMANDS } from './commands/aggregate.ts';
import { CATALOG_COMMANDS } from './commands/catalog.ts';
import { DELETE_COMMANDS } from './commands/delete.ts';
import { FIND_COMMANDS } from './commands/find.ts';
import { HASH_COMMANDS } from './commands/hash.ts';
import { HELLO_COMMANDS, toReplicationTime } from './commands/hello.ts';
import { INSERT_COMMANDS } from './commands/insert.ts';
import { REPLICATION_COMMANDS } from './commands/replication.ts';
import { SERVER_COMMANDS } from './commands/server.ts';
import { STATS_COMMANDS } from './commands/stats.ts';
import { UPDATE_COMMANDS } from './commands/update.ts';
import { codeOf, CommandError, toErrorReply } from './errors.ts';
import { toElements, type Elements } from './frames.ts';
import { toTimestamp } from './op-times.ts';
import { assertReadConcern } from './read-concern.ts';

const COMMANDS: Commands = {
  ...HELLO_COMMANDS,
  ...SERVER_COMMANDS,
  ...REPLICATION_COMMANDS,
  ...INSERT_COMMANDS,
  ...DELETE_COMMANDS,
  ...UPDATE_COMMANDS,
  ...FIND_COMMANDS,
  ...AGGREGATE_COMMANDS,
  ...STATS_COMMANDS,
  ...HASH_COMMANDS,
  ...CATALOG_COMMANDS,
};

function commandOf({ name }: Call): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  return command;
}

function assertNoTransaction({ name, body }: Call): void {
  if (name === 'commitTransaction' || name === 'abortTransaction') {
    throw new CommandError('NoSuchTransaction', 'No transaction can be in progress on the rehearsal set');
  }
  if (body['startTransaction'] === true || body['autocommit'] === false) {
    throw new CommandError('OperationNotSupportedInTransaction', 'The rehearsal set has no transactions');
  }
}

function assertRole({ access }: Command, { body, shared, process }: Call): void {
  if (access === 'any' || shared.roles.primary === process.member) return;
  if (access === 'write') throw new CommandError('NotWritablePrimary', 'not primary');
  const mode: unknown = toDocument(body['$readPreference'], '$readPreference')['mode'];
  if (mode === undefined || mode === 'primary') {
    throw new CommandError('NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false');
  }
}

/**
 * Replies to writes tell the newest operation of the client, with its term
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/db/commands/query_cmd/write_commands.cpp).
 */
export function toWritten(call: Call, answer: Answer): Answer {
  if (isElements(answer)) return answer;
  return { ...answer, opTime: toReplicationTime(call), electionId: call.shared.roles.electionId };
}

interface Retry {
  readonly session: string;
  readonly number: number;
}

/** Only retryable writes carry a transaction number outside transactions. */
function retryOf({ access }: Command, { body }: Call): Retry | undefined {
  const number: unknown = body['txnNumber'];
  const session: unknown = toDocument(body['lsid'], 'lsid')['id'];
  if (access !== 'write' || number === undefined || !(session instanceof Binary)) return undefined;
  return { session: session.toString('hex'), number: Number(number) };
}

/**
 * A write that more members should have than there are is done all the same, and its reply says so
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/db/repl/replication_coordinator_impl.cpp).
 */
function withConcern(answer: Answer, { body, shared }: Call): Answer {
  const w: unknown = toDocument(body['writeConcern'], 'writeConcern')['w'];
  if (typeof w === 'string' || !(Number(w) > shared.hosts.length) || isElements(answer)) return answer;
  const codeName = 'UnsatisfiableWriteConcern';
  const writeConcernError = { code: codeOf(codeName), codeName, errmsg: 'Not enough data-bearing nodes' };
  return { ...answer, writeConcernError };
}

function perform(call: Call): Answer {
  assertNoTransaction(call);
  const command = commandOf(call);
  assertReadConcern(command, call);
  assertRole(command, call);
  const retry = retryOf(command, call);
  const { retries, opTimes, recorder } = call.shared;
  const known = retry && retries.answered(retry.session, retry.number);
  if (known) return known;
  const answer =
    command.access === 'write'
      ? withConcern(
          toWritten(
            call,
            recorder.record(() => command.run(call)),
          ),
          call,
        )
      : command.run(call);
  // Writes answer documents; only cursors answer elements.
  if (retry && !isElements(answer)) retries.keep(retry.session, retry.number, answer, opTimes.newest());
  return answer;
}

/**
 * Codes that a server labels for a write that the driver may send again
 * (https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md#determining-retryable-errors).
 */
const RETRYABLE = new Set([6, 7, 89, 91, 134, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436]);

/** Adds the label of errors that end a retryable write; drivers go by it and not by the code. */
export function withLabels(reply: Document, { body }: Call): Document {
  const isRetryable = body['txnNumber'] !== undefined && RETRYABLE.has(Number(reply['code']));
  if (reply['ok'] !== 0 || !isRetryable) return reply;
  const labels = (reply['errorLabels'] as readonly string[] | undefined) ?? [];
  return { ...reply, errorLabels: [...labels, 'RetryableWriteError'] };
}

/** Errors about roles tell the client how old its picture of the set is. What no handler foresaw is answered, too. */
function toFailure(thrown: unknown, { process }: Call): Document {
  const error = thrown instanceof CommandError ? thrown : new CommandError('InternalError', String(thrown));
  const isAboutRole = error.codeName === 'NotWritablePrimary' || error.codeName === 'NotPrimaryNoSecondaryOk';
  return { ...toErrorReply(error), ...(isAboutRole ? { topologyVersion: process.topologyVersion() } : {}) };
}

/** What ends every reply. No client checks the signature, and without authentication a real server sends none either: zeros. */
export function toTail({ opTimes }: Call['shared']): Document {
  const newest = toTimestamp(opTimes.newest());
  return {
    operationTime: newest,
    $clusterTime: { clusterTime: newest, signature: { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO } },
  };
}

/** Runs a command and answers the elements of its reply. Whatever a client sends ends in a reply. */
export function answerCall(call: Call): Elements[] {
  try {
    return finishAnswer(perform(call), call.shared);
  } catch (error) {
    return finishAnswer(withLabels(toFailure(error, call), call), call.shared);
  }
}

const isElements = (answer: Answer): answer is readonly Elements[] => Array.isArray(answer);

/** Adds what every reply ends with. */
export function finishAnswer(answer: Answer, shared: Call['shared']): Elements[] {
  const tail = toTail(shared);
  if (isElements(answer)) return [...answer, toElements({ ok: 1, ...tail })];
  return [toElements({ ok: 1, ...answer, ...tail })];
}
