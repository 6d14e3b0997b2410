/*
 * What every error that this program may meet means: one row each, with where the fact is from. Nothing else in `world/live`
 * decides by a code, a name or a status. These are the rows of the database; those of Ops Manager stand beside its client.
 */

/**
 * `retry`: a read may be sent again. `new-client`: again, through a client that knows nothing of before. `unknown`: of a write,
 * nobody knows whether it was done. `user`: something must be changed first, and the next steps say what. `refused`: a plain no.
 * `fatal`: not foreseen, so a promise of this program broke.
 */
export type Kind = 'retry' | 'new-client' | 'unknown' | 'user' | 'refused' | 'fatal';

/** By what an error is known: what a server answered, what the driver made of it, what became of the socket, or what Ops Manager answered. */
export type Key =
  | { readonly by: 'code'; readonly code: number; readonly words?: RegExp }
  | { readonly by: 'label'; readonly label: string }
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'socket'; readonly code: string }
  /** With a star at the end: all that begin so. */
  | { readonly by: 'errorCode'; readonly errorCode: string }
  | { readonly by: 'status'; readonly from: number; readonly to: number };

export interface Row {
  readonly key: Key;
  /** Its name in the source, for whoever reads the table. */
  readonly called: string;
  readonly kind: Exclude<Kind, 'unknown'>;
  /** Whether a write that ends so was done: `undone` is answered before anything is done, or nothing was sent. */
  readonly write: 'undone' | 'unknown';
  /** In a few words, why nobody answered; without them the other side's own are shown. */
  readonly says?: string;
  /** Imperative, likeliest first. */
  readonly nextSteps?: readonly string[];
  /** Of a read of a snapshot: there are none here, or another may be had. */
  readonly snapshot?: 'none' | 'lost';
  /** Of the request for a restore: it may be that the oplog has not arrived up to the point yet. */
  readonly restore?: 'perhapsTooFresh';
  /** No hash of the data is to be had here. */
  readonly hash?: 'none';
  readonly source: string;
}

type More = Pick<Row, 'says' | 'nextSteps' | 'snapshot' | 'hash'>;

const CODES = 'https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml';
const RETRYABLE = 'https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md';
const BACKPRESSURE =
  'https://github.com/mongodb/specifications/blob/master/source/client-backpressure/client-backpressure.md';
const SESSIONS = 'https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md';
const DRIVER = 'https://github.com/mongodb/node-mongodb-native/blob/main/src/error.ts';
const SDAM = 'https://github.com/mongodb/node-mongodb-native/blob/main/src/sdam/topology_description.ts';
const ERRNO = 'https://man7.org/linux/man-pages/man3/errno.3.html';
const DNS = 'https://nodejs.org/api/dns.html#error-codes';

const code = (
  number: number,
  called: string,
  kind: Row['kind'],
  write: Row['write'],
  { source = CODES, words, ...more }: More & { readonly source?: string; readonly words?: RegExp } = {},
): Row => ({ key: { by: 'code', code: number, ...(words ? { words } : {}) }, called, kind, write, ...more, source });

