import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTerminal } from '../helpers/terminal.ts';
import type { Terminal, TerminalOptions } from '../helpers/terminal.ts';

const CRASH = fileURLToPath(new URL('../../dist/test/e2e/fixtures/crash.js', import.meta.url));

const opened: Terminal[] = [];
function open(options: TerminalOptions = {}): Terminal {
  const terminal = openTerminal({ ...options, args: ['--seed', '7', ...(options.args ?? [])] });
  opened.push(terminal);
  return terminal;
}
afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.close();
});

/** What stands below a preflight that has ended. */
const READY = 'Enter go on';

/** What every ending must leave: the normal screen with a cursor, and a line mode that echoes. */
function expectGivenBack(terminal: Terminal): void {
  expect(terminal.buffer()).toBe('normal');
  expect(terminal.isCursorShown()).toBe(true);
  expect(terminal.sent()).toContain('\u001b[?1049l');
}

it('walks the whole show by keys at 80x24, to VERIFIED', { timeout: 120_000 }, async () => {
  const terminal = open({ args: ['--speed', '1000'] });
  await terminal.sees(READY);
  await terminal.confirm('Enter');
  await terminal.sees('Enter load 1.07 GB');
  terminal.press('s');
  await terminal.sees('Enter start the backup');
  await terminal.confirm('Enter');
  await terminal.sees('Taken from', 40_000);
  await terminal.confirm('Enter');
  await terminal.sees(/Hash +md5/);
  expect(terminal.text()).toMatch(/Documents +451,904/);
  await terminal.confirm('Enter');
  await terminal.sees('Explain, 5 of 12');
  for (const step of [6, 7, 8, 9]) {
    terminal.press('PageDown');
    await terminal.sees(`${step} of 12`);
  }
  await terminal.confirm('Enter');
  await terminal.sees('Are you sure');
  await terminal.confirm('y');
  await terminal.sees(/Iteration +3/);
  terminal.press('Right');
  await terminal.sees('✓ Open');
  expect(terminal.text()).toMatch(/Restore point +before [\d:]+ +just before the first delete/);
  expect(terminal.text()).toContain('451,904 in total');
  await terminal.confirm('Enter');
  await terminal.sees("Type the replica set's name");
  terminal.press('rehearsal');
  await terminal.sees('name: rehearsal');
  terminal.press('Enter');
  await terminal.sees(/down/, 30_000);
  await terminal.sees('Enter go on', 60_000);
  expect(terminal.text()).toMatch(/✓ Goal reached/);
  await terminal.confirm('Enter');
  await terminal.sees('✓ VERIFIED');
  expect(terminal.text()).toContain('451,904 documents equal the expected set');
  await terminal.confirm('Enter');
  await terminal.sees('Recovery time (RTO)');
  await terminal.confirm('Enter');
  await terminal.sees('possible since', 40_000);
  terminal.press('q');
  expect(await terminal.ended()).toEqual({ code: 0, signal: 0 });
  expectGivenBack(terminal);
});

it('takes back a load: pauses it, stops it, and does not leave it while it runs', async () => {
  const terminal = open({ args: ['--from', 'load'] });
  await terminal.sees('Enter load 1.07 GB');
  await terminal.confirm('Enter');
  await terminal.sees(/\d,000 +of 65,536/);
  terminal.press('Right');
  await terminal.sees('A load is running');
  terminal.press('p');
  await terminal.sees('Paused: p goes on');
  terminal.press('Esc');
  await terminal.sees(/Added +[\d,]+ /);
  terminal.press('q');
  expect((await terminal.ended()).code).toBe(0);
});

