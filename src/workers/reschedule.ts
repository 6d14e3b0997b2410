import type { AsideWorker } from './worker.ts';

/** Sends the changed fields of the schedule once. A refusal carries the server's own words. */
export const reschedule: AsideWorker<'reschedule'> = async function* ({ world, input, signal }) {
  yield await world.engine.changeSchedule(input, signal);
};
