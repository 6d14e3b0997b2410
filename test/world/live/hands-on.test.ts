import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/errors.ts';
import { createHandsOn, NOTHING_SAID } from '../../../src/world/live/hands-on.ts';
import type { Said } from '../../../src/world/live/hands-on.ts';
import type { Barrier } from '../../../src/world/world.ts';
import { createSteppedClock } from '../../helpers/small-world.ts';
import { SNAPSHOT } from '../../helpers/states.ts';

const START_AT = Date.UTC(2026, 10, 24, 14);
const never = new AbortController().signal;
const AFTER = { t: START_AT / 1000 - 3, i: 2 };

function open(said: Said = NOTHING_SAID) {
  const clock = createSteppedClock(START_AT);
  return { clock, engine: createHandsOn({ clock, said }) };
}

describe('what nobody is asked', () => {
  it('is not known, and cannot be changed', async () => {
    const { engine } = open();
    expect(engine.traits).toEqual({ product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true });
    expect(await engine.describe(never)).toBeUndefined();
    expect(await engine.automation(never)).toBeUndefined();
    expect(await engine.schedule(never)).toBeUndefined();
    expect(await engine.coverage(never)).toEqual({ tag: 'unknown' });
    expect(await engine.stores(never)).toEqual({ tag: 'notAsked' });
    await expect(engine.changeSchedule({ snapshotIntervalHours: 6 }, never)).rejects.toThrow(RefusedError);
  });
});

describe('the word on a snapshot', () => {
  it('dates it by what it surely came after, once it was waited for', async () => {
    const { engine, clock } = open();
    expect(await engine.backup(never)).toEqual({ stateName: 'INACTIVE' });
    await engine.startBackup(never);
    expect(await engine.backup(never)).toEqual({ stateName: 'STARTED' });
    const word = { at: START_AT + 900_000, after: AFTER };
    engine.say('snapshot', word);
    expect(await engine.snapshots(never)).toEqual([]);
    const heard = engine.untilSaid('snapshot', never);
    clock.pass(900_000);
    engine.say('snapshot', word);
    expect(await heard).toEqual(word);
    expect(await engine.snapshots(never)).toEqual([
      { id: `by hand ${word.at}`, complete: true, created: AFTER, completedAt: word.at },
    ]);
  });

  it('does not date one that is said to be complete sooner than a first snapshot can be', async () => {
    const { engine } = open();
    await engine.startBackup(never);
    void engine.untilSaid('snapshot', never);
    engine.say('snapshot', { at: START_AT + 59_000, after: AFTER });
    expect((await engine.snapshots(never))[0]?.created).toEqual({ t: 0, i: 0 });
  });

  it('counts what was there before the show, and comes before what was said in it', async () => {
    const { engine } = open({ backupOn: true, snapshots: [{ ...SNAPSHOT, id: 'by hand 7' }] });
    expect(await engine.backup(never)).toEqual({ stateName: 'STARTED' });
    engine.takeAsGiven();
    void engine.untilSaid('wrap', never);
    engine.say('wrap', { at: START_AT, after: AFTER });
    expect((await engine.snapshots(never)).map(({ id }) => id)).toEqual([
      `by hand ${START_AT}`,
      'by hand before',
      'by hand 7',
    ]);
  });
});

describe('the word on a restore', () => {
  it('is the acceptance, at the time it was said', async () => {
    const { engine } = open();
    const answer = engine.startRestore({} as Barrier, { form: 'second', t: AFTER.t }, never);
    engine.say('restore', { at: START_AT + 5000 });
    const job = { id: 'by hand', createdAt: START_AT + 5000, stateName: 'by hand', pointInTime: true };
    expect(await answer).toEqual({ tag: 'accepted', job });
    expect(await engine.restoreJobs(never)).toEqual([job]);
    expect(await engine.restoreJob('by hand', never)).toEqual(job);
  });

  it('is not waited for any more once it was stopped', async () => {
    const { engine } = open();
    const controller = new AbortController();
    const answer = engine.startRestore({} as Barrier, { form: 'second', t: AFTER.t }, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    engine.say('restore', { at: START_AT });
    expect(await engine.restoreJobs(never)).toEqual([]);
    await expect(engine.untilSaid('restore', controller.signal)).rejects.toThrow('stopped');
  });

  it('is known again in a show that is taken up', async () => {
    const job = { id: 'by hand', createdAt: START_AT, stateName: 'by hand', pointInTime: true };
    const { engine } = open({ ...NOTHING_SAID, job });
    expect(await engine.restoreJob('by hand', never)).toEqual(job);
    await expect(engine.restoreJob('another', never)).rejects.toThrow(RefusedError);
  });
});
