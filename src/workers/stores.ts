import type { Worker } from './worker.ts';

/** Reads the snapshot stores, oplog stores and daemons that this Ops Manager has. */
// oxlint-disable-next-line require-yield
export const stores: Worker<'stores'> = async function* ({ world, signal }) {
  return { stores: await world.engine.stores(signal) };
};
