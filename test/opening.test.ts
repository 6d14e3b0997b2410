import { appendFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toConfig } from '../src/settings/config.ts';
import type { ShelvedShow } from '../src/keep/shelf.ts';
import { toLine } from '../src/line-file.ts';
import type { Choice, OpenedShow } from '../src/opening.ts';
import { chooseShow, openFresh, openResumed } from '../src/opening.ts';
import { temporaryFolder } from './helpers/folder.ts';
import { HEAD, LINES, writeShow } from './helpers/journals.ts';
import { NOW } from './helpers/states.ts';

const CONFIG = toConfig({});
const AT = { realAt: NOW, storyAt: NOW };
const DELETES = LINES.findIndex(({ event }) => event.type === 'started' && event.step === 'delete') + 1;

/** A show that was cut off while it deleted, and the choice that a terminal offers. */
function offered(): { readonly choice: Choice; readonly show: ShelvedShow; readonly journal: string } {
  const shows = temporaryFolder();
  const folder = writeShow(shows, { head: HEAD, lines: LINES.slice(0, DELETES) });
  writeFileSync(join(folder, 'world.jsonl'), '');
  const choice = chooseShow(CONFIG, shows);
  return { choice, show: choice.offer!, journal: join(folder, 'journal.jsonl') };
}

function leave({ kept, release }: OpenedShow): void {
  kept.keeper.note({ type: 'left' }, AT);
  kept.keeper.close();
  release();
}

