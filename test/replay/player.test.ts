import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runReplayLines } from '../../src/faces/replay-lines.ts';
import { createReplay } from '../../src/replay/player.ts';
import type { ReplayClock } from '../../src/replay/player.ts';
import { toFirstState } from '../../src/replay/fold.ts';
import { toScenes } from '../../src/replay/scenes.ts';
import { hintsFor, resolveKey } from '../../src/wizard/keymap.ts';
import { badge } from '../../src/wizard/copy/frame.ts';
import { replayLine } from '../../src/wizard/copy/replay.ts';
import type { State } from '../../src/wizard/state.ts';
import { openApp } from '../helpers/draw.ts';
import { BEGAN, HEAD, JOURNAL, RECORDING } from '../helpers/journals.ts';

/** Real time that a test turns: what falls due meanwhile is called in its order. */
function createTurnedClock() {
  let now = 1_000_000;
  let calls: { at: number; call: () => void }[] = [];
  const clock: ReplayClock = {
    now: () => now,
    after(ms, call) {
      const entry = { at: now + ms, call };
      calls.push(entry);
      return () => {
        calls = calls.filter((one) => one !== entry);
      };
    },
  };
  return {
    clock,
    pending: () => calls.length,
    pass: (ms: number) => {
      const until = now + ms;
      for (;;) {
        const due = calls.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        calls = calls.filter((one) => one !== due);
        now = Math.max(now, due.at);
        due.call();
      }
      now = until;
    },
  };
}

const SCENES = toScenes(JOURNAL, RECORDING);
const LASTS_MS = SCENES.at(-1)!.at;

function open(speed = 1, scenes = SCENES) {
  const time = createTurnedClock();
  const first = toFirstState(HEAD, { snapshotMs: [], restoreMs: [] }, '/shows/x', speed);
  const replay = createReplay({ first, beganAt: HEAD.storyAt, scenes, clock: time.clock });
  const seen: State[] = [];
  replay.store.subscribe((state) => seen.push(state));
  const press = (...names: readonly string[]): void => {
    for (const name of names) {
      const event = resolveKey(replay.store.getState(), { name }, time.clock.now());
      if (event) replay.dispatch(event);
    }
  };
  const state = (): State => replay.store.getState();
  return { ...time, replay, seen, press, state, facts: () => state().about.replay! };
}

describe('left alone', () => {
  it('plays to the end at the speed it had, and stays there', () => {
    const { pass, state, facts, pending } = open();
    expect(state().stage.shown).toBe('preflight');
    pass(LASTS_MS - 1);
    expect(facts().ended).toBe(false);
    pass(1);
    expect(facts().ended).toBe(true);
    expect(state()).toMatchObject({ stage: { shown: 'verify' }, show: { results: { verify: { found: 511_440 } } } });
    expect(replayLine(state().about)).toContain('end of the replay');
    expect(pending()).toBe(0);
    pass(1_000_000);
    expect(state().stage.shown).toBe('verify');
  });

  it('shows every scene by itself, however fast it is', () => {
    const { pass, seen } = open(1000);
    pass(LASTS_MS);
    expect(new Set(seen.map(({ stage }) => stage.shown))).toEqual(
      new Set(['preflight', 'load', 'snapshot', 'stats', 'cursors', 'delete', 'restore', 'verify']),
    );
    expect(seen.some(({ show }) => show.phases.restore.tag === 'running')).toBe(true);
  });

  it('tells the story time of the show', () => {
    const { pass, replay } = open();
    expect(replay.storyNow()).toBe(BEGAN);
    pass(40);
    expect(replay.storyNow()).toBeGreaterThan(BEGAN + 2000);
    pass(LASTS_MS);
    expect(replay.storyNow()).toBe(SCENES.at(-1)!.storyAt);
  });

  it('takes a tenth of the time at tenfold speed', () => {
    const { pass, facts } = open(10);
    pass(LASTS_MS / 10 - 1);
    expect(facts().ended).toBe(false);
    pass(2);
    expect(facts().ended).toBe(true);
  });
});

