import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toConfig } from '../../src/settings/config.ts';
import { SetupError } from '../../src/errors.ts';
import { toDatabaseName } from '../../src/settings/names.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

describe('flags', () => {
  it('default to the hand-made demo: 1 GB of 16 KB documents, 1 percent, 500 ms', () => {
    const { show, db, coll, writeConcern } = toConfig({});
    expect({ db, coll, writeConcern }).toEqual({ db: 'loadtest', coll: 'events', writeConcern: 1 });
    expect(show.load).toEqual({ bytes: 2 ** 30, documentBytes: 2 ** 14, batch: 2000 });
    expect(show.delete).toEqual({ percent: 1, batch: 1000, pauseMs: 500 });
  });

  it('let a walk by itself stop deleting after a few iterations', () => {
    expect(toConfig({ auto: true }).show.delete.iterations).toBe(4);
  });

  it.each([
    [{ targetGb: '-1' }, '--target-gb "-1" is not a number of GB from 0.001 to 10000'],
    [{ targetGb: '1,5' }, '--target-gb "1,5"'],
    [{ targetGb: '10GB ' }, '--target-gb'],
    [{ targetGb: 'NaN' }, '--target-gb'],
    [{ targetGb: '1e9' }, '--target-gb'],
    [{ untilGb: '0' }, '--until-gb'],
    [{ speed: '0' }, '--speed "0" is not a number of times from 1 to 1000'],
    [{ seed: 'x' }, '--seed "x" is not a whole number from 0'],
    [{ seed: '1.5' }, '--seed'],
    [{ percent: '101' }, '--percent'],
    [{ batch: '0' }, '--batch'],
    [{ docKb: '0.01' }, '--doc-kb'],
    [{ sleepMs: '-5' }, '--sleep-ms'],
    [{ w: '0' }, '--w'],
    [{ from: 'lunch' }, '--from "lunch" is not a step: choose one of preflight'],
    [{ targetGb: '10000', docKb: '0.0625' }, 'smaller --target-gb'],
    [{ fault: ['earthquake'] }, '--fault "earthquake" is not one of disk-full, set-overloaded'],
    [{ fault: ['connection-cut@lunch'] }, '--fault "connection-cut@lunch" names no step: choose one of preflight'],
  ])('refuse %o in one sentence', (flags, words) => {
    expect(() => toConfig(flags)).toThrow(SetupError);
    expect(() => toConfig(flags)).toThrow(words);
  });
});

describe('names', () => {
  it.each([
    '',
    'a b',
    'a/b',
    'a.b',
    'a$b',
    'a"b',
    'x'.repeat(64),
    'x'.repeat(10_240),
    'é'.repeat(32),
    'admin',
    'local',
    'CONFIG',
    'a\u202eb',
    'a\u001b[2J',
  ])('refuse the database name %j', (name) => {
    expect(() => toDatabaseName(name)).toThrow(SetupError);
  });

  it('take what MongoDB takes', () => {
    expect(['loadtest', 'load-test_2', 'x'.repeat(63), 'données'].map(toDatabaseName)).toHaveLength(4);
  });

  it('are never shown raw on a terminal, nor at any length', () => {
    expect(() => toDatabaseName('x'.repeat(10_240))).toThrow(/^.{0,160}$/);
    // oxlint-disable-next-line no-control-regex
    expect(() => toDatabaseName('a\u001b]0;title\u0007')).toThrow(/^(?!.*\u001b)/);
  });

  it.each(['', 'system.users', 'a$b', '.a', 'a.', 'a..b', 'x'.repeat(255)])('refuse the collection name %j', (coll) => {
    expect(() => toConfig({ coll })).toThrow('collection name');
  });
});

describe('the command line', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', timeout: 15_000 });
  const oneSentence = /^minuteback: [^\n]+\n( {2}- [^\n]+\n)*$|^minuteback: [^\n]+\n\([^\n]+\)\n$/;

  it.each([
    [['--no-such-flag'], '--no-such-flag'],
    [['--speed', '0'], '--speed "0"'],
    [['--target-gb', '-1'], '--target-gb "-1"'],
    [['--target-gb', '1,5'], '--target-gb "1,5"'],
    [['--seed', 'x'], '--seed "x"'],
    [['--db', 'a.b'], 'database name "a.b"'],
    [['--fault', 'earthquake'], 'restore-answer-lost'],
    [['world', '--fault', 'earthquake'], 'restore-answer-lost'],
    [['world', '--port', '99999'], '--port "99999"'],
    [['world', '--speed', 'fast'], '--speed "fast"'],
    [['dance'], 'dance'],
  ])('answers %j with one sentence and exit code 2', (args, words) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(oneSentence);
  });

  it('says which port is in use, and what to change', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = run('world', '--port', String(Math.min(port, 65_533)));
    server.close();
    expect(status).toBe(2);
    expect(stderr).toContain(String(port));
    expect(stderr).toMatch(oneSentence);
  });

  it('leads its help with examples, and lists the exit codes', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout.trimStart()).toMatch(/^Examples:/);
    expect(stdout).toContain('DIFFERENT');
    expect(stdout).toContain('--auto');
  });
});
