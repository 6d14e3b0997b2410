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

it.each([
  ['ENOTFOUND', 'its name cannot be resolved', 'Check the address of Ops Manager'],
  ['EAI_AGAIN', 'its name cannot be resolved just now', 'Check the address of Ops Manager'],
  ['ECONNREFUSED', 'the connection is refused', 'Check the address of Ops Manager'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection in time', 'Check the address of Ops Manager'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired', 'Have the certificate renewed'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed', 'the certificate of the authority'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'its certificate is signed by an unknown authority',
    'the certificate of the authority',
  ],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name', 'Check the address of Ops Manager'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS there', 'Check http or https, and the port'],
])('says of %s that %s, what to do, and that nothing was sent', async (code, why, step) => {
  failure = Object.assign(new Error(code), { code });
  const transport = createTransport(new URL('https://127.0.0.1:1'), undefined, createRedactor([]));
  const wire = { method: 'POST', uri: '/jobs', body: '{}', authorization: undefined } as const;
  expect(await transport.send(wire, new AbortController().signal)).toMatchObject({
    tag: 'silence',
    sent: false,
    why,
    nextSteps: [
      expect.stringContaining(step) as string,
      ...(step.startsWith('Check the') ? ['Check VPN and firewall'] : []),
    ],
  });
  await transport.close();
});
