import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../helpers/folder.ts';
import type { Terminal } from '../helpers/terminal.ts';
import { openTerminal } from '../helpers/terminal.ts';

const SECRETS = ['canary-password', 'canary-private'] as const;

/** Nobody listens there. */
function open(): { readonly terminal: Terminal; readonly state: string } {
  const state = temporaryFolder();
  const live = ['--uri', 'mongodb://ann@127.0.0.1:1', '--ops-manager', 'http://127.0.0.1:1'];
  const terminal = openTerminal({
    args: [...live, '--project', 'Demo', '--cluster', 'demo'],
    env: { XDG_STATE_HOME: state, MINUTEBACK_OM_PUBLIC_KEY: 'abcdefgh' },
  });
  onTestFinished(() => terminal.close());
  return { terminal, state };
}

it('asks for each secret that is missing, shows stars, and opens the show', async () => {
  const { terminal } = open();
  await terminal.sees('The password of ann on 127.0.0.1:1');
  terminal.press(`${SECRETS[0]}x`);
  await terminal.sees(`> ${'*'.repeat(SECRETS[0].length + 1)}_`);
  terminal.press('Backspace');
  await terminal.sees(`> ${'*'.repeat(SECRETS[0].length)}_`);
  terminal.press('Enter');
  await terminal.sees('The private API key for Ops Manager');
  expect(terminal.text()).not.toContain('The password of ann');
  // As a terminal pastes: https://invisible-island.net/xterm/xterm-paste64.html
  terminal.press(`\u001b[200~${SECRETS[1]}\n\u001b[201~`);
  await terminal.sees(`> ${'*'.repeat(SECRETS[1].length)}_`);
  terminal.press('Enter');
  await terminal.sees('LIVE');
  await terminal.sees('Preflight');
  for (const secret of SECRETS) expect(terminal.sent()).not.toContain(secret);
  terminal.press('q');
  expect((await terminal.ended()).code).toBe(0);
});

it('takes the rest of a glued line for an answer', async () => {
  const { terminal } = open();
  await terminal.sees('The password of ann');
  terminal.press(`${SECRETS[0]}\r`);
  await terminal.sees('The private API key');
  expect(terminal.sent()).not.toContain(SECRETS[0]);
  terminal.press('Enter');
  expect((await terminal.ended()).code).toBe(2);
  expect(terminal.text()).toContain('MINUTEBACK_OM_PRIVATE_KEY');
});

it('is left with Ctrl+C, and the cursor is there again', async () => {
  const { terminal } = open();
  await terminal.sees('The password of ann');
  terminal.press('CtrlC');
  expect((await terminal.ended()).code).toBe(130);
  expect(terminal.isCursorShown()).toBe(true);
});
