import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readLines } from '../../src/line-file.ts';
import { PROJECT_NAME } from '../../src/world/rehearsal/ops-manager/site.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { runProgram, startWorld } from '../helpers/program.ts';

/** On a machine that is busy a member may answer too late for a check: then it looks again, as a presenter would. */
async function lookUntilGood(show: ReturnType<typeof runProgram>): Promise<void> {
  for (let looks = 1; ; looks++) {
    await show.sees(new RegExp(`(preflight +\\d+ good[^]*){${looks}}Stores`));
    if (!/\d+ good.*failed/.test(show.output().split('begins: Checking').at(-1)!)) return;
    show.type('r');
  }
}

it(
  'presents live to VERIFIED against systems whose clock runs away from that of this machine',
  { timeout: 120_000 },
  async () => {
    const world = await startWorld('--speed', '120', '--seed', '7');
    const folder = temporaryFolder();
    const env = {
      XDG_STATE_HOME: folder,
      MINUTEBACK_OM_PUBLIC_KEY: world.publicKey,
      MINUTEBACK_OM_PRIVATE_KEY: world.privateKey,
    };
    const config = join(folder, 'demo.json');
    writeFileSync(
      config,
      JSON.stringify({ project: PROJECT_NAME, cluster: 'rehearsal', targetGb: 0.001, sleepMs: 100 }),
    );
    // One private host, without the name of its set.
    const [host] = world.uri.split(',');
    const show = runProgram(env, '--plain', '--uri', host!, '--ops-manager', world.opsManager, '--config', config);
    await lookUntilGood(show);
    expect(show.output()).toContain(`LIVE: ${host}/`);
    show.type('');
    await show.sees('y yes');
    show.type('y', '', '');
    await show.sees('Added 66 documents');
    show.type('', '');
    await show.sees(/Snapshot of .* complete/);
    show.type('right');
    await show.sees(/stats +.*documents/);
    // What lies between asks Ops Manager so much that a hurried show has to wait for its turn.
    show.type('g', 'down', 'down', 'down', 'down', 'down', '');
    await show.sees('9/12 Delete documents');
    show.type('', 'y');
    await show.sees(/delete +.*iteration [2-9]/i);
    show.type('right');
    await show.sees(/its oplog (is there|has arrived)|Enter asks/);
    show.type('');
    await show.sees('Enter confirm');
    show.type('rehearsal');
    await show.sees(/Restored to /);
    show.type('right');
    await show.sees('VERIFIED');
    show.type('q');
    expect(await show.ended).toBe(0);
    expect(show.errors()).toBe('');
    expect(show.output()).not.toContain(world.privateKey);
    expect(show.output()).not.toContain('Other clients wrote');
    const report = runProgram(env, 'report', '--redact');
    expect(await report.ended).toBe(0);
    expect(report.output()).toContain('VERIFIED');
    for (const address of [...world.uri.match(/127[^,/]*/g)!, world.opsManager]) {
      expect(report.output()).not.toContain(address);
    }

    const shows = join(folder, 'minuteback', 'shows');
    const [id] = readdirSync(shows);
    expect(readLines(join(shows, id!, 'journal.jsonl')).values[0]).toMatchObject({
      kind: 'live',
      target: `${host}/ ${world.opsManager} ${PROJECT_NAME}/rehearsal`,
      engine: { product: 'ops-manager', onDemand: 'no-key' },
    });
    for (const file of readdirSync(join(shows, id!))) {
      expect(readFileSync(join(shows, id!, file), 'utf8')).not.toContain(world.privateKey);
    }
  },
);
