import { describe, expect, it } from 'vitest';
import type { State } from '../../src/wizard/state.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import * as states from '../helpers/break-states.ts';
import { BODY, drawScreen } from '../helpers/draw.ts';
import { DONE, FAILED, MEMBERS, NOW, OP_TIME, running, SNAPSHOT, stateWith } from '../helpers/states.ts';

/* What the screens show where no Ops Manager was given, in the smallest terminal and in a large one. */

const ABOUT = { kind: 'live', engine: { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true } } as const;
const SAID = { id: 'by hand 1', complete: true, created: { t: OP_TIME.t - 1800, i: 1 }, completedAt: NOW - 600_000 };
const BACKUP = { stateName: 'STARTED' };
const UNKNOWN = { tag: 'unknown' } as const;
const LARGE = { width: 116, height: 33 };

function drawBoth(state: State): string {
  const large = drawScreen(state, LARGE);
  const small = drawScreen(state, BODY);
  expect(small + large).not.toMatch(/…$/m);
  expect(small + large).not.toMatch(/1970|undefined|NaN|Ops Manager says/);
  return small;
}

describe('the first snapshot', () => {
  const at = (parts: Parameters<typeof stateWith>[0]) =>
    drawBoth(stateWith({ shown: 'snapshot', about: ABOUT, ...parts }));

  it('says where to click, whose word it goes by, and what Enter says', () => {
    const text = at({});
    expect(text).toContain('In Ops Manager: Project → Continuous Backup → Start');
    expect(text).toContain('the show goes by what you say');
    const waiting = { backup: BACKUP, since: NOW - 120_000, awaitsWord: true } as const;
    const asked = at({ phases: { snapshot: running<'snapshot'>(waiting) } });
    expect(asked).toMatch(/Started +\S+ \S+ +told by the presenter/);
    expect(asked).toContain('Enter here says that the first snapshot is complete');
  });

  it('labels what was told, and gives no time that nobody told', () => {
    const text = at({ phases: { snapshot: DONE }, results: { snapshot: { snapshot: SAID, tookMs: 905_000 } } });
    expect(text).toMatch(/Snapshot +complete at [\d :-]+ +told by the presenter/);
    expect(text).toMatch(/Waited +15 min.* by hand/);
    expect(text).not.toContain('Taken');
    const { completedAt: _never, ...given } = { ...SAID, created: { t: 0, i: 0 } };
    const there = at({ phases: { snapshot: DONE }, results: { snapshot: { snapshot: given, tookMs: 0 } } });
    expect(there).toMatch(/Snapshot +there before this show +told by the presenter/);
  });
});

describe('stores, schedule and snapshots', () => {
  it('show what is possible and where to click, and that nobody was asked', () => {
    const results = {
      stores: { stores: { tag: 'notAsked' } },
      schedule: { backup: BACKUP, coverage: UNKNOWN, last: SAID },
      snapshots: { snapshots: [SAID], coverage: UNKNOWN },
    } as const;
    const phases = { stores: DONE, schedule: DONE, snapshots: DONE };
    for (const shown of ['stores', 'schedule', 'snapshots'] as const) {
      const text = drawBoth(stateWith({ shown, about: ABOUT, phases, results }));
      expect(text).toContain('No Ops Manager was given, so nobody was asked');
      expect(text).toContain('In Ops Manager:');
      if (shown === 'stores') expect(text).toContain('an option: a replica set of its own');
      else expect(text).toMatch(/Last snapshot +complete at .* told by the presenter/);
    }
  });

  it('do not take silence for an inactive backup', () => {
    const results = { schedule: { backup: { stateName: 'INACTIVE' }, coverage: UNKNOWN } } as const;
    const text = drawBoth(stateWith({ shown: 'schedule', about: ABOUT, phases: { schedule: DONE }, results }));
    expect(text).not.toContain('INACTIVE');
    expect(text).toContain('none that was told of');
  });
});

