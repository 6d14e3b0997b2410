import type { Document } from 'bson';
import { anywhere, type Call, type Commands } from '../call.ts';
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES } from '../frames.ts';
import { toTimestamp } from '../op-times.ts';
import { MAX_BATCH } from '../staging.ts';

/** Wire version of MongoDB 8.0. */
const MAX_WIRE_VERSION = 25;

/** An op time as replication commands show it. */
export function toReplicationTime(call: Pick<Call, 'shared'>): Document {
  const { opTimes, roles } = call.shared;
  return { ts: toTimestamp(opTimes.newest()), t: roles.term };
}

/** Of the newest op time. */
export function lastWriteDate(call: Pick<Call, 'shared'>): Date {
  return new Date(toTimestamp(call.shared.opTimes.newest()).t * 1000);
}

/** https://www.mongodb.com/docs/manual/reference/command/hello/ and, under its older names, with the older field. */
function hello(call: Call): Document {
  const { shared, process } = call;
  const { roles, hosts, setName } = shared;
  const isPrimary = roles.primary === process.member;
  const time = toReplicationTime(call);
  const date = lastWriteDate(call);
  return {
    ...(call.body['helloOk'] === true ? { helloOk: true } : {}),
    topologyVersion: process.topologyVersion(),
    hosts,
    setName,
    setVersion: roles.setVersion,
    [call.name === 'hello' ? 'isWritablePrimary' : 'ismaster']: isPrimary,
    secondary: !isPrimary,
    ...(roles.primary === undefined ? {} : { primary: hosts[roles.primary] }),
    me: process.host,
    ...(isPrimary ? { electionId: roles.electionId } : {}),
    lastWrite: { opTime: time, lastWriteDate: date, majorityOpTime: time, majorityWriteDate: date },
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_BATCH,
    localTime: new Date(shared.clock.now()),
    logicalSessionTimeoutMinutes: 30,
    connectionId: call.connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  };
}

export const HELLO_COMMANDS: Commands = {
  hello: anywhere(hello),
  isMaster: anywhere(hello),
  ismaster: anywhere(hello),
};
