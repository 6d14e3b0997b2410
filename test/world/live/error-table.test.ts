import { MongoClientClosedError, MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../../src/errors.ts';
import type { Kind, Row } from '../../../src/world/live/error-rows.ts';
import type { DriverError } from '../../../src/world/live/error-table.ts';
import { ERROR_ROWS, kindFor, meaningOf, meaningOfAnswer } from '../../../src/world/live/error-table.ts';
import { explain, isRefusal, kindOfRead } from '../../../src/world/live/errors.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';

type Wanted = readonly [called: string, read: Kind, write: Kind, why: string];

const GOES_ON = 'a set that changes is itself again soon, and nobody knows how far the write had come';
const NO_PRIMARY = 'only a primary writes, and says so before it does';
const OF_BEFORE = 'it is about something that the restored set does not know, and a new client has nothing of before';
const SAME_AGAIN = 'it would be answered the same again';
const UNKNOWN_RULE = 'it is refused, and whether documents before the one that failed are there nobody says';
const ROLE = 'the key lacks something, and was turned away at the door';
const WAY = 'it is about the way, not about the server';

/** What a row must say, and why. One for each row, in the order of the table. */
const WANTED: readonly Wanted[] = [
  ['NoWritesPerformed', 'retry', 'refused', 'the server says itself that nothing was written'],
  ['RetryableError', 'retry', 'refused', 'it is put on what was turned away before it was done'],
  ['HostUnreachable', 'retry', 'unknown', GOES_ON],
  ['HostNotFound', 'retry', 'unknown', GOES_ON],
  ['MaxTimeMSExpired', 'retry', 'unknown', 'it took too long this time'],
  ['NetworkTimeout', 'retry', 'unknown', GOES_ON],
  ['ShutdownInProgress', 'retry', 'unknown', GOES_ON],
  ['ReadConcernMajorityNotAvailableYet', 'retry', 'unknown', 'a majority needs a moment after a start'],
  ['PrimarySteppedDown', 'retry', 'unknown', GOES_ON],
  ['ExceededTimeLimit', 'retry', 'unknown', GOES_ON],
  ['ConnectionPoolExpired', 'retry', 'unknown', GOES_ON],
  ['IngressRequestRateLimitExceeded', 'retry', 'unknown', 'the load passes; that nothing was done only its labels say'],
  ['SocketException', 'retry', 'unknown', GOES_ON],
  ['InterruptedAtShutdown', 'retry', 'unknown', 'a delete may have taken some of its documents by then'],
  ['InterruptedDueToReplStateChange', 'retry', 'unknown', 'a delete may have taken some of its documents by then'],
  ['NotWritablePrimary', 'retry', 'refused', NO_PRIMARY],
  ['NotPrimaryNoSecondaryOk', 'retry', 'refused', NO_PRIMARY],
  ['NotPrimaryOrSecondary', 'retry', 'refused', NO_PRIMARY],
  ['CursorNotFound', 'new-client', 'unknown', OF_BEFORE],
  ['KeyNotFound', 'new-client', 'refused', OF_BEFORE],
  ['TransactionTooOld', 'new-client', 'unknown', OF_BEFORE],
  ['SnapshotTooOld', 'new-client', 'unknown', OF_BEFORE],
  ['SnapshotUnavailable', 'new-client', 'unknown', OF_BEFORE],
  ['InvalidOptions, of a time', 'new-client', 'refused', OF_BEFORE],
  ['BadValue', 'refused', 'refused', SAME_AGAIN],
  ['FailedToParse', 'refused', 'refused', SAME_AGAIN],
  ['IllegalOperation', 'refused', 'refused', SAME_AGAIN],
  ['CommandNotFound', 'refused', 'refused', SAME_AGAIN],
  ['NamespaceNotFound', 'refused', 'unknown', UNKNOWN_RULE],
  ['InvalidOptions', 'refused', 'unknown', UNKNOWN_RULE],
  ['CommandNotSupported', 'refused', 'unknown', UNKNOWN_RULE],
  ['NotAReplicaSet', 'refused', 'unknown', UNKNOWN_RULE],
  ['ReadConcernMajorityNotEnabled', 'refused', 'unknown', UNKNOWN_RULE],
  ['NotImplemented', 'refused', 'unknown', UNKNOWN_RULE],
  ['not supported, of those that only speak the protocol', 'refused', 'unknown', UNKNOWN_RULE],
  ['InvalidNamespace', 'refused', 'refused', SAME_AGAIN],
  ['CommandNotSupportedOnView', 'refused', 'refused', SAME_AGAIN],
  ['Unauthorized', 'user', 'user', 'the user lacks a role, and was turned away at the door'],
  ['AuthenticationFailed', 'user', 'user', 'who is not let in does nothing'],
  ['AtlasError', 'user', 'user', 'Atlas says so of users and of what it does not allow'],
  ['OutOfDiskSpace', 'user', 'unknown', 'only room on the disk helps, and some of the documents may be there'],
  ['UnsatisfiableWriteConcern', 'user', 'unknown', 'it is written, and only another write concern helps'],
  ['DuplicateKey', 'refused', 'unknown', UNKNOWN_RULE],
  ['DocumentValidationFailure', 'refused', 'unknown', UNKNOWN_RULE],
  ['MongoNetworkTimeoutError', 'retry', 'unknown', 'silence says nothing of what was done'],
  ['TimeoutError', 'retry', 'unknown', 'a deadline of ours says nothing of what was done'],
  ['MongoNetworkError', 'retry', 'unknown', 'a cut says nothing of what was done'],
  ['MongoPoolClearedError', 'retry', 'refused', 'the connection was never had'],
  ['MongoWaitQueueTimeoutError', 'retry', 'refused', 'the connection was never had'],
  ['MongoServerSelectionError', 'retry', 'refused', 'no server was chosen, so nothing was sent'],
  ['MongoStalePrimaryError', 'new-client', 'refused', 'the driver never forgets the highest term that it has seen'],
  ['MongoClientClosedError', 'retry', 'unknown', 'what was in flight is cut off by the close'],
  ['MongoTopologyClosedError', 'retry', 'refused', 'nothing is sent any more'],
  ['MongoNotConnectedError', 'retry', 'refused', 'nothing is sent any more'],
  ['MongoExpiredSessionError', 'retry', 'unknown', 'it may come at the second attempt, after the first was sent'],
  ['MongoParseError', 'user', 'user', 'the connection string has to change'],
  ['MongoInvalidArgumentError', 'user', 'user', 'the connection string has to change'],
  ['MongoMissingCredentialsError', 'user', 'user', 'the connection string has to change'],
  ['MongoCompatibilityError', 'user', 'user', 'the connection string has to change'],
  ['ECONNREFUSED', 'retry', 'refused', 'nobody listened, so nothing was sent'],
  ['ECONNRESET', 'retry', 'unknown', 'a cut says nothing of what was done'],
  ['EPIPE', 'retry', 'unknown', 'a cut says nothing of what was done'],
  ['ETIMEDOUT', 'retry', 'unknown', 'silence says nothing of what was done'],
  ['EHOSTUNREACH', 'retry', 'unknown', 'it may also end a connection that was there'],
  ['ENETUNREACH', 'retry', 'unknown', 'it may also end a connection that was there'],
  ['ENOTFOUND', 'retry', 'refused', 'there was no address to send to'],
  ['EAI_AGAIN', 'retry', 'refused', 'there was no address to send to'],
  ['IP_ADDRESS_NOT_ON_ACCESS_LIST', 'user', 'user', ROLE],
  ['USER_UNAUTHORIZED', 'user', 'user', ROLE],
  ['NOT_IN_GROUP', 'user', 'user', ROLE],
  ['NO_CURRENT_USER', 'user', 'user', ROLE],
  ['NOT_ORG_ADMIN', 'user', 'user', ROLE],
  ['CLUSTER_NOT_FOUND', 'user', 'user', 'an id in the configuration is wrong'],
  ['INVALID_CLUSTER_ID', 'user', 'user', 'an id in the configuration is wrong'],
  ['GROUP_NOT_FOUND', 'user', 'user', 'an id in the configuration is wrong'],
  ['INVALID_GROUP_ID', 'user', 'user', 'an id in the configuration is wrong'],
  ['RATE_LIMITED', 'retry', 'refused', 'it is counted before it is done'],
  ['CONCURRENT_RESTORES*', 'refused', 'refused', 'another restore is on its way, and that one goes first'],
  ['CANNOT_START_RESTORE_JOB*', 'refused', 'refused', 'the snapshot it begins from is not there'],
  ['NO_CHECKPOINT_FOR_PIT_RESTORE', 'refused', 'refused', 'no waiting brings the checkpoint back'],
  ['LINK_EXPIRATION*', 'refused', 'refused', 'the snapshot it begins from is not there'],
  ['a redirect', 'user', 'user', 'it is followed by nobody: a signature is for one address'],
  ['a challenge', 'user', 'unknown', 'a nonce may go stale under a change, and a proxy may ask what the server did'],
  ['forbidden', 'user', 'user', ROLE],
  ['not found', 'refused', 'refused', SAME_AGAIN],
  ['a proxy', 'user', 'user', WAY],
  ['a conflict', 'refused', 'refused', SAME_AGAIN],
  ['too many requests', 'retry', 'refused', 'it is counted before it is done'],
  ['a plain no', 'refused', 'refused', SAME_AGAIN],
  ['a failure of the server or of a proxy', 'retry', 'unknown', 'the server may have done it and failed to say so'],
];

/** An error that this row, and no row before it, is about. */
function sampleOf({ key }: Row): DriverError {
  switch (key.by) {
    case 'code':
      return new MongoServerError({ ok: 0, code: key.code, errmsg: key.words ? 'x is above the clusterTime' : 'x' });
    case 'label':
      return new MongoServerError({ ok: 0, code: 99_999, errmsg: 'x', errorLabels: [key.label] });
    case 'name':
      return Object.assign(new Error('x'), { name: key.name });
    case 'socket':
      return Object.assign(new Error('x'), { code: key.code });
    default:
      throw new Error('not of the database');
  }
}

function lookUp(row: Row): ReturnType<typeof meaningOf> {
  const { key } = row;
  if (key.by === 'errorCode') return meaningOfAnswer(418, key.errorCode.replace('*', '_X'));
  return key.by === 'status' ? meaningOfAnswer(key.to, undefined) : meaningOf(sampleOf(row));
}

describe('the table of errors', () => {
  it('has a reason for every row, and no row without one', () => {
    expect(WANTED.map(([called]) => called)).toEqual(ERROR_ROWS.map(({ called }) => called));
  });

  it.each(WANTED)('%s: a read means %s, a write %s, because %s', (called, read, write) => {
    const row = ERROR_ROWS.find((one) => one.called === called)!;
    const found = lookUp(row);
    expect(found.called).toBe(called);
    expect([kindFor('read', found), kindFor('write', found)]).toEqual([read, write]);
    expect(row.source).toMatch(/^https:\/\//);
    if (row.kind === 'user') expect(row.nextSteps?.length).toBeGreaterThan(0);
  });

  it('takes a code that nobody knows for a plain no that says nothing of a write', () => {
    const found = meaningOf(sampleOf({ key: { by: 'code', code: 64_000 } } as Row));
    expect([kindFor('read', found), kindFor('write', found)]).toEqual(['refused', 'unknown']);
    expect(kindFor('write', meaningOfAnswer(700, undefined))).toBe('unknown');
  });

  it('takes what is neither of the driver nor of the system for a bug', () => {
    expect(meaningOf(new TypeError('x is not a function')).kind).toBe('fatal');
  });
});

const attempt = { what: 'count loadtest.events', on: 'a:1', redact: createRedactor([]) };

describe('an error of the database', () => {
  it('on a connection that fails is a server that is down, however the driver labels it', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const down = new MongoNetworkError('connect ECONNREFUSED', { cause: refused });
    for (const label of ['SystemOverloadedError', 'RetryableError']) down.addErrorLabel(label);
    expect(explain(down, attempt)).toBeInstanceOf(UnreachableError);
    expect(explain(down, attempt).message).toBe('Could not count loadtest.events on a:1: the connection is refused');
  });

  it('was not done when an overloaded server labels it so', () => {
    const body = { ok: 0, code: 462, errmsg: 'too many', errorLabels: ['SystemOverloadedError', 'RetryableError'] };
    expect(isRefusal(new MongoServerError(body))).toBe(true);
    expect(isRefusal(new MongoServerError({ ...body, errorLabels: [] }))).toBe(false);
  });

  it('asks for a new client when any member is a primary that the driver takes for an old one', () => {
    const reason = {
      servers: new Map([
        ['a:1', { error: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }],
        ['b:2', { error: Object.assign(new Error('x'), { name: 'MongoStalePrimaryError' }) }],
      ]),
    };
    const selection = Object.assign(new Error('timed out'), { name: 'MongoServerSelectionError', reason });
    expect(kindOfRead(selection)).toBe('new-client');
    expect(explain(selection, attempt).message).toContain('b:2: a primary answers that this connection takes');
    expect(kindOfRead(new MongoClientClosedError())).toBe('retry');
  });

  it('names what was attempted, on what, and the next step, whatever it is', () => {
    for (const row of ERROR_ROWS.filter(({ key }) => key.by !== 'errorCode' && key.by !== 'status')) {
      const error = explain(sampleOf(row), attempt) as UnreachableError;
      expect(error.message).toMatch(/^Could not count loadtest\.events on a:1( just now)?: \S/);
      expect(error.nextSteps.length).toBeGreaterThan(0);
    }
  });
});
