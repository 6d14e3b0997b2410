import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toConfig } from '../../../src/settings/config.ts';
import { RULES, STEPS } from '../../../src/wizard/steps.ts';
import { DRILLS, toInjections } from '../../../src/world/rehearsal/drills.ts';

it('is the table of faults in README', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const rows = DRILLS.map(({ name, step, says }) => `| \`${name}\` | ${step} | ${says} |`).join('\n');
  expect(readme).toContain(`| --- | --- | --- |\n${rows}\n`);
});

it('has each name once, a sentence, and a step that works', () => {
  expect(new Set(DRILLS.map(({ name }) => name)).size).toBe(DRILLS.length);
  for (const { name, says, step } of DRILLS) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(says).toMatch(/^[A-Z].*[^.]\.$/);
    expect(RULES[step].starts).not.toBe('beats');
  }
});

it('injects data that a thread can be sent, the same for the same seed', () => {
  for (const drill of DRILLS) {
    const injections = toInjections(drill, 7);
    expect(injections.length).toBeGreaterThan(0);
    expect(structuredClone(injections)).toEqual(toInjections(drill, 7));
  }
  const elections = [1, 2, 3, 4, 5].flatMap((seed) => DRILLS.flatMap((drill) => toInjections(drill, seed)));
  const lasting = elections.flatMap((one) => ('tag' in one && one.tag === 'step-down' ? [one.electionMs] : []));
  expect(new Set(lasting).size).toBe(5);
  expect(Math.min(...lasting)).toBeGreaterThanOrEqual(1000);
  expect(Math.max(...lasting)).toBeLessThan(12_000);
});

it('is asked for by name, for its own step or for another', () => {
  const { drills } = toConfig({ fault: ['connection-cut', 'primary-steps-down@load'] });
  expect(drills.map(({ drill, step }) => [drill.name, step])).toEqual([
    ['connection-cut', 'delete'],
    ['primary-steps-down', 'load'],
  ]);
  expect(toConfig({}).drills).toEqual([]);
  expect(STEPS).toEqual(expect.arrayContaining(DRILLS.map(({ step }) => step)));
});
