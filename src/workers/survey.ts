import { candidatesAt, plateausOf } from '../proof/points.ts';
import { takeBackLost } from './rolled-back.ts';
import { resolveUnknown } from './unknown.ts';
import type { AsideWorker } from './worker.ts';

/** Story milliseconds between two looks at the backup side, and the least in real time. */
const POLL_MS = 5000;
const POLL_AT_LEAST_REAL_MS = 200;

/** Looks at the backup side while a restore point is chosen. The first look freezes "now", so that talking does not move the points. */
export const survey: AsideWorker<'survey'> = async function* ({ world, records, input, signal }) {
  const { engine, database, clock } = world;
  let now = input;
  // What was not answered, or lost with a primary, is looked up before anything is offered; without an answer it stays as it is.
  await takeBackLost(database, records, signal)
    .then(() => resolveUnknown(database, records, signal))
    .catch((error: unknown) => {
      if (signal.aborted) throw error;
    });
  for (;;) {
    const [newest, coverage, snapshots, jobs, automation] = await Promise.all([
      database.opTime(signal),
      engine.coverage(signal),
      engine.snapshots(signal),
      engine.restoreJobs(signal),
      engine.automation(signal),
    ]);
    now ??= newest;
    const side = { coverage, snapshots, jobs, ...(automation ? { automation } : {}) };
    const { history } = records;
    yield { now, newest, side, candidates: candidatesAt(history, now), plateaus: plateausOf(history, now) };
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
};
