import { expect, it, vi } from 'vitest';
import { createRedactor } from '../../../../src/world/live/redact.ts';
import { createTransport } from '../../../../src/world/live/ops-manager/transport.ts';

let failure: Error;

vi.mock('undici', () => ({
  Agent: class {
    destroy(): Promise<void> {
      return Promise.resolve();
    }
  },
  request: () => Promise.reject(failure),
}));

const systemError = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

it.each([
  ['EHOSTUNREACH', 'connect', false],
  ['EHOSTUNREACH', 'write', true],
  ['ENETUNREACH', 'read', true],
  ['ECONNRESET', 'read', true],
  ['ENOTFOUND', 'getaddrinfo', false],
])('after %s of %s says of the request that it was sent: %s', async (code, syscall, sent) => {
  failure = systemError(code, syscall);
  const transport = createTransport(new URL('http://127.0.0.1:1'), undefined, createRedactor([]));
  const wire = { method: 'POST', uri: '/jobs', body: '{}', authorization: undefined } as const;
  expect(await transport.send(wire, new AbortController().signal)).toMatchObject({ tag: 'silence', sent });
  await transport.close();
});
