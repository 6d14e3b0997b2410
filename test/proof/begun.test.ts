import { describe, expect, it } from 'vitest';
import type { JobLook } from '../../src/proof/begun.ts';
import { lookAgain, lookFirst } from '../../src/proof/begun.ts';
import type { Automation, RestoreJob } from '../../src/proof/facts.ts';
import { MEMBERS, NOW } from '../helpers/states.ts';

const job = (id: string, more: Partial<RestoreJob> = {}): RestoreJob => ({
  id,
  createdAt: NOW,
  stateName: 'FINISHED',
  pointInTime: true,
  target: 'here',
  ...more,
});
const automation = (goal: number, ...achieved: readonly number[]): Automation => ({
  goal,
  processes: achieved.map((version, k) => ({ name: `p${k}`, host: `h${k}`, achieved: version, plan: [] })),
});
const look = (more: Partial<JobLook>): JobLook => ({
  at: NOW,
  jobs: [],
  automation: automation(3, 3, 3, 3),
  members: MEMBERS,
  ours: [],
  ...more,
});
const { target: _none, ...DOWNLOAD } = job('download');

describe('the first look', () => {
  it('takes what is there for known', () => {
    const { seen, begun } = lookFirst(look({ jobs: [job('b'), job('a')] }), NOW - 1000, undefined);
    expect(seen).toEqual({ at: NOW, jobs: ['b', 'a'], goal: 3, members: MEMBERS });
    expect(begun).toBeUndefined();
  });

  it('finds a restore that is under way, with the goal and the members of before it', () => {
    const restarted = MEMBERS.map((member) => ({ ...member, processId: 'new' }));
    const now = look({ jobs: [job('b'), job('a')], automation: automation(4, 4, 3, 3), members: restarted });
    const { begun } = lookFirst(now, NOW - 1000, MEMBERS);
    expect(begun).toEqual({ jobs: [job('b')], before: { jobs: ['a'], goal: 3, members: MEMBERS } });
  });

  it('leaves alone one that was created before our data was there', () => {
    const now = look({ jobs: [job('b', { stateName: 'IN_PROGRESS' })] });
    expect(lookFirst(now, NOW + 1, MEMBERS).begun).toBeUndefined();
    expect(lookFirst(now, Infinity, MEMBERS).begun).toBeUndefined();
  });
});

describe('a later look', () => {
  const seen = { jobs: ['old'], goal: 3, members: MEMBERS };

  it('finds what was not there, newest first, and remembers what was there before', () => {
    const down = MEMBERS.map(({ host }) => ({ host, role: 'down' as const }));
    const now = look({ jobs: [job('c'), job('b'), job('old')], automation: automation(5, 3, 3), members: down });
    expect(lookAgain(seen, now)).toEqual({ seen, begun: { jobs: [job('c'), job('b')], before: seen } });
  });

  it.each([
    ['ours', job('new'), ['new']],
    ['of another cluster', job('new', { target: 'elsewhere' }), []],
    ['failed already', job('new', { stateName: 'KILLED' }), []],
    ['cancelled already', job('new', { stateName: 'BROKEN' }), []],
  ] as const)('passes over a job that is %s, for good', (_, one, ours) => {
    const first = lookAgain(seen, look({ jobs: [one, job('old')], ours }));
    expect(first.begun).toBeUndefined();
    expect(first.seen.jobs).toEqual(['old', 'new']);
  });

  it('takes a job that names no cluster for a download until agents work', () => {
    const idle = lookAgain(seen, look({ jobs: [DOWNLOAD, job('old')] }));
    expect(idle.begun).toBeUndefined();
    const busy = lookAgain(idle.seen, look({ jobs: [DOWNLOAD, job('old')], automation: automation(4, 3, 3) }));
    expect(busy.begun?.jobs).toEqual([DOWNLOAD]);
  });

  it('moves on with goal and members while nobody has begun anything, and keeps what is not told', () => {
    const others = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-2` }));
    expect(lookAgain(seen, look({ automation: automation(7, 7, 7), members: others })).seen).toEqual({
      at: NOW,
      jobs: ['old'],
      goal: 7,
      members: others,
    });
    const { automation: _silent, ...silent } = look({ members: [{ host: 'h1', role: 'down' }] });
    expect(lookAgain(seen, silent).seen).toEqual({ ...seen, at: NOW });
  });
});
