import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseLines } from '../../src/line-file.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { openTerminal } from '../helpers/terminal.ts';
import type { Terminal } from '../helpers/terminal.ts';

// Each of these starts the program twice or more.
vi.setConfig({ testTimeout: 60_000 });

const opened: Terminal[] = [];
function open(state: string, ...args: string[]): Terminal {
  const terminal = openTerminal({ args, env: { XDG_STATE_HOME: state } });
  opened.push(terminal);
  return terminal;
}
afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.close();
});

function folderIn(state: string): string {
  const shows = join(state, 'minuteback', 'shows');
  return join(shows, readdirSync(shows)[0]!);
}

interface WorldEntry {
  readonly tag: string;
  readonly changes?: readonly { readonly tag: string; readonly in: string }[];
}

/** Everything that the rehearsal world was ever asked to change, but for who has it. */
function changesIn(state: string): readonly unknown[] {
  const { values } = parseLines(readFileSync(join(folderIn(state), 'world.jsonl')));
  // A note that is written again, or taken back; those of loads stay.
  const isLease = ({ changes }: WorldEntry): boolean =>
    changes?.[0]?.tag === 'wholeGone' && changes.every((change) => change.in === 'minuteback.shows');
  return (values as readonly WorldEntry[]).filter((entry) => ['write', 'call'].includes(entry.tag) && !isLease(entry));
}

/** A show that was killed while it deleted. */
async function killedInDelete(state: string): Promise<string> {
  const terminal = open(state, '--seed', '7', '--from', 'delete');
  await terminal.sees('Enter delete');
  await terminal.confirm('Enter');
  await terminal.sees('Are you sure');
  await terminal.confirm('y');
  await terminal.sees(/Iteration +2/);
  terminal.kill('SIGKILL');
  await terminal.ended();
  return folderIn(state).split('/').at(-1)!;
}

it('offers a show that was killed, takes it up where it stood, and begins nothing by itself', async () => {
  const state = temporaryFolder();
  const id = await killedInDelete(state);
  const before = changesIn(state);
  const terminal = open(state);
  await terminal.sees(`Show ${id} stood at Delete documents (9 of 12), cut off at`);
  // Enter is deaf for half a second, as everywhere.
  terminal.press('Enter');
  await terminal.confirm('Enter');
  await terminal.sees(/9 of 12/);
  await terminal.sees(/Deleted in all +[\d,]+/);
  await terminal.sees('Enter go on');
  terminal.press('q');
  expect((await terminal.ended()).code).toBe(0);
  expect(changesIn(state)).toEqual(before);
});

it('takes up from an offer what another terminal has done since, and loses none of it', async () => {
  const state = temporaryFolder();
  const id = await killedInDelete(state);
  const offering = open(state);
  await offering.sees(`Show ${id} stood at`);
  const other = open(state, '--resume', id);
  await other.sees('Enter go on');
  other.press('Right');
  await other.sees('10 of 12');
  other.press('q');
  expect((await other.ended()).code).toBe(0);
  const journal = readFileSync(join(folderIn(state), 'journal.jsonl'), 'utf8');
  await offering.confirm('Enter');
  await offering.sees('10 of 12');
  offering.press('q');
  expect((await offering.ended()).code).toBe(0);
  expect(readFileSync(join(folderIn(state), 'journal.jsonl'), 'utf8').slice(0, journal.length)).toBe(journal);
});

it('begins another show on n, and leaves the old one as it was', async () => {
  const state = temporaryFolder();
  const id = await killedInDelete(state);
  const journal = readFileSync(join(folderIn(state), 'journal.jsonl'));
  const terminal = open(state);
  await terminal.sees('A show is not over yet');
  terminal.press('n');
  await terminal.sees('1 of 12');
  terminal.press('q');
  expect((await terminal.ended()).code).toBe(0);
  expect(readFileSync(join(state, 'minuteback', 'shows', id, 'journal.jsonl'))).toEqual(journal);
});

describe('a show cannot be taken up', () => {
  it('when its ledger is garbled: said with what to do, exit code 2', async () => {
    const state = temporaryFolder();
    const id = await killedInDelete(state);
    const path = join(folderIn(state), 'ledger.jsonl');
    const content = readFileSync(path);
    content[content.length >> 1]! ^= 1;
    writeFileSync(path, content);
    const terminal = open(state, '--resume', id);
    expect((await terminal.ended()).code).toBe(2);
    expect(terminal.text().replaceAll('\n', '')).toContain('is garbled');
    expect(terminal.text()).toContain('--fresh');
  });

  it('when the world of its rehearsal is gone: no new one takes its place', async () => {
    const state = temporaryFolder();
    const id = await killedInDelete(state);
    rmSync(join(folderIn(state), 'world.jsonl'));
    const terminal = open(state, '--resume', id);
    expect((await terminal.ended()).code).toBe(2);
    expect(terminal.text().replaceAll('\n', '')).toContain('what is kept of its rehearsal is gone');
    expect(terminal.text()).toContain(`--replay ${id}`);
    expect(readdirSync(folderIn(state))).not.toContain('lock');
  });

  it('when there is none of that name', async () => {
    const terminal = open(temporaryFolder(), '--resume', 'nothing');
    expect((await terminal.ended()).code).toBe(2);
    expect(terminal.text()).toContain('There is no show "nothing"');
  });
});

it('says that there is nothing to resume, and starts afresh', async () => {
  const terminal = open(temporaryFolder(), '--resume', '--plain');
  await terminal.sees('Nothing is there to be resumed: this is a fresh show');
  await terminal.sees('1/12 Preflight');
});

it('goes on without a journal where the home cannot be written, but destroys nothing', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const terminal = open(file, '--seed', '7', '--from', 'delete');
  await terminal.sees('Enter delete');
  await terminal.confirm('Enter');
  await terminal.sees('Are you sure');
  await terminal.confirm('y');
  await terminal.sees('the journal of this show cannot be written');
  await terminal.sees('ENOTDIR');
  terminal.press('Right');
  await terminal.sees('10 of 12');
  terminal.press('q');
  expect((await terminal.ended()).code).toBe(0);
});
