import type { Document, MongoClient } from 'mongodb';
import type { ClockLook, MemberLook } from '../../proof/looks.ts';
import { clean } from './clean.ts';
import { toReason } from './errors.ts';
import { hostsOf, sayHello } from './hello.ts';
import type { Redact } from './redact.ts';

/** Wire version of MongoDB 4.4, from which on every mongod names its process in `topologyVersion`. */
const WIRE_OF_4_4 = 9;

/** Who did not answer. */
export const toSilent = (host: string, error: unknown, redact: Redact): MemberLook => ({
  host: clean(host),
  role: 'down',
  ...(error === undefined ? {} : { why: toReason(error, redact) }),
});

/** What another clock said while ours went from `sentAt` to `heardAt`; it may be coarse by `coarseMs`. */
export function toClockLook(said: number, sentAt: number, heardAt: number, coarseMs = 0): ClockLook {
  const half = (heardAt - sentAt) / 2;
  return { offsetMs: said + coarseMs / 2 - sentAt - half, offByMs: half + coarseMs / 2 };
}

function roleOf(hello: Document): MemberLook['role'] {
  if (hello['isWritablePrimary']) return 'primary';
  if (hello['secondary']) return 'secondary';
  return hello['arbiterOnly'] ? 'arbiter' : 'other';
}

/** What a member's build is; where that is told only to who is logged in, nothing. */
async function readBuild(
  client: MongoClient,
  signal: AbortSignal,
): Promise<Pick<MemberLook, 'version' | 'enterprise'>> {
  try {
    const { version, modules } = await client.db('admin').command({ buildInfo: 1 }, { signal });
    const enterprise = Array.isArray(modules) ? modules.includes('enterprise') : undefined;
    return { version: clean(String(version), 40), ...(enterprise === undefined ? {} : { enterprise }) };
  } catch {
    return {};
  }
}

/** Looks at a member through a client that is connected to it already, so that a reply takes no longer than its way. */
export async function lookAtMember(
  host: string,
  client: MongoClient,
  clock: { now(): number },
  signal: AbortSignal,
): Promise<MemberLook> {
  const sentAt = clock.now();
  const hello = await sayHello(client, signal);
  const heardAt = clock.now();
  const { setName, me, localTime, topologyVersion, maxWireVersion } = hello;
  return {
    host: clean(host),
    role: roleOf(hello),
    hosts: hostsOf(hello).map((named) => clean(named)),
    ...(setName === undefined ? {} : { setName: clean(String(setName)) }),
    ...(me === undefined ? {} : { me: clean(String(me)) }),
    genuine: topologyVersion !== undefined || Number(maxWireVersion) < WIRE_OF_4_4,
    ...(localTime instanceof Date ? { clock: toClockLook(localTime.getTime(), sentAt, heardAt) } : {}),
    ...(await readBuild(client, signal)),
  };
}
