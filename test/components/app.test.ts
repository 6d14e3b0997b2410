import { afterEach, describe, expect, it, vi } from 'vitest';
import type { State } from '../../src/wizard/state.ts';
import type { Overlay } from '../../src/wizard/stage.ts';
import { STEPS } from '../../src/wizard/steps.ts';
import { createElement } from 'react';
import { OpeningBody } from '../../components/Opening.tsx';
import * as states from '../helpers/break-states.ts';
import { drawLines, openApp } from '../helpers/draw.ts';
import { DONE, NOW, OP_TIME, RESULTS, running, STARTED, stateWith, watching } from '../helpers/states.ts';

const opened: { close(): void }[] = [];
async function open(state: State, size = {}) {
  const app = await openApp(state, size);
  opened.push(app);
  return app;
}
afterEach(() => {
  for (const app of opened.splice(0)) app.close();
});

const load = stateWith({ shown: 'load', phases: { preflight: DONE }, results: RESULTS, asides: watching() });

it('shows step, place in the rundown, badge with its speed, and the main key first', async () => {
  const lines = (await open(load)).lines();
  expect(lines[0]).toMatch(/Minute Back +Prepare, 2 of 12 +REHEARSAL x1/);
  expect(lines[1]).toMatch(/Load documents +✓\[•\]• •/);
  expect(lines[22]).toMatch(/^ {2}Enter load 1.07 GB/);
});

it('shows the speed at which the rehearsal runs, and in live what it works on', async () => {
  expect((await open({ ...load, stage: { ...load.stage, rate: 60 } })).frame()).toContain('REHEARSAL x60');
  const live = await open({ ...load, about: { ...load.about, kind: 'live' } });
  expect(live.lines()[0]).toMatch(/ LIVE 127.0.0.1:28001 \+2$/);
  expect(live.frame()).not.toContain('REHEARSAL');
  const shownUri = 'mongodb://ip-172-31-41-251.eu-west-3.compute.internal:27017/';
  const alone = await open({ ...load, about: { ...load.about, kind: 'live', shownUri } });
  expect(alone.lines()[0]).toMatch(/ LIVE ip-172-31-41-251…:27017$/);
});

describe('in every terminal that is large enough', () => {
  it.each([
    [80, 24],
    [80, 25],
    [110, 24],
    [120, 40],
    [200, 50],
  ])('draws every step within %i x %i', async (columns, rows) => {
    const app = await open(load, { columns, rows });
    for (const step of STEPS) {
      await app.turn({ ...load, stage: { ...load.stage, shown: step, notes: true } });
      expect(app.lines().length, step).toBe(rows);
      for (const line of app.lines()) expect([...line].length, line).toBeLessThanOrEqual(columns);
      expect(app.frame(), step).toContain('quit');
      expect(app.frame(), step).toContain('┌ Notes ─');
    }
  });
});

it('lists the rundown at the left where there is width', async () => {
  const app = await open(load, { columns: 120, rows: 40 });
  expect(app.frame()).toMatch(/✓ Preflight +done/);
  expect(app.frame()).toContain('•[Load]');
  expect(app.frame()).toContain('Break and mend');
});

it('says politely that a terminal is too small, until it is enlarged', async () => {
  const app = await open(load, { columns: 71, rows: 20 });
  expect(app.frame()).toContain('Minute Back needs 80 columns and 24 rows');
  expect(app.frame()).toContain('This terminal has 71 x 20');
  app.resize(80, 24);
  await vi.waitFor(() => expect(app.frame()).toContain('Load documents'));
});

it('wipes the screen once after the last of several resizes, and draws all anew', async () => {
  const app = await open(load);
  app.resize(100, 30);
  app.resize(90, 28);
  app.resize(95, 29);
  await vi.waitFor(() => expect(app.wipes()).toBe(1));
  await vi.waitFor(() => expect(app.lines()).toHaveLength(29));
  expect(app.wipes()).toBe(1);
});

it('shows nothing of the show while the screen is blank', async () => {
  const app = await open({ ...load, stage: { ...load.stage, blank: true } });
  expect(app.frame().trim()).toBe('b or . brings the screen back');
});

it('says in the corner what works out of sight', async () => {
  const phases = { snapshot: running<'snapshot'>({ backup: STARTED, since: NOW - 61_000 }) };
  const app = await open(stateWith({ shown: 'stats', phases, results: RESULTS }));
  expect(app.frame()).toContain('→ Backup: first snapshot is scheduled, 01:01');
});

