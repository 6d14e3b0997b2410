import type { Step } from '../wizard/steps.ts';
import type { Aside } from '../wizard/asides.ts';
import { adopt } from './adopt.ts';
import { deleteDocuments, isDeleted } from './delete.ts';
import { lease } from './lease.ts';
import { load, isLoaded } from './load.ts';
import { preflight } from './preflight/preflight.ts';
import { reschedule } from './reschedule.ts';
import { restore } from './restore.ts';
import { schedule } from './schedule.ts';
import { isSnapshotComplete, snapshot } from './snapshot.ts';
import { snapshots } from './snapshots.ts';
import { stats } from './stats.ts';
import { stores } from './stores.ts';
import { watchBrowser } from './engine-watch.ts';
import { survey } from './survey.ts';
import { target } from './target.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';
import type { AsideWorker, Check, Worker } from './worker.ts';
import { wrap } from './wrap.ts';

/** The work of each step. `cursors` is told, not worked. */
export const WORKERS: { readonly [S in Step]: Worker<S> } = {
  preflight,
  load,
  snapshot,
  stats,
  // oxlint-disable-next-line require-yield
  cursors: async function* () {
    return {};
  },
  stores,
  schedule,
  snapshots,
  delete: deleteDocuments,
  restore,
  verify,
  wrap,
};

/** Whether a step that is skipped holds already; steps without a check are free to skip. */
export const CHECKS: { readonly [S in Step]?: Check<S> } = {
  load: isLoaded,
  snapshot: isSnapshotComplete,
  delete: isDeleted,
};

export const ASIDE_WORKERS: { readonly [A in Aside]: AsideWorker<A> } = {
  watch,
  target,
  lease,
  adopt,
  survey,
  browser: watchBrowser,
  reschedule,
};
