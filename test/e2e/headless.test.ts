import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTerminal } from '../helpers/terminal.ts';

/* The commands without a show, from a process of their own, against rehearsal servers in another. */

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

interface Line {
  readonly type: 'begin' | 'progress' | 'summary';
  readonly [field: string]: unknown;
}

interface Ran {
  readonly lines: readonly string[];
  readonly errors: () => string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

const state = mkdtempSync(join(tmpdir(), 'minuteback-'));
const env: Record<string, string> = { XDG_STATE_HOME: state };
let reach: readonly string[] = [];
let uri = '';
let world: Ran;
let client: MongoClient;

/** The built program with pipes for its streams. */
function start(...args: readonly string[]): Ran {
  const child = spawn(process.execPath, ['--no-warnings', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const lines: string[] = [];
  let errors = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    lines,
    errors: () => errors,
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

const parse = (lines: readonly string[]): readonly Line[] => lines.map((line) => JSON.parse(line) as Line);
const lastOf = ({ lines }: Ran): Line => parse(lines).at(-1)!;
const count = (coll = 'events'): Promise<number> => client.db('loadtest').collection(coll).countDocuments();

/** Resolves when a line of progress says so. */
const sees = (ran: Ran, says: (line: Line) => boolean): Promise<void> =>
  vi.waitFor(() => expect(parse(ran.lines).some((line) => line.type === 'progress' && says(line))).toBe(true), {
    timeout: 20_000,
    interval: 20,
  });

beforeAll(async () => {
  world = start('world', '--seed', '7');
  await vi.waitUntil(() => world.lines.length > 0, { timeout: 20_000, interval: 20 });
  const facts = JSON.parse(world.lines[0]!) as Record<string, string>;
  uri = facts['uri']!;
  env['MINUTEBACK_OM_PUBLIC_KEY'] = facts['publicKey']!;
  env['MINUTEBACK_OM_PRIVATE_KEY'] = facts['privateKey']!;
  const engine = ['--ops-manager', facts['opsManager']!, '--project', facts['projectId']!];
  reach = ['--uri', uri, ...engine, '--cluster', facts['clusterId']!];
  client = await new MongoClient(uri).connect();
});

afterAll(async () => {
  await client.close();
  world.kill('SIGTERM');
  await world.ended;
  rmSync(state, { recursive: true, force: true });
});

describe('load', () => {
  it('adds what its flags say, tells so in JSON, and leaves its mark', async () => {
    const before = await count();
    const ran = start('load', ...reach, '--target-gb', '0.01', '--doc-kb', '4', '--batch', '500', '--w', '1', '--json');
    expect(await ran.ended).toBe(0);
    expect(ran.errors()).toBe('');
    const lines = parse(ran.lines);
    expect(lines[0]).toMatchObject({
      type: 'begin',
      command: 'load',
      namespace: 'loadtest.events',
      input: { batch: 500 },
    });
    expect(lines.slice(1, -1).every(({ type }) => type === 'progress')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', outcome: 'done', exitCode: 0, documents: 2621, rounds: 1 });
    expect(await count()).toBe(before + 2621);
    const show = lines[0]!['show'];
    expect(await client.db('minuteback').collection('shows').countDocuments({ show })).toBe(1);
  });

  it('needs no Ops Manager', async () => {
    const before = await count();
    const ran = start('load', '--uri', uri, '--target-gb', '0.001');
    expect(await ran.ended).toBe(0);
    expect(ran.lines.join('\n')).toContain('Added 66 documents');
    expect(await count()).toBe(before + 66);
  });

  it('settles what was sent when it is interrupted, and says what it came to', async () => {
    const before = await count();
    const ran = start('load', ...reach, '--target-gb', '2', '--batch', '200', '--json');
    await sees(ran, ({ documents }) => Number(documents) > 0);
    ran.kill('SIGINT');
    expect(await ran.ended).toBe(130);
    const summary = lastOf(ran);
    expect(summary).toMatchObject({ type: 'summary', outcome: 'stopped', exitCode: 130 });
    expect(summary['documents']).toBeGreaterThan(0);
    expect(await count()).toBe(before + Number(summary['documents']));
  });

  it('rests between rounds, and ends there when it is told to', async () => {
    const ran = start('load', ...reach, '--target-gb', '0.005', '--until-gb', '500', '--json');
    await sees(ran, ({ resting }) => resting !== undefined);
    ran.kill('SIGTERM');
    expect(await ran.ended).toBe(143);
    expect(lastOf(ran)).toMatchObject({ outcome: 'stopped', rounds: 1, documents: 328 });
  });

  it('adds nothing where so much is on disk already', async () => {
    const before = await count();
    const ran = start('load', ...reach, '--until-gb', '1');
    expect(await ran.ended).toBe(0);
    expect(ran.lines.join('\n')).toMatch(/Nothing was added: \d.\d\d GB are on disk already/);
    expect(await count()).toBe(before);
  });

  it('is refused with code 5 where nobody could meet its write concern, and nothing is written', async () => {
    const before = await count();
    const ran = start('load', ...reach, '--w', '9');
    expect(await ran.ended).toBe(5);
    expect(ran.errors()).toContain('the set has 3 that hold data');
    expect(await count()).toBe(before);
  });
});

describe('delete', () => {
  it('deletes a percentage of the current documents per iteration, told in lines without a terminal', async () => {
    const before = await count();
    const ran = start(
      'delete',
      ...reach,
      '--percent',
      '1',
      '--batch',
      '1000',
      '--w',
      '1',
      '--sleep',
      '0',
      '--iterations',
      '2',
    );
    expect(await ran.ended).toBe(0);
    const first = Math.round(before / 100);
    const gone = first + Math.round((before - first) / 100);
    expect(await count()).toBe(before - gone);
    const text = ran.lines.join('\n');
    expect(text).toContain(`Deleted ${gone.toLocaleString('en-US')} documents in 2 iterations`);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/\u001b|\r/);
    expect(ran.errors()).toBe('');
  });

  it('settles what was sent when it is interrupted, and is a show that goes on', async () => {
    const before = await count();
    const ran = start('delete', ...reach, '--batch', '300', '--sleep-ms', '20', '--json');
    await sees(ran, ({ deleted }) => Number(deleted) > 0);
    ran.kill('SIGINT');
    expect(await ran.ended).toBe(130);
    const summary = lastOf(ran);
    expect(summary).toMatchObject({ outcome: 'stopped', exitCode: 130, unknown: 0, baselineDocuments: before });
    expect(await count()).toBe(before - Number(summary['deleted']));
    const shows = start('shows', '--json');
    expect(await shows.ended).toBe(0);
    const [newest] = shows.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(newest).toMatchObject({ id: summary['show'], kind: 'live', step: 'delete', command: 'delete', over: false });
    const report = start('report', String(summary['show']));
    expect(await report.ended).toBe(0);
    expect(report.lines.join('\n')).toContain(Number(summary['deleted']).toLocaleString('en-US'));
  });

  it('has the set to itself while it works, and gives it back when it ends', async () => {
    const first = start('delete', ...reach, '--batch', '100', '--sleep-ms', '50', '--json');
    await sees(first, ({ deleted }) => Number(deleted) > 0);
    const second = start('load', ...reach, '--target-gb', '0.001');
    expect(await second.ended).toBe(5);
    expect(second.errors()).toContain(`held by show ${String(parse(first.lines)[0]!['show'])}`);
    expect(second.errors()).toContain('--take-over');
    first.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(await start('load', ...reach, '--target-gb', '0.001').ended).toBe(0);
  });

  it('touches nothing that others loaded', async () => {
    await client
      .db('loadtest')
      .collection('theirs')
      .insertMany([{ n: 1 }, { n: 2 }] as object[]);
    const ran = start('delete', ...reach, '--coll', 'theirs', '--json');
    expect(await ran.ended).toBe(5);
    expect(ran.errors()).toContain('loadtest.theirs');
    expect(ran.errors()).toContain('have the wizard adopt it');
    expect(lastOf(ran)).toMatchObject({ type: 'summary', outcome: 'failed', exitCode: 5, error: { kind: 'refused' } });
    expect(await count('theirs')).toBe(2);
  });

  it('rewrites one line in place on a terminal, and leaves the summary there', async () => {
    const terminal = openTerminal({ args: ['delete', ...reach, '--batch', '200', '--sleep-ms', '20'], env });
    await terminal.sees(/iteration 1: [\d,]+ of [\d,]+ \(\d+ %\)/);
    terminal.press('CtrlC');
    expect(await terminal.ended()).toMatchObject({ code: 130 });
    expect(terminal.text()).toMatch(/Stopped: deleted [\d,]+ documents in 1 iteration/);
    expect(terminal.text()).not.toContain('iteration 1: ');
    expect(terminal.sent()).toContain('\r\u001b[K');
    terminal.close();
  });
});

it('ends with code 5 where nobody answers', async () => {
  const ran = start('load', '--uri', 'mongodb://127.0.0.1:1', ...reach.slice(2), '--json');
  expect(await ran.ended).toBe(5);
  expect(lastOf(ran)).toMatchObject({ outcome: 'failed', error: { kind: 'unreachable' } });
});
