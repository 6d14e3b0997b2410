import { describe, expect, it } from 'vitest';
import type { TakenRestore } from '../../src/wizard/inputs.ts';
import type { Phase } from '../../src/wizard/show.ts';
import { at } from '../helpers/break-cases.ts';
import * as states from '../helpers/break-states.ts';
import { drawScreen, openApp } from '../helpers/draw.ts';
import { DONE, MEMBERS, NOW, RESULTS, running, stateWith } from '../helpers/states.ts';

/* What the audience sees of what is done in Ops Manager's own pages. */

const JOB = { id: '64f0aa11bb22cc33dd44ee04', createdAt: NOW, stateName: 'FINISHED', pointInTime: true } as const;
const TAKEN: TakenRestore = { job: JOB, before: { jobs: [], members: MEMBERS }, offered: states.RESTORING.point! };
const { point: POINT, ...UNTOLD } = states.RESTORING;

function followed(progress: typeof states.RESTORING): Phase<'restore'> {
  return { ...(running(progress) as Extract<Phase<'restore'>, { tag: 'running' }>), input: TAKEN };
}

it('says on the line above the keys what was noticed, in the smallest terminal', async () => {
  for (const [noticed, words] of [
    [{ what: 'backup' }, 'Noticed in Ops Manager: the backup was started'],
    [{ what: 'schedule' }, 'Noticed in Ops Manager: the schedule was changed'],
    [
      { what: 'restore', jobId: JOB.id, pointInTime: false, others: 1 },
      `Noticed in Ops Manager: snapshot restore ${JOB.id}, 1 more`,
    ],
  ] as const) {
    const app = await openApp(
      stateWith({ shown: 'schedule', results: RESULTS, phases: { schedule: DONE }, stage: { noticed } }),
    );
    expect(app.frame()).toContain(words);
    app.close();
  }
});

describe('a restore that was begun in the browser', () => {
  it('says by whose word it goes where', () => {
    const text = drawScreen(at('restore', followed({ ...UNTOLD, taken: true, point: POINT!, pointFrom: 'presenter' })));
    expect(text).toMatch(/Restoring the state before [\d:]+ \([\d:]+ UTC\), told by the presenter/);
  });

  it('says that its point is not told yet', () => {
    const text = drawScreen(at('restore', followed({ ...UNTOLD, taken: true })));
    expect(text).toContain('Restoring what was begun in the browser, to a point that nobody told');
  });

  it.each([{}, { width: 116, height: 30 }])('asks which point was typed there, with date, time and zone', (size) => {
    const text = drawScreen(at('restore', followed({ ...UNTOLD, taken: true, asksPoint: true })), size);
    expect(text).toContain('y says that it is the one that was shown here');
    expect(text).toMatch(/type 2026-11-2[345] [\d:]{8}/);
  });
});

it('says on the proof card whose word the point is', () => {
  const judged = { ...states.VERIFIED, pointFrom: 'presenter' as const };
  for (const height of [17, 30]) {
    const text = drawScreen(at('verify', DONE, { results: { ...states.BROKEN, verify: judged } }), { height });
    expect(text).toContain('the point is told by the presenter');
  }
});
