import { onTestFinished } from 'vitest';
import { createStoryClock } from '../../src/world/rehearsal/clock.ts';
import { createFaults } from '../../src/world/rehearsal/faults.ts';
import { createOpsManager } from '../../src/world/rehearsal/ops-manager/server.ts';
import { createRequester } from './signed-request.ts';
import { createSmallSet } from './small-set.ts';

/** A Monday. */
export const STORY_START = Date.parse('2026-05-04T09:00:00Z');

/** A rehearsal Ops Manager over a small hand-made set, with a clock that a test moves by jumps. */
export async function startOpsManager({ seed = 1, rate = 1 } = {}) {
  const clock = createStoryClock({ storyAt: STORY_START, rate });
  const set = createSmallSet(clock);
  const faults = createFaults();
  const server = await createOpsManager({ clock, set, faults, seed });
  onTestFinished(async () => {
    clock.close();
    await server.close();
  });
  const project = `/groups/${server.projectId}`;
  const cluster = `${project}/clusters/${server.clusterId}`;
  const config = `${project}/backupConfigs/${server.clusterId}`;
  const request = createRequester(server.url, server);

  /** Jumps from event to event until the one of this name has happened. */
  async function jumpTo(name: string): Promise<void> {
    for (;;) {
      await server.settled();
      const reached = clock.jump();
      await server.settled();
      if (reached === name) return;
      if (reached === undefined) throw new Error(`nothing is due any more, and "${name}" has not happened`);
    }
  }

  /** Lets story time pass, without waiting for it. */
  async function pass(seconds: number): Promise<void> {
    clock.schedule(clock.now() + seconds * 1000, () => undefined, 'passed');
    await jumpTo('passed');
  }

  const startBackup = () =>
    request('PATCH', config, { statusName: 'STARTED', storageEngineName: 'WIRED_TIGER', syncSource: 'PRIMARY' });

  const restoreTo = (point: object) =>
    request('POST', `${cluster}/restoreJobs`, {
      delivery: {
        methodName: 'AUTOMATED_RESTORE',
        targetGroupId: server.projectId,
        targetClusterId: server.clusterId,
      },
      ...point,
    });

  /** The restorable stretch in epoch seconds, if there is one. */
  async function coverage(): Promise<{ startS: number; endS: number } | undefined> {
    const { body } = await request('POST', `${cluster}/restoreJobs/restorableTimeRanges`);
    const seconds = (side: { date: string }): number => Date.parse(side.date) / 1000;
    return body[0] && { startS: seconds(body[0].start), endS: seconds(body[0].end) };
  }

  return {
    clock,
    set,
    faults,
    server,
    project,
    cluster,
    config,
    request,
    jumpTo,
    pass,
    startBackup,
    restoreTo,
    coverage,
  };
}
