import { describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../../src/errors.ts';
import type { Examination } from '../../src/commands/doctor.ts';
import { examine } from '../../src/commands/doctor.ts';
import { toConfig } from '../../src/settings/config.ts';
import { CHECKS } from '../../src/wizard/checks.ts';
import type { Other } from '../workers/preflight/looked.ts';
import { contextWith, refuses, TERMINAL } from '../workers/preflight/looked.ts';

const never = new AbortController().signal;

async function printed(other: Other, how: Partial<Examination> = {}) {
  const lines: string[] = [];
  const code = await examine({
    world: contextWith(other).world,
    config: { show: toConfig({}, {}).show },
    terminal: TERMINAL,
    signal: never,
    json: false,
    print: (line) => lines.push(line),
    ...how,
  });
  return { lines, code };
}

const lost: Other = {
  looks: { members: refuses(new UnreachableError('nobody answers', { nextSteps: ['Start it'] })) },
};

describe('minuteback doctor', () => {
  it('prints every check in its order, and ends well when none has failed', async () => {
    const { lines, code } = await printed({});
    expect(code).toBe(0);
    expect(lines.filter((line) => /^(good|warning) /.test(line))).toHaveLength(CHECKS.length);
    expect(lines).toContain('good      Replica set        rehearsal, primary 127.0.0.1:28001');
    expect(lines.at(-1)).toMatch(/^\n2[45] good/);
  });

  it('says what to do below what has failed, the same only once, and ends with 2', async () => {
    const { lines, code } = await printed({ ...lost, engine: { looks: undefined as never } });
    expect(code).toBe(2);
    const at = lines.indexOf('failed    Replica set        nobody answers');
    expect(lines[at + 1]).toBe('          -> Start it');
    expect(lines.filter((line) => line.includes('give --ops-manager'))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/1 failed/);
  });

  it('prints an object a line for other programs, and a summary', async () => {
    const { lines, code } = await printed(lost, { json: true });
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects.slice(0, -1).map(({ check }) => check)).toEqual(CHECKS);
    expect(objects).toContainEqual({
      check: 'set',
      name: 'Replica set',
      verdict: 'bad',
      seen: 'nobody answers',
      fix: 'Start it',
    });
    expect(objects.at(-1)).toMatchObject({ summary: { bad: 1 }, exit: 2 });
    expect(code).toBe(2);
  });

  it('looks for less where nothing is to be changed', async () => {
    const privileges = [
      {
        resource: { tag: 'namespace' as const, db: '', coll: '' },
        actions: ['find', 'collStats', 'listIndexes', 'dbHash'],
      },
      { resource: { tag: 'cluster' as const }, actions: ['listDatabases'] },
    ];
    const looks = { user: () => Promise.resolve({ users: ['u@admin'], accessControl: true, privileges }) };
    expect((await printed({ looks })).code).toBe(2);
    const { show } = toConfig({}, {});
    expect((await printed({ looks }, { config: { show: { ...show, readOnly: true } } })).code).toBe(0);
  });

  it('stops with what the signal carries', async () => {
    const stop = new AbortController();
    const work = printed({ looks: { user: () => new Promise(() => undefined) } }, { signal: stop.signal });
    stop.abort(new RefusedError('stopped'));
    await expect(work).rejects.toThrow('stopped');
  });
});
