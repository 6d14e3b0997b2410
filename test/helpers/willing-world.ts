import { createSmallWorld } from './small-world.ts';
import type { SmallWorld } from './small-world.ts';
import { MEMBERS, SNAPSHOT } from './states.ts';

/** A world whose backup side answers as a real one does, as soon as it is asked. */
export function createWillingWorld(): SmallWorld {
  const world = createSmallWorld(100);
  let deleted: Uint8Array | undefined;
  world.answers.push({ tag: 'accepted', job: { id: 'j', createdAt: 0, stateName: 'FINISHED', pointInTime: true } });
  world.jobs = [];
  let looks = 0;
  world.tick = () => {
    const created = { t: Math.floor(world.clock.now() / 1000) - 1000, i: 1 };
    if (world.asked.includes('start backup') && world.snapshots.length === 0)
      world.snapshots = [{ ...SNAPSHOT, created }];
    world.coverage = { tag: 'ranges', ranges: [{ start: created, end: { t: created.t + 100_000, i: 1 } }] };
    if (world.asked.includes('take snapshot')) {
      const newest = { ...SNAPSHOT, id: 'new', created: { t: created.t + 1000, i: 1 } };
      world.snapshots = [newest, SNAPSHOT];
    }
    if (!world.asked.includes('restore')) {
      if (!world.asked.some((what) => what.startsWith('delete'))) deleted = world.ids;
      return;
    }
    looks += 1;
    if (looks === 1) world.ids = deleted!;
    world.members = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
    const processes = MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] }));
    world.automation = { goal: 4, processes };
  };
  return world;
}
