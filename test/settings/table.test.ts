import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Setting } from '../../src/settings/table.ts';
import { dashed, isSecret, SETTING_KEYS, SETTINGS } from '../../src/settings/table.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

const flagOf = (key: (typeof SETTING_KEYS)[number]): string => {
  const { takes }: Setting = SETTINGS[key];
  return takes === undefined ? dashed(key) : `${dashed(key)} ${takes.toUpperCase()}`;
};

it('is the table of settings in README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = SETTING_KEYS.map((key) => {
    const { env, words }: Setting = SETTINGS[key];
    const cells = [isSecret(key) ? '' : `\`${flagOf(key)}\``, `\`${env}\``, `\`${key}\``, words];
    return `| ${cells.join(' | ').replaceAll('ID|NAME', 'ID\\|NAME')} |`;
  });
  expect(readme).toContain(
    ['| flag | environment | in the file | what |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  );
});

it('is in the help, live settings in a group of their own', () => {
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', CLI, '--help'], { encoding: 'utf8' });
  const [before, live] = stdout.split('Presenting live:\n');
  for (const key of SETTING_KEYS.filter((one) => !isSecret(one))) {
    const { group, words }: Setting = SETTINGS[key];
    const lines = (group === 'live' ? live : before)!.split('\n');
    expect(lines.find((line) => line.startsWith(`  ${dashed(key)} `))).toContain(` ${words}`);
  }
  expect(stdout).not.toMatch(/--(password|private-key|public-key)/);
});