/** Files in this folder that this process has open, where the platform tells. */
function openIn(folder: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

it('says that another show is not over where flags begin a new one, and nothing where that was asked for', () => {
  const { choice, show } = offered();
  expect(chooseShow(toConfig({ seed: '7' }), choice.showsFolder).notices).toEqual([
    expect.stringContaining(`--resume ${show.id}`),
  ]);
  expect(chooseShow(toConfig({ fresh: true }), choice.showsFolder).notices).toEqual([]);
});

describe('a live show', () => {
  const key = { publicKey: 'p', privateKey: 'canary' };
  const target = (uri: string, project = 'Demo') =>
    ({ kind: 'live', uri, opsManager: { url: 'https://om:8443/', project, cluster: 'demo', ...key } }) as const;
  const begin = { tag: 'offer' } as const;
  const here = target('mongodb://ann:canary@b:1,A/?replicaSet=rs');

  /** One that was cut off, without a world of its own. */
  function cutOff() {
    const shows = temporaryFolder();
    const config = { ...CONFIG, target: here };
    const opened = openFresh(config, '0.1.0', chooseShow({ begin, target: here }, shows));
    opened.kept.keeper.keep(
      [{ type: 'started', step: 'delete', run: 1, at: NOW, input: config.show.delete }],
      { type: 'opened', ...AT },
      true,
    );
    opened.kept.keeper.close();
    opened.release();
    return { shows, id: config.show.showId, config };
  }

  it('is offered to those who name the same systems, in whatever order', () => {
    const { shows, id } = cutOff();
    expect(chooseShow({ begin, target: here }, shows).offer?.id).toBe(id);
    expect(
      chooseShow({ begin, target: target('mongodb://bob@a:27017,b:1/?replicaSet=rs&tls=true') }, shows).offer?.id,
    ).toBe(id);
    expect(chooseShow({ begin, target: target('mongodb://b:1/?replicaSet=rs') }, shows).offer).toBeUndefined();
    expect(chooseShow({ begin, target: target(here.uri, 'Other') }, shows).offer).toBeUndefined();
    expect(chooseShow({ begin, target: { kind: 'rehearsal' } }, shows).offer).toBeUndefined();
  });

  it('is not resumed with others, and says with which it was begun', () => {
    const { shows, id } = cutOff();
    const resume = { tag: 'resume', id } as const;
    const about = 'about mongodb://a:27017,b:1/?replicaSet=rs https://om:8443 Demo/demo, and not about';
    expect(() => chooseShow({ begin: resume, target: { kind: 'rehearsal' } }, shows)).toThrow(`${about} rehearsal`);
    expect(() => chooseShow({ begin: resume, target: target('mongodb://c') }, shows)).toThrow(
      `${about} mongodb://c:27017/`,
    );
  });

  it('goes on without a rehearsal’s history, and keeps no secret', () => {
    const { shows, id, config } = cutOff();
    const choice = chooseShow({ begin: { tag: 'resume', id }, target: here }, shows);
    const opened = openResumed(config, choice, choice.resume!);
    expect(opened.kept.resumed).toMatchObject({ lastRun: 1 });
    leave(opened);
    expect(readFileSync(join(shows, id, 'journal.jsonl'), 'utf8')).not.toContain('canary');
  });
});

it('goes on with the write concern that the show was begun with, or is told where an earlier version kept none', () => {
  const shows = temporaryFolder();
  const begun = toConfig({ w: 'majority' });
  const fresh = openFresh(begun, '0.1.0', chooseShow(begun, shows));
  fresh.kept.keeper.keep(
    [{ type: 'started', step: 'delete', run: 1, at: NOW, input: begun.show.delete }],
    { type: 'opened', ...AT },
    true,
  );
  writeFileSync(join(shows, begun.show.showId, 'world.jsonl'), '');
  leave(fresh);
  const choice = chooseShow(CONFIG, shows);
  const opened = openResumed(CONFIG, choice, choice.offer!);
  expect(opened.writeConcern).toBe('majority');
  leave(opened);
  const { choice: older, show } = offered();
  const resumed = openResumed({ ...CONFIG, writeConcern: 2 }, older, show);
  expect(resumed.writeConcern).toBe(2);
  leave(resumed);
});

it('does not resume a rehearsal with a real set', () => {
  const { choice, show } = offered();
  const target = { kind: 'live', uri: 'mongodb://db1' } as const;
  expect(() => chooseShow({ begin: { tag: 'resume', id: show.id }, target }, choice.showsFolder)).toThrow(
    `Show ${show.id} is a rehearsal, and not about mongodb://db1:27017/`,
  );
});

describe('a show taken up from an offer that has become old', () => {
  it('keeps what another terminal has done since, and stands where that left it', () => {
    const { choice, show, journal } = offered();
    const other = openResumed(CONFIG, choice, show);
    other.kept.keeper.keep([{ type: 'showed', step: 'restore' }], { type: 'opened', ...AT }, true);
    leave(other);
    const before = readFileSync(journal, 'utf8');
    const opened = openResumed(CONFIG, choice, show);
    expect(opened.kept.resumed).toMatchObject({ shown: 'restore', left: true });
    leave(opened);
    expect(readFileSync(journal, 'utf8').slice(0, before.length)).toBe(before);
    expect(openIn(show.folder)).toEqual([]);
  });

  it.each([
    [
      'is over by now',
      (journal: string) => appendFileSync(journal, LINES.slice(DELETES).map(toLine).join('')),
      'is over',
    ],
    [
      "is another program's by now",
      (journal: string) => writeFileSync(journal, 'a\nb\n'),
      'was not written by this program',
    ],
    ['has gone', (journal: string) => rmSync(journal), 'its journal is gone'],
  ])('is refused when it %s', (_, change, why) => {
    const { choice, show, journal } = offered();
    change(journal);
    expect(() => openResumed(CONFIG, choice, show)).toThrow(
      expect.objectContaining({ kind: 'setup', message: expect.stringContaining(why) }),
    );
    expect(readdirSync(show.folder)).not.toContain('lock');
  });
});

it('takes up no rehearsal whose world is gone: a new one would know nothing of it', () => {
  const { choice, show } = offered();
  rmSync(join(show.folder, 'world.jsonl'));
  expect(() => openResumed(CONFIG, choice, show)).toThrow(
    expect.objectContaining({
      kind: 'setup',
      message: expect.stringContaining('what is kept of its rehearsal is gone'),
      nextSteps: ['Begin another with --fresh', `Look into ${show.folder}`, `Replay it with --replay ${show.id}`],
    }),
  );
  expect(readdirSync(show.folder)).not.toContain('lock');
});

describe('a folder that cannot be held', () => {
  it('is said to be held by whom', () => {
    const { choice, show } = offered();
    writeFileSync(join(show.folder, 'lock'), String(process.ppid));
    expect(() => openResumed(CONFIG, choice, show)).toThrow(
      expect.objectContaining({ kind: 'setup', message: expect.stringMatching(/^The show in .* is being presented/) }),
    );
    expect(readFileSync(join(show.folder, 'lock'), 'utf8')).toBe(String(process.ppid));
  });

  it('is no bug of this program', () => {
    const { choice, show } = offered();
    // Nobody may write there, not even root.
    mkdirSync(join(show.folder, 'lock'));
    expect(() => openResumed(CONFIG, choice, show)).toThrow(
      expect.objectContaining({
        kind: 'setup',
        message: expect.stringMatching(/^Show .* cannot be resumed: EISDIR/),
        nextSteps: ['Begin another with --fresh', `Look into ${show.folder}`],
      }),
    );
  });
});

describe('what was opened is closed and let go', () => {
  it('when a show cannot be taken up after all', () => {
    const { choice, show } = offered();
    writeFileSync(join(show.folder, 'ledger.jsonl'), 'a\nb\n');
    expect(() => openResumed(CONFIG, choice, show)).toThrow('is garbled');
    expect(openIn(show.folder)).toEqual([]);
    expect(readdirSync(show.folder)).not.toContain('lock');
  });

  it('when a new show cannot be kept after all', () => {
    const shows = temporaryFolder();
    const unwritable = { ...CONFIG, db: 1n as never };
    const { kept } = openFresh(
      unwritable,
      '0.1.0',
      chooseShow({ ...unwritable, begin: { tag: 'fresh', asked: true } }, shows),
    );
    expect(kept.keeper.keep([], { type: 'opened', ...AT }, true)).toContain('BigInt');
    expect(openIn(shows)).toEqual([]);
    expect(readdirSync(join(shows, CONFIG.show.showId))).not.toContain('lock');
  });
});