describe('moving', () => {
  it('goes to any step and back without starting anything', async () => {
    const terminal = open();
    await terminal.sees(READY);
    terminal.press('Right');
    await terminal.sees('2 of 12');
    terminal.press('Right');
    await terminal.sees('3 of 12');
    terminal.press('Left');
    await terminal.sees('Adds documents');
    terminal.press('g');
    await terminal.sees('Go to');
    for (let k = 0; k < 6; k++) terminal.press('Down');
    await terminal.sees(/→ +8 /);
    await terminal.confirm('Enter');
    await terminal.sees('8 of 12');
    terminal.press('q');
    expect((await terminal.ended()).code).toBe(0);
  });

  it('asks before it quits while something runs', async () => {
    const terminal = open({ args: ['--from', 'snapshot'] });
    await terminal.sees('Enter start the backup');
    await terminal.confirm('Enter');
    await terminal.sees('Elapsed');
    terminal.press('q');
    await terminal.sees('Are you sure');
    terminal.press('x');
    await terminal.sees('Esc stop');
    terminal.press('q');
    await terminal.sees('Are you sure');
    await terminal.confirm('y');
    expect((await terminal.ended()).code).toBe(0);
    expectGivenBack(terminal);
  });
});

describe('the terminal', () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 50],
  ])('is filled without a clipped or missing row at %ix%i', async (columns, rows) => {
    const terminal = open({ columns, rows });
    await terminal.sees(READY);
    expect(terminal.buffer()).toBe('alternate');
    expect(terminal.screen()[0]).toContain('REHEARSAL x1');
    expect(terminal.text()).toContain('Enter');
    if (columns >= 110) expect(terminal.text()).toContain('Backup cursors');
  });

  it('says politely when it is too small, and goes on when it grows', async () => {
    const terminal = open({ columns: 71, rows: 20 });
    await terminal.sees('This terminal has 71 x 20');
    terminal.resize(80, 24);
    await terminal.sees(READY);
  });

  it('shows no ghosts after resizes', async () => {
    const terminal = open();
    await terminal.sees(READY);
    for (const [columns, rows] of [
      [120, 40],
      [90, 30],
      [60, 15],
      [200, 50],
      [80, 24],
    ] as const)
      terminal.resize(columns, rows);
    await terminal.sees(READY);
    const fresh = open();
    await fresh.sees(READY);
    const words = (of: Terminal): string => of.text().replaceAll(/\d+/g, '0');
    await vi.waitFor(() => expect(words(terminal)).toBe(words(fresh)), { timeout: 5000, interval: 50 });
  });

  it('is given back on Ctrl+C', async () => {
    const terminal = open();
    await terminal.sees('Preflight');
    terminal.press('CtrlC');
    expect((await terminal.ended(3000)).code).toBe(0);
    expectGivenBack(terminal);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('is given back on %s, with exit code %i', async (signal, code) => {
    const terminal = open();
    await terminal.sees('Preflight');
    terminal.kill(signal);
    expect((await terminal.ended(3000)).code).toBe(code);
    expectGivenBack(terminal);
  });

  it.each([
    ['throw', 'thrown in a timer'],
    ['reject', 'rejected, unheard'],
    ['render', 'thrown while drawing'],
  ])('is given back on a fault (%s), which is printed after it', async (how, words) => {
    const terminal = openTerminal({ script: CRASH, args: [how] });
    opened.push(terminal);
    await terminal.sees('What is in the database');
    expect((await terminal.ended()).code).toBe(1);
    expectGivenBack(terminal);
    expect(terminal.text()).toContain(words);
  });

  it('gets no colour with NO_COLOR', async () => {
    const terminal = open({ env: { NO_COLOR: '1' } });
    await terminal.sees(READY);
    // oxlint-disable-next-line no-control-regex
    expect(terminal.sent()).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38|48)[;m]/);
  });

  it('gets lines instead of a screen with TERM=dumb', async () => {
    const terminal = open({ env: { TERM: 'dumb' } });
    await terminal.sees('1/12 Preflight');
    expect(terminal.sent()).not.toContain('\u001b[?1049h');
    terminal.press('q\r');
    expect((await terminal.ended()).code).toBe(0);
  });
});