/** Written out as one list each, so that what differs stands side by side. */
const SERVER: readonly Row[] = [
  // A healthy set answers so while it changes or has too much to do.
  code(6, 'HostUnreachable', 'retry', 'unknown'),
  code(7, 'HostNotFound', 'retry', 'unknown'),
  code(50, 'MaxTimeMSExpired', 'retry', 'unknown'),
  code(89, 'NetworkTimeout', 'retry', 'unknown'),
  code(91, 'ShutdownInProgress', 'retry', 'unknown'),
  code(134, 'ReadConcernMajorityNotAvailableYet', 'retry', 'unknown'),
  code(189, 'PrimarySteppedDown', 'retry', 'unknown'),
  code(262, 'ExceededTimeLimit', 'retry', 'unknown'),
  code(317, 'ConnectionPoolExpired', 'retry', 'unknown'),
  code(462, 'IngressRequestRateLimitExceeded', 'retry', 'unknown', { source: BACKPRESSURE }),
  code(9001, 'SocketException', 'retry', 'unknown'),
  code(11_600, 'InterruptedAtShutdown', 'retry', 'unknown'),
  code(11_602, 'InterruptedDueToReplStateChange', 'retry', 'unknown'),
  // Whoever is no primary says so before it does anything.
  code(10_107, 'NotWritablePrimary', 'retry', 'undone'),
  code(13_435, 'NotPrimaryNoSecondaryOk', 'retry', 'undone'),
  code(13_436, 'NotPrimaryOrSecondary', 'retry', 'undone'),
  // A restored set answers so to cursors, sessions, times and keys of before.
  code(43, 'CursorNotFound', 'new-client', 'unknown'),
  code(211, 'KeyNotFound', 'new-client', 'undone', { source: 'https://jira.mongodb.org/browse/DRIVERS-1904' }),
  code(225, 'TransactionTooOld', 'new-client', 'unknown'),
  code(239, 'SnapshotTooOld', 'new-client', 'unknown', { snapshot: 'lost' }),
  code(246, 'SnapshotUnavailable', 'new-client', 'unknown', { snapshot: 'lost' }),
  code(72, 'InvalidOptions, of a time', 'new-client', 'undone', {
    words: /cluster ?time(?!.*(not supported|only valid))/i,
    source: SESSIONS,
  }),
  // Answered before anything is done, and again the next time.
  code(2, 'BadValue', 'refused', 'undone'),
  code(9, 'FailedToParse', 'refused', 'undone'),
  code(20, 'IllegalOperation', 'refused', 'undone', { snapshot: 'none' }),
  code(59, 'CommandNotFound', 'refused', 'undone', { hash: 'none' }),
  code(26, 'NamespaceNotFound', 'refused', 'unknown'),
  // Before 5.0, or where there is nothing like it.
  code(72, 'InvalidOptions', 'refused', 'unknown', { snapshot: 'none' }),
  code(115, 'CommandNotSupported', 'refused', 'unknown', { snapshot: 'none', hash: 'none' }),
  code(123, 'NotAReplicaSet', 'refused', 'unknown', { snapshot: 'none' }),
  code(148, 'ReadConcernMajorityNotEnabled', 'refused', 'unknown', { snapshot: 'none' }),
  code(238, 'NotImplemented', 'refused', 'unknown', { snapshot: 'none' }),
  code(303, 'not supported, of those that only speak the protocol', 'refused', 'unknown', { snapshot: 'none' }),
  code(73, 'InvalidNamespace', 'refused', 'undone'),
  code(166, 'CommandNotSupportedOnView', 'refused', 'undone'),
  code(13, 'Unauthorized', 'user', 'undone', {
    hash: 'none',
    nextSteps: ['Give the user readWrite on the demo database and on minuteback, and clusterMonitor'],
  }),
  code(18, 'AuthenticationFailed', 'user', 'undone', {
    nextSteps: ['Check user, password and authSource', 'After a restore, users are those of the restore point'],
  }),
  code(8000, 'AtlasError', 'user', 'undone', { nextSteps: ['Check user and password'], hash: 'none' }),
  // The command begins, and some of its documents may be there.
  code(14_031, 'OutOfDiskSpace', 'user', 'unknown', {
    nextSteps: ['Make room on the disks of the set', 'Then try again: what is there already is not written twice'],
  }),
  // The write is done, and no member more will ever have it.
  code(100, 'UnsatisfiableWriteConcern', 'user', 'unknown', { nextSteps: ['Give a smaller --w, or --w majority'] }),
  code(11_000, 'DuplicateKey', 'refused', 'unknown'),
  code(121, 'DocumentValidationFailure', 'refused', 'unknown'),
];

