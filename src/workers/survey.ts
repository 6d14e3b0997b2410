import type { Automation, Snapshot } from '../proof/facts.ts';
import { BEGINNING } from '../proof/op-time.ts';
import { candidatesAt, plateausOf } from '../proof/points.ts';
import { lookForBegun, lookForJobs } from './engine-watch.ts';
import { takeBackUnlessRestored } from './rolled-back.ts';
import { resolveUnknown } from './unknown.ts';
import type { AsideWorker } from './worker.ts';

/** Story milliseconds between two looks at the backup side, and the least in real time: a job of others is noticed within five seconds. */
const POLL_MS = 4000;
const POLL_AT_LEAST_REAL_MS = 200;
/** What changes less is asked for less often, to keep within the polling budget. */
const EVERY = { automation: 2, snapshots: 3 } as const;

/** Looks at the backup side while a restore point is chosen. The first look freezes "now", so that talking does not move the points. */
export const survey: AsideWorker<'survey'> = async function* (context) {
  const { world, records, input, signal } = context;
  const { engine, database, clock } = world;
  let now = input;
  // A restore that was begun in the browser comes before everything: what is there then tells nothing of what was sent.
  const begunBefore = await lookForJobs(context);
  // What was not answered, or lost with a primary, is looked up before anything is offered; without an answer it stays as it is.
  if (!begunBefore) {
    await takeBackUnlessRestored(context)
      .then(() => resolveUnknown(database, records, signal))
      .catch((error: unknown) => {
        if (signal.aborted) throw error;
      });
  }
  let snapshots: readonly Snapshot[] = [];
  let automation: Automation | undefined;
  for (let round = 0; ; round++) {
    const at = clock.now();
    const jobs = await engine.restoreJobs(signal);
    const hasNew = jobs.some(({ id }) => !records.seen?.jobs.includes(id));
    if (hasNew || round % EVERY.automation === 0) automation = await engine.automation(signal);
    const begun = await lookForBegun(context, { at, jobs, ...(automation ? { automation } : {}) });
    if (round % EVERY.snapshots === 0) snapshots = await engine.snapshots(signal);
    const present = database.opTime(signal).catch((error: unknown) => {
      // A restore that was begun in the browser is told at once, also where the set is down already.
      if (!begun || signal.aborted) throw error;
      return now ?? records.history.baselines.at(-1)?.at ?? BEGINNING;
    });
    const [newest, coverage] = await Promise.all([present, engine.coverage(signal)]);
    now ??= newest;
    const side = { coverage, snapshots, jobs, ...(automation ? { automation } : {}) };
    const { history } = records;
    const points = { candidates: candidatesAt(history, now), plateaus: plateausOf(history, now) };
    yield { now, newest, side, ...points, ...(begun ? { begun } : {}) };
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
};
