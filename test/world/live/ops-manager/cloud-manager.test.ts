import { expect, it, vi } from 'vitest';
import { createOpsManager } from '../../../../src/world/live/ops-manager/client.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';
import { createHandClock } from '../hand-clock.ts';

const request = vi.hoisted(() => vi.fn<() => Promise<never>>(() => Promise.reject(new Error('nobody is to be asked'))));
vi.mock('undici', () => ({
  Agent: class {
    destroy(): Promise<void> {
      return Promise.resolve();
    }
  },
  request,
}));

it('is asked nothing about its administration, whatever key there is', async () => {
  const key = { publicKey: 'abcdefgh', privateKey: 'canary' };
  const engine = createOpsManager({
    url: 'https://cloud.mongodb.com',
    project: 'Demo',
    cluster: 'demo',
    ...key,
    globalKey: key,
    clock: createHandClock(),
    redact: createRedactor(['canary']),
  });
  expect(engine.traits).toEqual({ product: 'cloud-manager', onDemand: 'not-offered', windowIsFixed: true });
  expect(await engine.stores(new AbortController().signal)).toEqual({ tag: 'managed' });
  expect(request).not.toHaveBeenCalled();
  await engine.close();
});
