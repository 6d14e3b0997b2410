import type { Config } from '../config.ts';
import { SetupError, toShowError } from '../errors.ts';
import type { Ending } from '../faces/face.ts';
import { CODE_BY_KIND, EXIT } from '../faces/face.ts';
import { openLive } from '../live.ts';
import type { OpenedShow } from '../opening.ts';
import { chooseShow, openFresh } from '../opening.ts';
import { toVersion } from '../version.ts';
import type { Headless } from '../wizard/copy/headless.ts';
import { NEEDS_URI_STEPS, needsUri } from '../wizard/copy/headless.ts';
import type { Inputs } from '../wizard/work.ts';
import type { World } from '../world/world.ts';
import type { LineForm, Outcome, Teller } from './headless-lines.ts';
import { createTeller } from './headless-lines.ts';
import { watchProcess } from './present.ts';
import { workAlone } from './work-alone.ts';

/**
 * Loads or deletes without a show around it, as a show of one step: a signal stops it once what was sent is settled, and the summary
 * comes before the end. Throws a SetupError where no real set is named.
 */
export async function runHeadless<S extends Headless>(step: S, config: Config, json: boolean): Promise<Ending> {
  const { target } = config;
  if (target.kind !== 'live') throw new SetupError(needsUri(step), { nextSteps: NEEDS_URI_STEPS });
  const stop = new AbortController();
  const watched = watchProcess(stop);
  const choice = chooseShow({ begin: { tag: 'fresh', asked: true }, target });
  for (const notice of choice.notices) process.stderr.write(`${notice}\n`);
  const opened = openFresh(config, toVersion(), choice, step);
  let world: World | undefined;
  try {
    world = openLive(target, config);
    const teller = createTeller(step, formOf(json), process.stdout);
    return await tellWork(step, world, opened, teller, stop.signal, () => watched.ending());
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
  { show, kept }: OpenedShow,
  teller: Teller<S>,
  signal: AbortSignal,
  ending: () => Ending | undefined,
): Promise<Ending> {
  const { clock, database } = world;
  const input = show[step] as Inputs[S];
  const { namespace, shownUri: set } = database;
  const { folder, keeper } = kept;
  const now = clock.now();
  const unkept = keeper.keep([], { type: 'opened', realAt: Date.now(), storyAt: now }, false);
  const where = { ...(folder === undefined ? {} : { folder }), ...(unkept === undefined ? {} : { unkept }) };
  teller.begin({ show: show.showId, namespace, set, input, ...where }, now);
  const outcome = await workAlone({
    step,
    world,
    show,
    kept,
    signal,
    tell: (progress, at) => teller.progress(progress, at),
  });
  const ended = ending() ?? endingOf(outcome);
  teller.end(
    outcome,
    clock.now(),
    ended.error === undefined ? ended.code : CODE_BY_KIND[toShowError(ended.error).kind],
  );
  return ended;
}

const endingOf = <S extends Headless>(outcome: Outcome<S>): Ending =>
  outcome.tag === 'failed' ? { code: EXIT.fine, error: outcome.error } : { code: EXIT.fine };
