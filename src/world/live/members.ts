import { resolveSrv } from 'node:dns/promises';
import type { Document, MongoClient, ObjectId } from 'mongodb';
import { RefusedError, SetupError, UnreachableError } from '../../errors.ts';
import type { Member } from '../../proof/facts.ts';
import type { MemberLook } from '../../proof/looks.ts';
import { clean } from './clean.ts';
import type { Clients } from './clients.ts';
import { closeClient } from './clients.ts';
import { unlessAborted } from './deadline.ts';
import { hostsOf, sayHello } from './hello.ts';
import { lookAtMember, toSilent } from './member-look.ts';
import type { Attempt } from './errors.ts';
import { attempting, explain, toReason } from './errors.ts';
import type { Redact } from './redact.ts';
import type { Address } from './uri.ts';

/** A question has a deadline of its own. */
const NEVER = new AbortController().signal;

export interface Members {
  /** The set's name, from the first member that answers; asked once. */
  setName(signal: AbortSignal): Promise<string>;
  probe(signal: AbortSignal): Promise<readonly Member[]>;
  /** Each member as it describes itself to whoever asks, two seconds at most. Throws as `setName` does. */
  look(signal: AbortSignal): Promise<readonly MemberLook[]>;
  close(): Promise<void>;
}

interface Heard {
  readonly host: string;
  readonly hello?: Document;
  readonly error?: unknown;
}

function toMember({ host: named, hello, error }: Heard, redact: Redact): Member {
  // As another member names it.
  const host = clean(named);
  if (!hello) return { host, role: 'down', ...(error === undefined ? {} : { why: toReason(error, redact) }) };
  const processId = hello['topologyVersion']?.processId as ObjectId | undefined;
  const role = hello['isWritablePrimary'] ? 'primary' : hello['secondary'] ? 'secondary' : 'other';
  return { host, role, ...(processId === undefined ? {} : { processId: processId.toHexString() }) };
}

/** https://www.mongodb.com/docs/manual/reference/connection-string/#srv-connection-format */
async function resolveSeeds({ srv, seeds }: Address): Promise<readonly string[]> {
  if (!srv) return seeds;
  const records = await resolveSrv(`_mongodb._tcp.${seeds[0]}`);
  return records.map(({ name, port }) => `${name}:${port}`);
}

/** Why nobody told the set's name: the driver takes no such connection string, nobody answered, or who did belongs to no set. */
function toFailure(heard: readonly Heard[], context: Omit<Attempt, 'what'>): Error {
  const unfit = heard
    .map(({ error }) => explain(error, { ...context, what: 'connect to the set' }))
    .find((error) => error instanceof SetupError);
  if (unfit) return unfit;
  const answer = heard.find(({ hello }) => hello);
  if (!answer) {
    const why = heard.map(({ host, error }) => `${host}: ${toReason(error, context.redact)}`).join(', ');
    return new UnreachableError(`No member of the set at ${context.on} answers (${why})`, {
      nextSteps: [
        'Check that the set runs and that this machine reaches it',
        'Check the connection string',
        'Try again',
      ],
    });
  }
  const what =
    answer.hello?.['msg'] === 'isdbgrid' ? 'a mongos of a sharded cluster' : 'a server without a replica set';
  return new RefusedError(`${answer.host} is ${what}, and continuous backup is shown on a replica set`, {
    nextSteps: ['Name members of a replica set in the connection string'],
  });
}

/** How often a set is asked for its name that has never answered. */
const FIRST_TRIES = 3;

/** Knows the set by its `hello`: a direct client per member, kept while it answers and made anew when it does not. */
export function createMembers(
  clients: Clients,
  address: Address,
  context: Omit<Attempt, 'what'>,
  clock: { now(): number } = Date,
): Members {
  const open = new Map<string, Promise<MongoClient>>();
  const asking = new Map<string, Promise<Heard>>();
  let hosts: readonly string[] | undefined;
  let known: string | undefined;

  async function drop(host: string, made = open.get(host)): Promise<void> {
    if (open.get(host) === made) open.delete(host);
    const client = await made?.catch(() => undefined);
    if (client) await closeClient(client);
  }

  async function askNow(host: string): Promise<Heard> {
    const made = open.get(host) ?? clients.openDirect(host);
    open.set(host, made);
    try {
      return { host, hello: await sayHello(await made, NEVER) };
    } catch (error) {
      void drop(host, made);
      return { host, error };
    }
  }

  /** Whoever asks while another does hears the same answer: nobody closes the client of a member under somebody else. */
  function ask(host: string, signal: AbortSignal): Promise<Heard> {
    const asked = asking.get(host) ?? askNow(host).finally(() => asking.delete(host));
    asking.set(host, asked);
    return unlessAborted(asked, signal);
  }

  async function hear(signal: AbortSignal): Promise<readonly Heard[]> {
    const before = hosts ?? (await resolveSeeds(address));
    const heard = await Promise.all(before.map((host) => ask(host, signal)));
    const told = heard.find(({ hello }) => hello?.['setName'] !== undefined)?.hello;
    if (!told) return heard;
    known ??= String(told['setName']);
    const named = hostsOf(told);
    hosts = named;
    if (named.length === before.length && named.every((host) => before.includes(host))) return heard;
    await Promise.all(before.filter((host) => !named.includes(host)).map((host) => drop(host)));
    return Promise.all(named.map((host) => ask(host, signal)));
  }

  /** Hears all, and throws when they are no set, or another than the one that is named. */
  async function find(signal: AbortSignal): Promise<readonly Heard[]> {
    return attempting({ ...context, what: 'find the replica set' }, signal, async () => {
      const heard = await hear(signal);
      if (known === undefined) throw toFailure(heard, context);
      if (address.setName !== undefined && address.setName !== known) {
        const other = clean(known);
        known = undefined;
        throw new RefusedError(`The set at ${context.on} is called ${other}, not ${clean(address.setName)}`, {
          nextSteps: ['Correct replicaSet in the connection string, or leave it out'],
        });
      }
      return heard;
    });
  }

  return {
    async setName(signal) {
      for (let tries = 1; known === undefined; tries++) {
        await find(signal).catch((error: unknown) => {
          // The first connections of all take longest.
          if (tries === FIRST_TRIES || !(error instanceof UnreachableError)) throw error;
        });
      }
      return known!;
    },
    async look(signal) {
      const heard = await find(signal);
      return Promise.all(
        heard.map(async ({ host, error }) => {
          const client = error === undefined ? await open.get(host) : undefined;
          if (!client) return toSilent(host, error, context.redact);
          return lookAtMember(host, client, clock, signal).catch((late: unknown) =>
            toSilent(host, late, context.redact),
          );
        }),
      );
    },
    async probe(signal) {
      const heard = await hear(signal).catch(() => address.seeds.map((host) => ({ host }) satisfies Heard));
      return heard.map((one) => toMember(one, context.redact));
    },
    async close() {
      await Promise.all([...open.keys()].map((host) => drop(host)));
    },
  };
}