describe('its keys', () => {
  it('pause, and go on where it was', () => {
    const { pass, press, replay, facts, pending } = open();
    pass(100);
    press(' ');
    expect(facts().paused).toBe(true);
    const stood = replay.storyNow();
    pass(60_000);
    expect(replay.storyNow()).toBe(stood);
    expect(pending()).toBe(0);
    press('p');
    pass(LASTS_MS - 101);
    expect(facts().ended).toBe(false);
    pass(1);
    expect(facts().ended).toBe(true);
  });

  it('go to the next step and to the previous one, paused or not', () => {
    const { press, state, pass } = open();
    const shown: string[] = [];
    for (const key of [' ', 'right', 'right', 'pagedown', 'left', 'left', 'left', 'left']) {
      press(key);
      shown.push(state().stage.shown);
    }
    expect(shown).toEqual(['preflight', 'load', 'snapshot', 'stats', 'snapshot', 'load', 'preflight', 'preflight']);
    press(...Array.from({ length: 20 }, () => 'right'));
    expect(state().about.replay).toMatchObject({ ended: true });
    press('left');
    expect(state()).toMatchObject({ stage: { shown: 'restore' }, about: { replay: { ended: false, paused: true } } });
    expect(state().show.results.restore).toBeUndefined();
    press(' ');
    pass(LASTS_MS);
    expect(state().about.replay?.ended).toBe(true);
  });

  it('come to the same state forward and back', () => {
    const [one, other] = [open(), open()];
    for (const { press } of [one, other]) press(' ', 'right', 'right', 'right');
    other.press('right', 'right', 'left', 'left');
    const plain = ({ stage: { changedAt: _at, ...stage }, ...state }: State) => ({ ...state, stage });
    expect(plain(other.state())).toEqual(plain(one.state()));
  });

  it('change the speed, without a jump', () => {
    const { press, pass, replay, facts } = open();
    pass(100);
    const before = replay.storyNow();
    press('+', '+', '-');
    expect(facts().speed).toBe(2);
    expect(replay.storyNow()).toBe(before);
    press(...Array.from({ length: 20 }, () => '-'));
    expect(facts().speed).toBe(0.25);
    press(...Array.from({ length: 20 }, () => '+'));
    expect(facts().speed).toBe(1000);
  });

  it('blank the screen, open and close the help, and quit', () => {
    const { press, state, replay } = open();
    const cues: string[] = [];
    replay.onCue(({ type }) => cues.push(type));
    press('b');
    expect(state().stage.blank).toBe(true);
    press('right');
    expect(state().stage.shown).toBe('preflight');
    press('.', '?');
    expect(state().stage).toMatchObject({ blank: false, overlay: { tag: 'help' } });
    press('escape');
    expect(state().stage.overlay).toBeUndefined();
    press('ctrl+l', 'q', 'ctrl+c');
    expect(cues).toEqual(['redraw', 'quit', 'quit']);
  });

  it('are all that is heard: nothing of a show can be begun, skipped or typed', () => {
    const { press, state } = open();
    press(' ');
    const before = state();
    press('return', 's', 'e', 't', 'r', 'g', 'n', 'f', 'y', 'rehearsal', 'escape');
    expect({ ...state(), stage: { ...state().stage, changedAt: 0 } }).toEqual({
      ...before,
      stage: { ...before.stage, changedAt: 0 },
    });
  });
});

it('says what it is in the badge, the line above the keys, and the keys', () => {
  const { state, press } = open(2);
  expect(badge(state().about, state().stage)).toBe(`REPLAY of ${HEAD.showId} x2`);
  expect(replayLine(state().about)).toContain('Replay of a rehearsal');
  press(' ');
  expect(replayLine(state().about)).toContain('Paused');
  expect(hintsFor(state()).map(({ keys, does }) => `${keys} ${does}`)).toEqual([
    'Space go on',
    'Right next step',
    'Left previous step',
    '+ faster',
    '- slower',
    'b blank',
    '? help',
    'q quit',
  ]);
});

it('says that a stretch of nothing is shortened, while it is', () => {
  const later = JOURNAL.lines.map((line) => ({
    ...line,
    realAt: line.realAt + (line.storyAt > BEGAN + 400_000 ? 90_000 : 0),
  }));
  const scenes = toScenes({ ...JOURNAL, lines: later }, []);
  const { pass, state } = open(1, scenes);
  const ends = scenes.find(({ leftOutMs }) => leftOutMs !== undefined)!;
  pass(ends.at - 1000);
  expect(replayLine(state().about)).toMatch(/^For 1 min \d\d s nothing happened: shortened to 2 s$/);
  pass(1001);
  expect(replayLine(state().about)).not.toContain('shortened');
});

it('draws each screen as the show had it, marked as a replay, in 80 by 24', async () => {
  const { press, state } = open();
  press(' ');
  const app = await openApp(state());
  try {
    for (const _ of SCENES) {
      await app.turn(state());
      const lines = app.lines();
      expect(lines).toHaveLength(24);
      expect(lines[0]).toContain(`REPLAY of ${HEAD.showId}`);
      expect(lines.join('\n')).not.toMatch(/REHEARSAL|LIVE /);
      expect(lines.slice(-2).join(' ')).toContain('q quit');
      for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(80);
      if (state().about.replay?.ended) break;
      press('right');
    }
    expect(app.frame()).toContain('✓ VERIFIED');
    expect(app.frame()).toContain('511,440');
    press('?');
    await app.turn(state());
    expect(app.frame()).toContain('twice as fast');
    expect(app.frame()).not.toContain('skip the step');
  } finally {
    app.close();
  }
});

it('is told in lines to its end, with the times of the show', async () => {
  const { replay, pass } = open(100);
  let text = '';
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const told = runReplayLines(replay, output, new AbortController().signal);
  pass(LASTS_MS);
  await told;
  const lines = text.trimEnd().split('\n');
  expect(lines[0]).toBe(
    `REPLAY of show ${HEAD.showId}, a rehearsal on 2026-11-24 13:03:27 UTC: nothing is opened, asked or written`,
  );
  expect(lines.at(-1)).toBe(`End of the replay of show ${HEAD.showId}`);
  expect(text).toMatch(/verify +VERIFIED 511,440 documents/);
  expect(text).toMatch(/14:03:17 {2}delete +9\/12 Delete documents|:03:17 {2}delete/);
});