describe('a restore', () => {
  const side = { coverage: UNKNOWN, snapshots: [SAID], jobs: [] };
  const at = (parts: Parameters<typeof stateWith>[0]) =>
    drawBoth(stateWith({ shown: 'restore', about: ABOUT, results: states.BROKEN, ...parts }));
  const { automation: _none, job: _job, ...unasked } = states.RESTORING;
  const waiting: Progress['restore'] = {
    ...unasked,
    stages: states.RESTORING.stages.slice(0, 1),
    members: MEMBERS,
    moves: [],
    awaitsWord: true,
  };

  it('says that it cannot know what is restorable', () => {
    const text = at({ asides: states.choosing({ side }) });
    expect(text).toMatch(/✓ Open +not certain: nobody is asked; Enter asks the set's name/);
    expect(text).toContain('see in the browser');
    const late = at({ asides: states.choosing({ side: { ...side, snapshots: [{ ...SAID, created: OP_TIME }] } }) });
    expect(late).toMatch(/✗ Not yet +before the backup was on \([\d:]+\): choose a later point/);
    expect(at({ asides: states.choosing({ side: { ...side, snapshots: [] } }) })).toContain('no snapshot was told of');
  });

  it('shows what to type, in the zone of the presenter and in UTC, and what Enter and Esc mean', () => {
    const text = at({ phases: { restore: running<'restore'>(waiting) } });
    expect(text).toMatch(/There +type 2026-11-24 .*UTC/);
    expect(text).toContain('press Enter here: it starts the timer');
    expect(text).toContain('nothing was begun, all may write again');
    expect(text).toContain('127.0.0.1:28003 ✓ secondary');
    expect(text).toContain('restorable time ranges');
  });

  it('does not promise that nothing was begun once the members say otherwise', () => {
    const text = at({ phases: { restore: running<'restore'>({ ...waiting, members: states.DOWN, touched: true }) } });
    expect(text).toContain('! A member is down or was restarted');
    expect(text).not.toContain('nothing was begun');
  });

  it('is told by the members, and shows no stage that only automation could tell', () => {
    const { awaitsWord: _not, ...begun } = {
      ...waiting,
      stages: states.stagesUntil('replacing', 193_000, ['plan-received']),
    };
    const text = at({ phases: { restore: running<'restore'>({ ...begun, members: states.DOWN }) } });
    expect(text).toContain('the members alone tell how far it is');
    expect(text).toMatch(/✓ Clicked in the browser, timer starts/);
    expect(text).not.toMatch(/Plan received|Goal reached|no plan yet|Job /);
  });

  it('labels its time as begun by hand, here and on the last step', () => {
    const restore = {
      ...states.RESTORED,
      jobId: 'by hand',
      moves: [],
      stages: states.stagesUntil('primary-elected', 330_000, ['plan-received']),
    };
    const text = at({ phases: { restore: DONE }, results: { ...states.BROKEN, restore } });
    expect(text).toMatch(/Writable primary +4 min 42 s +after the click, by hand/);
    const snapshot = { snapshot: SAID, tookMs: 905_000 };
    const results = { ...states.BROKEN, snapshot, restore, verify: states.VERIFIED };
    const last = drawBoth(stateWith({ shown: 'wrap', about: ABOUT, phases: { restore: DONE, verify: DONE }, results }));
    expect(last).toContain('Recovery time (RTO), begun by hand');
    expect(last).toMatch(/First snapshot .*told by the presenter/);
    expect(last).toContain('take a snapshot in the browser');
    expect(last).toContain('In Ops Manager: Continuous Backup → Take Snapshot');
  });

  it('fits when it failed', () => {
    expect(at({ phases: { restore: FAILED }, asides: states.choosing({ side }) })).toContain('Nobody answered');
  });
});

it('waits on the last step for the word on a snapshot', () => {
  const wrap = running<'wrap'>({ since: NOW - 65_000, awaitsWord: true });
  const text = drawBoth(stateWith({ shown: 'wrap', about: ABOUT, phases: { wrap }, results: states.PROVED }));
  expect(text).toContain('asked for by hand 01:05 ago; Enter when it is complete');
  const reopened = { ...states.REOPENED, snapshot: SNAPSHOT };
  const results = { ...states.PROVED, wrap: reopened };
  const done = drawBoth(stateWith({ shown: 'wrap', about: ABOUT, phases: { wrap: DONE }, results }));
  expect(done).toMatch(/possible since .*told by the presenter/);
});
