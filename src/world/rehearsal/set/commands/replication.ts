import type { Document } from 'bson';
import { anywhere, type Call, type Commands } from '../call.ts';
import { lastWriteDate, toReplicationTime } from './hello.ts';

/** https://www.mongodb.com/docs/manual/reference/replica-states/ */
const STATES = { primary: [1, 'PRIMARY'], secondary: [2, 'SECONDARY'], down: [8, '(not reachable/healthy)'] } as const;

function stateOf(call: Call, member: number): (typeof STATES)[keyof typeof STATES] {
  if (!call.shared.isUp(member)) return STATES.down;
  return call.shared.roles.primary === member ? STATES.primary : STATES.secondary;
}

function toMember(call: Call, name: string, member: number): Document {
  const [state, stateStr] = stateOf(call, member);
  const optime = toReplicationTime(call);
  const isUp = call.shared.isUp(member);
  return {
    _id: member,
    name,
    health: isUp ? 1 : 0,
    state,
    stateStr,
    ...(isUp ? { optime, optimeDate: lastWriteDate(call) } : {}),
    configVersion: call.shared.roles.setVersion,
    ...(member === call.process.member ? { self: true } : {}),
  };
}

/** https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/ */
function replSetGetStatus(call: Call): Document {
  const { shared, process } = call;
  const optime = toReplicationTime(call);
  const wallTime = lastWriteDate(call);
  return {
    set: shared.setName,
    date: new Date(shared.clock.now()),
    myState: stateOf(call, process.member)[0],
    term: shared.roles.term,
    heartbeatIntervalMillis: 2000,
    majorityVoteCount: 2,
    writeMajorityCount: 2,
    optimes: {
      lastCommittedOpTime: optime,
      lastCommittedWallTime: wallTime,
      readConcernMajorityOpTime: optime,
      appliedOpTime: optime,
      durableOpTime: optime,
      lastAppliedWallTime: wallTime,
      lastDurableWallTime: wallTime,
    },
    members: shared.hosts.map((host, member) => toMember(call, host, member)),
  };
}

function replSetGetConfig({ shared }: Call): Document {
  const { setName, hosts, roles } = shared;
  return {
    config: {
      _id: setName,
      version: roles.setVersion,
      term: roles.term,
      members: hosts.map((host, _id) => ({ _id, host, arbiterOnly: false, hidden: false, priority: 1, votes: 1 })),
      protocolVersion: 1,
      settings: { electionTimeoutMillis: 10_000, heartbeatIntervalMillis: 2000 },
    },
  };
}

/** No member of the stand-in ever lags: every op time is majority-committed at once. */
export const REPLICATION_COMMANDS: Commands = {
  replSetGetStatus: anywhere(replSetGetStatus),
  replSetGetConfig: anywhere(replSetGetConfig),
};
