import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { HeadlessFlags } from '../../src/commands/headless-flags.ts';
import { toHeadlessCommand, toHeadlessConfig } from '../../src/commands/headless-flags.ts';
import { runHeadless } from '../../src/commands/headless.ts';
import { SetupError } from '../../src/errors.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const read = (step: 'load' | 'delete', flags: HeadlessFlags, env: Record<string, string> = {}) =>
  toHeadlessConfig(step, flags, { env, cwd: temporaryFolder() });

const URI = 'mongodb://ip-172-31-41-251.eu-west-3.compute.internal:27017';

it("takes the hand-made demo's flags of the load for what they meant", async () => {
  const flags = { uri: URI, db: 'loadtest', coll: 'events', targetGb: '1', docKb: '16', batch: '2000', w: '1' };
  const { db, coll, writeConcern, target, show } = await read('load', flags);
  expect({ db, coll, writeConcern }).toEqual({ db: 'loadtest', coll: 'events', writeConcern: 1 });
  expect(target).toEqual({ kind: 'live', uri: URI });
  expect(show).toMatchObject({ from: 'load', load: { bytes: 2 ** 30, documentBytes: 2 ** 14, batch: 2000 } });
});

it("takes the hand-made demo's flags of the delete for what they meant", async () => {
  const { show } = await read('delete', { uri: URI, percent: '1', batch: '1000', w: '1', sleepMs: '500' });
  expect(show.from).toBe('delete');
  expect(show.delete).toEqual({ percent: 1, batch: 1000, pauseMs: 500 });
  expect((await read('delete', { uri: URI, sleep: '20', iterations: '3', batch: '7' })).show.delete).toEqual({
    percent: 1,
    batch: 7,
    pauseMs: 20,
    iterations: 3,
  });
});

it('is told by the environment where no flag says otherwise', async () => {
  const env = { MINUTEBACK_URI: URI, MINUTEBACK_DELETE_BATCH: '50', MINUTEBACK_SLEEP_MS: '5' };
  expect((await read('delete', { sleep: '9' }, env)).show.delete).toMatchObject({ batch: 50, pauseMs: 9 });
});

it.each([
  ['delete', { batch: 'many' }, '--batch "many" is not a whole number of documents'],
  ['delete', { sleep: '-1' }, '--sleep "-1" is not a whole number of ms'],
  ['delete', { iterations: '0' }, '--iterations "0" is not a whole number of iterations'],
  ['delete', { sleep: '1', sleepMs: '2' }, '--sleep and --sleep-ms are the same'],
  ['load', { targetGb: '1,5' }, '--target-gb "1,5" is not a number of GB'],
  ['load', { w: '0' }, '--w "0" is not'],
] as const)('refuses of a %s %j', async (step, flags, words) => {
  const refused = read(step, { uri: URI, ...flags });
  await expect(refused).rejects.toThrow(words);
  await expect(refused).rejects.toThrow(SetupError);
});

it('wants a real set, and says what to practise on', async () => {
  const config = await read('load', {});
  const refused = runHeadless('load', config, { json: false, takeOver: false });
  await expect(refused).rejects.toThrow('say which with --uri');
  await expect(refused).rejects.toMatchObject({
    kind: 'setup',
    nextSteps: [expect.anything(), expect.stringContaining('minuteback world')],
  });
});

it.each(['load', 'delete'] as const)('knows every flag that README shows of %s', (step) => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const shown = readme
    .split('\n')
    .filter((line) => line.startsWith(`minuteback ${step} `))
    .flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
  const known = toHeadlessCommand(step, () => undefined).options.map(({ long }) => long);
  expect(shown.length).toBeGreaterThan(5);
  for (const flag of shown) expect(known).toContain(flag);
});