it('says why a key did nothing, for four seconds', async () => {
  const flashed = (realAt: number): State => ({
    ...load,
    stage: { ...load.stage, flash: { reason: 'first-step', realAt } },
  });
  expect((await open(flashed(NOW - 3900))).frame()).toContain('This is the first step');
  expect((await open(flashed(NOW - 4100))).frame()).not.toContain('This is the first step');
});

it('says that the journal cannot be written for as long as that is so, beside why a key did nothing', async () => {
  const unkept = { ...load, unkept: 'ENOSPC: no space left on device' };
  const phases = { ...load.show.phases, snapshot: running<'snapshot'>({ backup: STARTED, since: NOW }) };
  const app = await open({ ...unkept, show: { ...load.show, phases } });
  expect(app.frame()).toContain('! Not kept, so nothing destructive begins: ENOSPC: no space left on device');
  expect(app.frame()).toContain('→ Backup: first snapshot is scheduled');
  await app.turn({ ...unkept, stage: { ...load.stage, flash: { reason: 'first-step', realAt: NOW } } });
  expect(app.frame()).toContain('! Not kept');
  expect(app.frame()).toContain('This is the first step');
});

it('offers a show that is not over, and says what was found on the way', () => {
  const offer = 'Show 2026-11-25-c109f8 stood at Restore one minute back (10 of 12), cut off at 2026-11-25 00:50:45';
  for (const width of [76, 116]) {
    const notices = ['Show a was set aside: its journal is garbled (kept as /shows/a/journal.bad)'];
    const text = drawLines(createElement(OpeningBody, { kind: 'rehearsal', offer, notices }), width)
      .join(' ')
      .replaceAll(/ +/g, ' ');
    expect(text).toContain(offer);
    expect(text).toContain('Enter take it up where it stood');
    expect(text).toContain(`! ${notices[0]}`);
  }
  expect(drawLines(createElement(OpeningBody, { kind: 'rehearsal' })).join(' ')).toContain('Opening the rehearsal');
  expect(drawLines(createElement(OpeningBody, { kind: 'live' })).join(' ')).toContain('real systems');
});

it('counts down while the oplog of a point is waited for, whatever lies over the screen', async () => {
  const coverage = { tag: 'ranges', ranges: states.rangesUntil(OP_TIME.t - 67) } as const;
  const waiting = (ago: number, stage: Partial<State['stage']> = {}): State => {
    const latest = { ...states.SURVEY, side: { ...states.SURVEY.side, coverage } };
    const asides = { ...states.choosing(), survey: { run: 2, latest, toldAt: NOW - ago } };
    return stateWith({ shown: 'restore', results: states.BROKEN, asides, stage: { wish: states.POINT, ...stage } });
  };
  const app = await open(waiting(0));
  expect(app.frame()).toMatch(/→ coverage reaches [\d:]{8}, the point is [\d:]{8}: waiting about 7 s/);
  await app.turn(waiting(3000, { notes: true }));
  expect(app.frame()).toContain('waiting about 4 s');
  await app.turn(waiting(60_000, { overlay: { tag: 'help' } }));
  expect(app.frame()).toContain('it is due');
});

it('draws the picker over the whole body, with its own keys below', async () => {
  const overlay = { tag: 'picker', point: states.POINT, movedS: 0 } as const;
  const state = stateWith({ shown: 'restore', results: states.BROKEN, asides: states.choosing(), stage: { overlay } });
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
  ] as const) {
    const app = await open(state, { columns, rows });
    expect(app.lines().length).toBe(rows);
    expect(app.frame()).toContain('Pick the restore point');
    expect(app.frame()).not.toContain('Puts the whole replica set back');
    expect(app.frame()).toMatch(/Enter take +Left back +Right on/);
  }
});

it('says that a skipped step is looked at, made so, or that the program closes', async () => {
  const skipping = (making: boolean) => ({
    ...load,
    stage: { ...load.stage, skipping: { step: 'load', making } as const },
  });
  expect((await open(skipping(false))).frame()).toContain('looking whether this is there');
  expect((await open(skipping(true))).frame()).toContain('the rehearsal makes it so');
  expect((await open({ ...load, quitting: true })).frame()).toContain('Closing');
});

