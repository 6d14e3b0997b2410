import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { toLine } from '../../src/line-file.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { HEAD, JOURNAL, LINES, writeShow } from '../helpers/journals.ts';
import { openTerminal } from '../helpers/terminal.ts';
import type { Terminal } from '../helpers/terminal.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The built program with a home of its own. */
function run(state: string, ...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, XDG_STATE_HOME: state };
    const child = execFile(process.execPath, ['--no-warnings', CLI, ...args], { env }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    );
    child.stdin?.end();
  });
}

/** A home with two shows: one that is over, and an older one that was cut off while it deleted. */
function homeOfTwo(): { readonly state: string; readonly shows: string } {
  const state = temporaryFolder();
  const shows = join(state, 'minuteback', 'shows');
  const cut = LINES.findIndex(({ event }) => event.type === 'started' && event.step === 'delete') + 1;
  writeShow(shows);
  writeShow(shows, {
    head: { ...HEAD, showId: '2026-11-23-000001', realAt: HEAD.realAt - 86_400_000 },
    lines: LINES.slice(0, cut),
  });
  return { state, shows };
}

describe('report', () => {
  it('prints the evidence of the newest show as Markdown', async () => {
    const { code, output, errors } = await run(homeOfTwo().state, 'report');
    expect(code).toBe(0);
    expect(errors).toBe('');
    expect(output).toContain('## ✓ VERIFIED');
    expect(output).toContain(HEAD.showId);
    expect(output.split('\n')[0]).toContain('REHEARSAL');
  });

  it('prints that of another show by the beginning of its id, in another format, without hosts', async () => {
    const { code, output } = await run(homeOfTwo().state, 'report', '2026-11-23', '--format', 'json', '--redact');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ showId: '2026-11-23-000001', redacted: true, rehearsal: true });
    expect(output).not.toContain('127.0.0.1');
  });

  it('writes a file for the user alone, in the format of its ending, and says where', async () => {
    const { state } = homeOfTwo();
    const path = join(state, 'evidence.html');
    const { code, output, errors } = await run(state, 'report', '--out', path);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(errors).toBe(`Wrote the evidence of show ${HEAD.showId} to ${path}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it.each([
    [
      'an unknown show',
      ['report', 'nope'],
      /There is no show "nope"\n {2}- .*2026-11-24-abcdef[\s\S]*minuteback shows/,
    ],
    ['an id that two begin with', ['report', '2026-11-2'], /More than one show begins with 2026-11-2/],
    [
      'an unknown format',
      ['report', '--format', 'pdf'],
      /--format "pdf" is not a format: choose one of md, html, json/,
    ],
    ['an ending that says no format', ['report', '--out', 'x.txt'], /"x.txt" does not say its format/],
    ['a folder', ['report', '--out', '.'], /is a folder: name a file in it/],
    ['a file in no folder', ['report', '--out', 'no/such/folder/x.md'], /could not be written to .*x\.md: ENOENT/],
    ['a replay of an unknown show', ['--replay', 'nope'], /There is no show "nope"/],
    ['a replay that presents', ['--replay', 'x', '--fresh'], /--fresh is for presenting one/],
    ['a replay of another namespace', ['--replay', 'x', '--target-gb', '1'], /--target-gb is for presenting one/],
    ['a replay at no speed', ['--replay', 'x', '--speed', '0'], /--speed "0" is not a number/],
  ])('refuses %s with exit code 2', async (_, args, words) => {
    const { code, output, errors } = await run(homeOfTwo().state, ...args);
    expect(errors).toMatch(words);
    expect({ code, output }).toEqual({ code: 2, output: '' });
  });

  it('says how to come to a show where there is none', async () => {
    const { code, errors } = await run(temporaryFolder(), 'report');
    expect(code).toBe(2);
    expect(errors).toMatch(/There is no show in .*\n {2}- Present one first/);
  });

  it('says so where the folder of the shows is none', async () => {
    const state = temporaryFolder();
    mkdirSync(join(state, 'minuteback'));
    writeFileSync(join(state, 'minuteback', 'shows'), '');
    for (const command of ['report', 'shows']) {
      const { code, errors } = await run(state, command);
      expect(code).toBe(2);
      expect(errors).toMatch(/The folder of the shows, .*, cannot be read: ENOTDIR/);
    }
  });
});

describe('shows', () => {
  it('lists them newest first, with where they stand and what can be done', async () => {
    const { state } = homeOfTwo();
    const { code, output } = await run(state, 'shows');
    const lines = output.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^2026-11-24-abcdef {2}2026-11-24 \d\d:\d\d:\d\d {2}rehearsal {2}11 of 12 Verify +VERIFIED$/,
    );
    expect(lines[1]).toMatch(/^2026-11-23-000001 .* 9 of 12 Delete documents +not over$/);
    expect(lines[2]).toContain('minuteback --resume 2026-11-23-000001');
    expect(lines[2]).toContain('minuteback report 2026-11-24-abcdef');
  });

  it('lists them as JSON, one a line', async () => {
    const { output } = await run(homeOfTwo().state, 'shows', '--json');
    const all = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(all).toMatchObject([
      {
        id: HEAD.showId,
        kind: 'rehearsal',
        step: 'verify',
        at: 11,
        of: 12,
        verdict: 'verified',
        over: true,
        presentedNow: false,
      },
      { id: '2026-11-23-000001', over: false },
    ]);
  });

  it('says which is being presented now, and what cannot be used, and leaves it where it is', async () => {
    const { state, shows } = homeOfTwo();
    writeFileSync(join(shows, '2026-11-23-000001', 'lock'), String(process.pid));
    const bad = writeShow(shows, { ...JOURNAL, head: { ...HEAD, showId: 'bad' } });
    writeFileSync(join(bad, 'journal.jsonl'), `${toLine(HEAD)}garbled\ngarbled\n`);
    const { output } = await run(state, 'shows');
    expect(output).toMatch(/Show bad cannot be used: its journal is garbled/);
    expect(existsSync(join(bad, 'journal.jsonl'))).toBe(true);
    expect(output).toMatch(/2026-11-23-000001 .*being presented now/);
    expect(output).not.toContain('--resume');
  });

  it('says how to come to one where there is none', async () => {
    expect(await run(temporaryFolder(), 'shows')).toEqual({
      code: 0,
      output: 'No show is kept yet: minuteback presents one\n',
      errors: '',
    });
  });
});

describe('a rehearsal that walked by itself', () => {
  const terminals: Terminal[] = [];
  afterEach(() => {
    for (const terminal of terminals.splice(0)) terminal.close();
  });

  it('is reported, and played again on the screen', { timeout: 90_000 }, async () => {
    const state = temporaryFolder();
    const show = await run(state, '--auto', '--plain', '--speed', '600', '--seed', '7');
    expect(show.code).toBe(0);
    const [id] = readdirSync(join(state, 'minuteback', 'shows'));
    const folder = join(state, 'minuteback', 'shows', id!);
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);

    const report = await run(state, 'report', '--format', 'json');
    expect(JSON.parse(report.output)).toMatchObject({
      showId: id,
      verdict: { verdict: { tag: 'verified' }, checks: [{ name: 'ids', result: 'good' }, {}, {}, {}, {}, {}, {}, {}] },
      restore: { outcome: 'worked', candidate: 'between-iterations', outlook: { tag: 'known' }, base: {} },
      notHeld: [],
    });

    const terminal = openTerminal({ args: ['--replay', id!, '--speed', '4'], env: { XDG_STATE_HOME: state } });
    terminals.push(terminal);
    await terminal.sees(`REPLAY of ${id!} x4`);
    terminal.press(' ');
    await terminal.sees('Paused: Space goes on');
    // By now it may be a step further.
    for (const _ of [1, 2, 3]) terminal.press('Left');
    await terminal.sees('1 of 12');
    for (const step of ['2 of 12', '3 of 12', '4 of 12']) {
      terminal.press('Right');
      await terminal.sees(step);
    }
    terminal.press('Left');
    await terminal.sees('3 of 12');
    terminal.press('?');
    await terminal.sees('twice as fast');
    terminal.press('Esc');
    await terminal.sees('Space go on');
    terminal.press(' ');
    await terminal.sees('✓ VERIFIED', 30_000);
    await terminal.sees('This is the end of the replay', 30_000);
    expect(terminal.text()).toContain('Recovery time (RTO)');
    expect(terminal.text()).not.toMatch(/REHEARSAL x/);
    terminal.press('q');
    expect(await terminal.ended()).toEqual({ code: 0, signal: 0 });
    expect(terminal.buffer()).toBe('normal');

    const plain = await run(state, '--replay', id!, '--speed', '1000');
    expect(plain.code).toBe(0);
    expect(plain.output).toMatch(/^REPLAY of show /);
    expect(plain.output.trimEnd().split('\n').at(-1)).toBe(`End of the replay of show ${id!}`);
    expect(plain.output).toMatch(/^VERIFIED .*rehearsal, seed 7/m);
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});
