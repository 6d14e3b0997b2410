import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../helpers/folder.ts';
import type { WorldFacts } from '../helpers/program.ts';
import { PATIENCE, runProgram, startWorld } from '../helpers/program.ts';
import { createRequester } from '../helpers/signed-request.ts';

/** What the presenter clicks in Ops Manager, by the requests that its pages would send. */
function openBrowser({ opsManager, publicKey, privateKey, projectId, clusterId }: WorldFacts) {
  const request = createRequester(opsManager, { publicKey, privateKey });
  const cluster = `/groups/${projectId}/clusters/${clusterId}`;
  const complete = async (): Promise<number> =>
    ((await request('GET', `${cluster}/snapshots`)).body as { results: unknown[] }).results.length;
  return {
    async startBackup(): Promise<void> {
      const body = { statusName: 'STARTED', storageEngineName: 'WIRED_TIGER', syncSource: 'PRIMARY' };
      expect(await request('PATCH', `/groups/${projectId}/backupConfigs/${clusterId}`, body)).toMatchObject({
        status: 200,
      });
    },
    snapshots: (wanted: number) => vi.waitFor(async () => expect(await complete()).toBe(wanted), PATIENCE),
    /** Its oplog may still be on its way. */
    restore: (at: number) =>
      vi.waitFor(async () => {
        const delivery = { methodName: 'AUTOMATED_RESTORE', targetGroupId: projectId, targetClusterId: clusterId };
        const body = { delivery, pointInTimeUTCMillis: at };
        expect(await request('POST', `${cluster}/restoreJobs`, body)).toMatchObject({ status: 200 });
      }, PATIENCE),
  };
}

it(
  'presents by hand to VERIFIED: the presenter clicks and says so, and the members tell the rest',
  { timeout: 120_000 },
  async () => {
    const connection = await startWorld('--speed', '240', '--seed', '7');
    const browser = openBrowser(connection);
    const env = { XDG_STATE_HOME: temporaryFolder() };
    const flags = ['--uri', connection.uri, '--plain', '--target-gb', '0.001', '--sleep-ms', '100'];
    const first = runProgram(env, ...flags);
    await first.sees(/preflight +\d+ good/);
    await first.sees('Not armed');
    first.type('', 'y', '', '');
    await first.sees('Added 66 documents');
    first.type('right');
    await first.sees('You start the backup in the browser');
    await browser.startBackup();
    first.type('');
    await first.sees('started by hand');
    // The terminal dies; what was said before is not said again.
    first.kill('SIGKILL');
    await first.ended;

    const show = runProgram(env, '--uri', connection.uri, '--plain', '--resume');
    await show.sees('say on First snapshot when it is complete');
    await browser.snapshots(1);
    show.type('');
    await show.sees(/Snapshot complete at .* told by the presenter/);
    show.type('right');
    await show.sees(/stats +.*documents/);
    show.type('right', 'right');
    await show.sees('so nobody was asked');
    show.type('right', 'right', 'right');
    await show.sees('9/12 Delete documents');
    show.type('', 'y');
    await show.sees(/delete +.*iteration [2-9]/i);
    show.type('right');
    await show.sees('not certain: nobody is asked');
    show.type('');
    await show.sees('Enter confirm');
    show.type('rehearsal');
    await show.sees(/type \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC in the browser/);
    const [, typed] = /type (\S+ \S+) UTC in the browser/.exec(show.output())!;
    await browser.restore(Date.parse(`${typed!.replace(' ', 'T')}Z`));
    show.type('');
    await show.sees(/Restoring: (members down|replacing)/);
    show.kill('SIGKILL');
    await show.ended;

    const last = runProgram(env, '--uri', connection.uri, '--plain', '--resume');
    await last.sees(/Restored to .*told by the presenter/);
    expect(last.output()).not.toContain('Goal reached');
    last.type('right');
    await last.sees('VERIFIED');
    last.type('right', '');
    await last.sees(/snapshot asked for by hand, \d/);
    last.type('');
    await last.sees(/Next show possible since .* told by the presenter/);
    expect(last.output()).toContain('Recovery time (RTO), begun by hand');
    last.type('q');
    expect(await last.ended).toBe(0);
  },
);