describe('keys', () => {
  it('passes on names, chords and characters as they arrive together', async () => {
    const app = await open(load);
    const pressed = ['\r', '\u001b[C', '\u001b[5~', '\u007f', '\u0003', '\u000c', 'nn', '?'];
    for (const text of pressed) {
      const before = app.keys.length;
      app.press(text);
      await vi.waitFor(() => expect(app.keys.length).toBeGreaterThan(before));
    }
    expect(app.keys).toEqual(['return', 'right', 'pageup', 'backspace', 'ctrl+c', 'ctrl+l', 'nn', '?']);
  });

  it('is deaf to pastes and to chords that nobody binds', async () => {
    const app = await open(load);
    app.press('\u001b[200~y\u001b[201~');
    app.press('\u0001');
    app.press('q');
    await vi.waitFor(() => expect(app.keys).toContain('q'));
    expect(app.keys).toEqual(['q']);
  });
});

describe('overlays', () => {
  const over = async (overlay: Overlay, state: State = load): Promise<string> => {
    const app = await open({ ...state, stage: { ...state.stage, overlay } });
    expect(app.lines()).toHaveLength(24);
    return app.frame();
  };

  it('helps with every key and with what audiences ask, also in the smallest terminal', async () => {
    const text = await over({ tag: 'help' });
    for (const key of ['Enter', 'Esc', 'Ctrl+L', 'Ctrl+C', 'Right']) expect(text).toContain(key);
    expect(text).toContain('They may ask');
    expect(text).toContain('estimates are metadata');
    const large = await open(
      { ...load, stage: { ...load.stage, overlay: { tag: 'help' } } },
      { columns: 120, rows: 40 },
    );
    expect(large.frame()).toContain('Why does storage not shrink after deletes?');
    expect(large.frame()).toContain('never cancels a restore');
  });

  it.each([
    [80, 24],
    [80, 50],
    [100, 30],
    [109, 40],
    [110, 40],
    [120, 40],
  ])('helps without cutting a word off at %i x %i', async (columns, rows) => {
    const state = { ...load, stage: { ...load.stage, overlay: { tag: 'help' } as const } };
    const app = await open(state, { columns, rows });
    expect(app.frame()).toContain('They may ask');
    expect(app.frame()).not.toContain('…');
  });

  it('lists the steps with their states, the chosen one with an arrow', async () => {
    const text = await over({ tag: 'goto', at: 3 });
    expect(text).toMatch(/→ +4 +What is in the database/);
    expect(text).toMatch(/1 +Preflight +✓ done/);
  });

  it('asks each question with its consequences', async () => {
    const asked = (question: Extract<Overlay, { tag: 'confirm' }>['question'], state = load): Promise<string> =>
      over({ tag: 'confirm', question }, state);
    expect(await asked('big-load')).toContain('Load 1.07 GB in one round');
    expect(await asked('delete')).toContain('Delete 1 % of the current documents');
    expect(await asked('again')).toContain('Do "Load documents" again?');
    const busy = stateWith({ shown: 'stats', phases: { snapshot: running() } });
    expect(await asked('quit', busy)).toContain('First snapshot');
    expect(await asked('quit', busy)).toContain('minuteback --resume takes it up');
    expect(await asked('quit', { ...busy, about: { ...busy.about, kind: 'live' } })).toContain('go on in Ops Manager');
    expect(await asked('quit', busy)).toContain('y: yes     any other key: no');
  });

  it('shows the name as it is typed, and says that it is wrong', async () => {
    expect(
      await over({
        tag: 'name',
        typed: 'rehe',
        wrong: false,
        asked: { for: 'restore', input: { point: { form: 'second', t: 0 } } },
      }),
    ).toContain("Type the replica set's name: rehe_");
    expect(
      await over({
        tag: 'name',
        typed: 'x',
        wrong: true,
        asked: { for: 'restore', input: { point: { form: 'second', t: 0 } } },
      }),
    ).toContain('That is not its name');
  });

  it('edits one field at a time, and shows the words of who refused a value', async () => {
    const fields = [
      { name: 'snapshotIntervalHours', value: '7' },
      { name: 'pointInTimeWindowHours', value: '24' },
    ] as const;
    const form = { tag: 'edit', step: 'schedule', fields, at: 1, typing: true, sending: false } as const;
    const text = await over({ ...form, refused: 'The snapshot interval must be 6, 8, 12 or 24' });
    expect(text).toMatch(/ {3}Snapshot every +7 +hours/);
    expect(text).toMatch(/→ Point-in-time window +24_ +hours/);
    expect(text).toContain('✗ Not taken: The snapshot interval must be 6, 8, 12 or 24');
    expect(await over({ ...form, sending: true })).toContain('waiting for its answer');
  });
});