const label = (name: string, kind: Row['kind'], write: Row['write'], source: string): Row => ({
  key: { by: 'label', label: name },
  called: name,
  kind,
  write,
  source,
});

/**
 * Of answers alone: the driver puts `SystemOverloadedError` and `RetryableError` on connections that fail as well, which then
 * says that the server is down, and nothing of any load.
 */
const LABELS: readonly Row[] = [
  label('NoWritesPerformed', 'retry', 'undone', RETRYABLE),
  label('RetryableError', 'retry', 'undone', BACKPRESSURE),
];

const name = (named: string, kind: Row['kind'], write: Row['write'], more: More = {}, source = DRIVER): Row => ({
  key: { by: 'name', name: named },
  called: named,
  kind,
  write,
  ...more,
  source,
});

const CLOSED: More = { says: 'the connection was closed meanwhile' };
const LATE: More = { says: 'no answer in time' };
const CHECK_STRING: More = { nextSteps: ['Check the connection string'] };

const OF_THE_DRIVER: readonly Row[] = [
  name('MongoNetworkTimeoutError', 'retry', 'unknown', LATE),
  name('TimeoutError', 'retry', 'unknown', LATE, 'https://developer.mozilla.org/en-US/docs/Web/API/DOMException'),
  name('MongoNetworkError', 'retry', 'unknown'),
  name('MongoPoolClearedError', 'retry', 'undone'),
  name('MongoWaitQueueTimeoutError', 'retry', 'undone', { says: 'no connection became free in time' }),
  name('MongoServerSelectionError', 'retry', 'undone', { says: 'no primary answers' }),
  name(
    'MongoStalePrimaryError',
    'new-client',
    'undone',
    { says: 'a primary answers that this connection takes for an old one, as after a restore' },
    SDAM,
  ),
  name('MongoClientClosedError', 'retry', 'unknown', CLOSED),
  name('MongoTopologyClosedError', 'retry', 'undone', CLOSED),
  name('MongoNotConnectedError', 'retry', 'undone', CLOSED),
  // Of a session of the driver's own, whose client was closed under it.
  name('MongoExpiredSessionError', 'retry', 'unknown', CLOSED),
  name('MongoParseError', 'user', 'undone', CHECK_STRING),
  name('MongoInvalidArgumentError', 'user', 'undone', CHECK_STRING),
  name('MongoMissingCredentialsError', 'user', 'undone', CHECK_STRING),
  name('MongoCompatibilityError', 'user', 'undone', CHECK_STRING),
];

const socket = (errno: string, write: Row['write'], says: string, nextSteps: string[] = [], source = ERRNO): Row => ({
  key: { by: 'socket', code: errno },
  called: errno,
  kind: 'retry',
  write,
  says,
  nextSteps,
  source,
});

const WAY = 'Check VPN and firewall between this machine and the set';

const SOCKETS: readonly Row[] = [
  socket('ECONNREFUSED', 'undone', 'the connection is refused', [
    'Check that mongod runs and listens on that address',
    'Check host and port in the connection string',
  ]),
  socket('ECONNRESET', 'unknown', 'the connection was cut'),
  socket('EPIPE', 'unknown', 'the connection was cut'),
  socket('ETIMEDOUT', 'unknown', 'nobody answers', [WAY]),
  socket('EHOSTUNREACH', 'unknown', 'its host cannot be reached', [WAY]),
  socket('ENETUNREACH', 'unknown', 'its network cannot be reached', [WAY]),
  socket(
    'ENOTFOUND',
    'undone',
    'its name cannot be resolved from here',
    ['Make the name resolvable from this machine, e.g. in its hosts file'],
    DNS,
  ),
  socket(
    'EAI_AGAIN',
    'undone',
    'its name cannot be resolved just now',
    ['Check the network and DNS of this machine'],
    DNS,
  ),
];

export const DATABASE_ROWS: readonly Row[] = [...LABELS, ...SERVER, ...OF_THE_DRIVER, ...SOCKETS];
