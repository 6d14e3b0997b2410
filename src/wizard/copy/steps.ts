import type { Step } from '../steps.ts';
import type { StepCopy } from './copy.ts';
import { CURSORS } from './cursors.ts';
import { LOAD } from './load.ts';
import { PREFLIGHT } from './preflight.ts';
import { SCHEDULE } from './schedule.ts';
import { SNAPSHOT } from './snapshot.ts';
import { SNAPSHOTS } from './snapshots.ts';
import { STATS } from './stats.ts';
import { STORES } from './stores.ts';
import { DELETE } from './delete.ts';
import { RESTORE } from './restore.ts';
import { VERIFY } from './verify.ts';
import { WRAP } from './wrap.ts';

/** What is said of each step, where a backup product is asked. */
export const COPY: { readonly [S in Step]: StepCopy<S> } = {
  preflight: PREFLIGHT,
  load: LOAD,
  snapshot: SNAPSHOT,
  stats: STATS,
  cursors: CURSORS,
  stores: STORES,
  schedule: SCHEDULE,
  snapshots: SNAPSHOTS,
  delete: DELETE,
  restore: RESTORE,
  verify: VERIFY,
  wrap: WRAP,
};
