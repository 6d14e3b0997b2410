import type { Config } from '../settings/config.ts';
import { RefusedError, SetupError, toShowError } from '../errors.ts';
import type { Ending } from '../faces/face.ts';
import { CODE_BY_KIND, EXIT } from '../faces/face.ts';
import { openLive } from '../live.ts';
import type { OpenedShow } from '../opening.ts';
import { chooseShow, openFresh } from '../opening.ts';
import { toVersion } from '../version.ts';
import type { Headless } from '../wizard/copy/headless.ts';
import { lostLine, NEEDS_URI_STEPS, needsUri, STEPS_BY_CODE } from '../wizard/copy/headless.ts';
import type { Inputs } from '../wizard/inputs.ts';
import { keepLease } from '../workers/lease.ts';
import { readOnlyWorld } from '../world/read-only.ts';
import type { World } from '../world/world.ts';
import type { Beginning, LineForm, Outcome } from './headless-lines.ts';
import { createTeller } from './headless-lines.ts';
import { confirmTarget } from './confirm-target.ts';
import { watchProcess } from './present.ts';
import { workAlone } from './work-alone.ts';

export interface HeadlessWishes {
  readonly json: boolean;
  /** A lease that nobody renews any more is taken over. */
  readonly takeOver: boolean;
}

/**
 * Loads or deletes without a show around it, as a show of one step: a signal stops it once what was sent is settled, and the summary
 * comes before the end. Throws a SetupError where no real set is named.
 */
export async function runHeadless<S extends Headless>(
  step: S,
  config: Config,
  wishes: HeadlessWishes,
): Promise<Ending> {
  const { target, show } = config;
  if (target.kind !== 'live') throw new SetupError(needsUri(step), { nextSteps: NEEDS_URI_STEPS });
  const stop = new AbortController();
  const watched = watchProcess(stop);
  const choice = chooseShow({ begin: { tag: 'fresh', asked: true }, target });
  for (const notice of choice.notices) process.stderr.write(`${notice}\n`);
  const opened = openFresh(config, toVersion(), choice, step);
  let world: World | undefined;
  try {
    const live = openLive(target, config);
    world = show.readOnly ? readOnlyWorld(live) : live;
    return await tellWork(step, world, opened, wishes, stop, () => watched.ending());
  } finally {
    opened.kept.keeper.close();
    await world?.close();
    opened.release();
    watched.release();
  }
}

function formOf(json: boolean): LineForm {
  if (json) return 'json';
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb' ? 'rewritten' : 'lines';
}

async function tellWork<S extends Headless>(
  step: S,
  world: World,
  opened: OpenedShow,
  { json, takeOver }: HeadlessWishes,
  stop: AbortController,
  ending: () => Ending | undefined,
): Promise<Ending> {
  const { show, kept } = opened;
  const { clock } = world;
  const { signal } = stop;
  const facts = { id: show.showId, seed: show.seed };
  const teller = createTeller(step, formOf(json), process.stdout);
  teller.begin(toBeginning(step, world, opened), clock.now());
  let lost: RefusedError | undefined;
  const giveBack = keepLease({ world, show: facts, records: kept.records, earlier: {} }, (to) => {
    lost = new RefusedError(lostLine(to.show, to.host));
    stop.abort();
  });
  const outcome = await workAlone({
    step,
    world,
    show,
    kept,
    signal,
    confirm: () => confirmTarget({ world, show: facts, signal }, takeOver),
    tell: (progress, at) => teller.progress(progress, at),
  });
  await giveBack();
  const told = lost ? { ...outcome, tag: 'failed' as const, error: lost, begun: true } : forCommand(outcome);
  const failure = told.tag === 'failed' ? told.error : undefined;
  const ended = ending() ?? { code: EXIT.fine, ...(failure === undefined ? {} : { error: failure }) };
  const code = ended.error === undefined ? ended.code : CODE_BY_KIND[toShowError(ended.error).kind];
  teller.end(told, clock.now(), code);
  return ended;
}

function toBeginning<S extends Headless>(
  step: S,
  { clock, database }: World,
  { show, kept }: OpenedShow,
): Beginning<S> {
  const { folder, keeper } = kept;
  const unkept = keeper.keep([], { type: 'opened', realAt: Date.now(), storyAt: clock.now() }, false);
  return {
    show: show.showId,
    namespace: database.namespace,
    set: database.shownUri,
    input: show[step] as Inputs[S],
    ...(folder === undefined ? {} : { folder }),
    ...(unkept === undefined ? {} : { unkept }),
  };
}

/** Where the wizard would ask, a command says by what else it is done. */
function forCommand<S extends Headless>(outcome: Outcome<S>): Outcome<S> {
  if (outcome.tag !== 'failed' || !(outcome.error instanceof RefusedError)) return outcome;
  const { message, code } = outcome.error;
  if (code === undefined || !Object.hasOwn(STEPS_BY_CODE, code)) return outcome;
  return {
    ...outcome,
    error: new RefusedError(message, { nextSteps: STEPS_BY_CODE[code]!, code, cause: outcome.error }),
  };
}
