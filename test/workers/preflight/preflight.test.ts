import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BugError } from '../../../src/errors.ts';
import type { Check } from '../../../src/wizard/checks.ts';
import { CHECKS } from '../../../src/wizard/checks.ts';
import { preflight } from '../../../src/workers/preflight/preflight.ts';
import { judgeNode } from '../../../src/workers/preflight/machine.ts';
import { createEngineLooks, HOSTS } from '../../helpers/looks.ts';
import { runToEnd } from '../../helpers/small-world.ts';
import type { Other } from './looked.ts';
import { contextWith, lookedAt, refuses } from './looked.ts';

const hangs = (): Promise<never> => new Promise(() => undefined);

describe('preflight', () => {
  it('finds nothing to say against a world that is as a show wants it, in the order of the list', async () => {
    const checks = await lookedAt();
    expect([...checks.keys()]).toEqual(CHECKS);
    const others = [...checks].filter(([name, { verdict }]) => verdict !== 'good' && name !== 'node');
    expect(others).toEqual([]);
  });

  it('wants a Node.js that the terminal library is made for', () => {
    expect(judgeNode('22.4.0')).toEqual({ verdict: 'good', seen: 'Node.js 22.4.0' });
    expect(judgeNode('20.19.0')).toMatchObject({ verdict: 'warning', fix: 'Use Node.js 22 or 24 on stage' });
  });

  it('tells of each finding as it comes, in a list that never changes its order', async () => {
    const { facts, result } = await runToEnd(preflight(contextWith({})));
    expect(facts.length).toBeGreaterThan(1);
    for (const { checks } of [...facts, result]) expect(checks.map(({ name }) => name)).toEqual(CHECKS);
    const looking = facts.map(({ checks }) => checks.filter(({ verdict }) => verdict === 'looking').length);
    expect(looking).toEqual([...looking].sort((a, b) => b - a));
  });

  it('hands on who is there and what a restore would replace, with sizes', async () => {
    const foreign = [{ name: 'orders', bytes: 1.5e9 }];
    const { result } = await runToEnd(
      preflight(contextWith({ database: { foreignDatabases: () => Promise.resolve(foreign) } })),
    );
    expect(result.set).toMatchObject({
      setName: 'rehearsal',
      foreignDatabases: ['orders'],
      foreignSizes: foreign,
    });
    expect(result.engine).toMatchObject({ projectName: 'Demo', clusterName: 'rehearsal', hosts: HOSTS });
  });

  it('says of a fault in this program what it is, and goes on', async () => {
    const checks = await lookedAt({ looks: { user: refuses(new BugError('a promise broke')) } });
    expect(checks.get('user')).toMatchObject({ verdict: 'bad', seen: 'a promise broke' });
    expect(checks.get('oplog')!.seen).toBe('not looked at: the primary lets nobody read');
    expect(checks.get('versions')!.verdict).toBe('good');
  });

  it('does not count the time that an answer took against who is spoken of', async () => {
    const small = contextWith({});
    const clock = { ...small.world.clock, now: () => at };
    let at = Date.UTC(2026, 0, 1);
    const looks = createEngineLooks({
      async agents(signal) {
        const seen = (await createEngineLooks().agents(signal)).map((agent) => ({ ...agent, lastSeenAt: at - 5000 }));
        at += 600_000;
        return seen;
      },
    });
    const world = { ...small.world, clock, engine: { ...small.world.engine, looks } };
    const { result } = await runToEnd(preflight({ ...small, world }));
    expect(result.checks.find(({ name }) => name === 'agents')!.verdict).toBe('good');
  });
});

describe('the time of a preflight', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** The checks when it has ended, and the milliseconds that it took. */
  async function timed(other: Other): Promise<readonly [readonly Check[], number]> {
    const startedAt = Date.now();
    const work = runToEnd(preflight(contextWith(other))).then(({ result }) => [result.checks, Date.now()] as const);
    await vi.advanceTimersByTimeAsync(60_000);
    const [checks, endedAt] = await work;
    return [checks, endedAt - startedAt];
  }

  it('gives one look three seconds, and says so', async () => {
    const [checks, tookMs] = await timed({ looks: { user: hangs } });
    expect(tookMs).toBe(3000);
    expect(checks.find(({ name }) => name === 'user')).toMatchObject({
      verdict: 'bad',
      seen: 'no answer within 3 s',
      fix: 'Look again, or see why it is slow',
    });
    const others = ['namespace', 'databases', 'disk', 'oplog'];
    expect(checks.filter(({ verdict }) => verdict === 'unproved').map(({ name }) => name)).toEqual(others);
  });

  it('ends after ten seconds, whatever hangs', async () => {
    const [checks, tookMs] = await timed({
      looks: { members: hangs, names: hangs },
      engineLooks: { agents: hangs, mayAutomate: hangs },
      engine: { automation: hangs, backup: hangs, coverage: hangs, restoreJobs: hangs },
    });
    expect(tookMs).toBe(10_000);
    expect(checks.filter(({ verdict }) => verdict === 'looking')).toEqual([]);
    const seen = (name: Check['name']) => checks.find((check) => check.name === name)!.seen;
    expect(seen('automation')).toBe('no answer within 3 s');
    expect(seen('restores')).toBe('not done within 10 s in all');
  });

  it('throws what the signal carries, at once', async () => {
    const stop = new AbortController();
    const work = runToEnd(preflight(contextWith({ looks: { user: hangs }, signal: stop.signal })));
    const [ended] = await Promise.all([
      work.catch((error: unknown) => error),
      vi.advanceTimersByTimeAsync(10).then(() => stop.abort(new Error('stopped'))),
    ]);
    expect(ended).toEqual(new Error('stopped'));
    expect(vi.getTimerCount()).toBe(0);
  });
});
