import { verifyCluster, verifyMayChange } from './guards.ts';
import type { AsideWorker } from './worker.ts';

/** Sends the changed fields of the schedule once. A refusal carries the server's own words. */
export const reschedule: AsideWorker<'reschedule'> = async function* (context) {
  const { world, input, signal } = context;
  await verifyMayChange(context, input);
  await verifyCluster(context, undefined, 'The schedule was not changed');
  yield await world.engine.changeSchedule(input.patch, signal);
};
