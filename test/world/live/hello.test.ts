import type { Document, MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hostsOf, sayHello } from '../../../src/world/live/hello.ts';

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** As the driver ends a checkout of a connection whose signal fires with an error of this name. */
const WAIT_QUEUE = Object.assign(new Error('Timed out while checking out'), { name: 'MongoWaitQueueTimeoutError' });

it('calls its own deadline by its name, whatever the driver takes it for', async () => {
  const command = (_hello: Document, { signal }: { signal: AbortSignal }): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(WAIT_QUEUE)));
  const client = { once: () => undefined, off: () => undefined, db: () => ({ command }) };
  const said = sayHello(client as unknown as MongoClient, never).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await said).toMatchObject({ name: 'TimeoutError' });
});

it('knows the members of every kind, with nothing in their names that a terminal obeys', () => {
  expect(hostsOf({ hosts: ['a:1'], passives: ['b\u001b[31m:1'], arbiters: ['c:1'] })).toEqual(['a:1', 'b:1', 'c:1']);
  expect(hostsOf({})).toEqual([]);
});
