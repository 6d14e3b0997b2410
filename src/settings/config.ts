import { createHash, randomInt } from 'node:crypto';
import { SetupError } from '../errors.ts';
import type { ShowConfig } from '../show.ts';
import { MAX_SEQUENCE } from '../proof/content.ts';
import { shown, toCollectionName, toDatabaseName } from './names.ts';
import type { Said, Sayings, SettingFlags } from './sayings.ts';
import { fromFlags, isOn } from './sayings.ts';
import { dashed } from './table.ts';
import type { Target } from './target.ts';
import type { Limit } from '../wizard/limits.ts';
import { describeLimit, fitsOneLoad, GB, KB, LIMITS, toNumber } from '../wizard/limits.ts';
import { STEPS } from '../wizard/steps.ts';
import type { Step } from '../wizard/steps.ts';
import type { LoadInput } from '../wizard/inputs.ts';
import type { Drill } from '../world/rehearsal/drills.ts';
import { DRILLS, findDrill } from '../world/rehearsal/drills.ts';

/** The flags of `present` as they were typed; commander has only split them. */
export interface Flags extends SettingFlags {
  readonly config?: string;
  /** `true` without an id. */
  readonly resume?: string | true;
  readonly fresh?: boolean;
  readonly replay?: string;
  readonly fault?: readonly string[];
}

export type WriteConcern = number | 'majority';

export interface Config {
  readonly target: Target;
  readonly show: ShowConfig;
  readonly db: string;
  readonly coll: string;
  readonly writeConcern: WriteConcern;
  readonly plain: boolean;
  /** Which show is begun: a new one, one that was cut off or left, or a new one unless the presenter takes up the old one. */
  readonly begin: Begin;
  /** What goes wrong on purpose in a rehearsal, and from which step on. */
  readonly drills: readonly WantedDrill[];
}

export interface WantedDrill {
  readonly drill: Drill;
  readonly step: Step;
}

/** What `--replay` is to play. */
export interface ReplayConfig {
  readonly id: string;
  readonly speed: number;
  readonly plain: boolean;
}

export type Begin =
  /** `asked`: in so many words, and not by flags that only fit a new show. */
  | { readonly tag: 'fresh'; readonly asked: boolean }
  | { readonly tag: 'offer' }
  /** Without an id the newest that is not over. */
  | { readonly tag: 'resume'; readonly id?: string };

/** As in the hand-made demo: 1 GB of 16 KB documents in batches of 2000; 1 percent in batches of 1000, 500 ms apart. */
const DEFAULTS = {
  db: 'loadtest',
  coll: 'events',
  targetGb: 1,
  documentKb: 16,
  loadBatch: 2000,
  percent: 1,
  batch: 1000,
  pauseMs: 500,
};
const DEFAULT_SPEED = 20;
/** After so many iterations `--auto` stops deleting. */
const AUTO_ITERATIONS = 4;

const REHEARSAL: Target = { kind: 'rehearsal' };

/**
 * Checks every setting before anything is touched; throws a SetupError that says what to change. Which show is begun is said by
 * flags alone: what stands in a file is said of every show.
 */
export function toConfig(flags: Flags, said: Sayings = fromFlags(flags), target: Target = REHEARSAL): Config {
  const db = toDatabaseName(said.db?.text ?? DEFAULTS.db);
  const coll = toCollectionName(said.coll?.text ?? DEFAULTS.coll, db);
  const seed = toSetting(said.seed, LIMITS.seed) ?? randomInt(2 ** 32);
  const auto = isOn(said.auto);
  return {
    target,
    db,
    coll,
    writeConcern: toWriteConcern(said.w),
    plain: isOn(said.plain),
    begin: toBegin(flags),
    drills: (flags.fault ?? []).map(toWantedDrill),
    show: {
      showId: toShowId(seed),
      seed,
      from: toStep(said.from),
      auto,
      readOnly: isOn(said.readOnly),
      speed: toSetting(said.speed, LIMITS.speed) ?? DEFAULT_SPEED,
      load: toLoadInput(said),
      delete: {
        percent: toSetting(said.percent, LIMITS.percent) ?? DEFAULTS.percent,
        batch: toSetting(said.deleteBatch, LIMITS.batch) ?? DEFAULTS.batch,
        pauseMs: toSetting(said.sleepMs, LIMITS.pauseMs) ?? DEFAULTS.pauseMs,
        ...(auto ? { iterations: AUTO_ITERATIONS } : {}),
      },
    },
  };
}

function toLoadInput({ targetGb, untilGb, docKb, batch }: Sayings): LoadInput {
  const until = toSetting(untilGb, LIMITS.untilGb);
  const bytes = (toSetting(targetGb, LIMITS.targetGb) ?? DEFAULTS.targetGb) * GB;
  const documentBytes = Math.round((toSetting(docKb, LIMITS.documentKb) ?? DEFAULTS.documentKb) * KB);
  if (!fitsOneLoad(bytes, documentBytes)) {
    throw new SetupError(
      `One load can hold ${MAX_SEQUENCE} documents: choose a smaller --target-gb, or a larger --doc-kb`,
    );
  }
  return {
    bytes,
    documentBytes,
    batch: toSetting(batch, LIMITS.loadBatch) ?? DEFAULTS.loadBatch,
    ...(until === undefined ? {} : { untilBytes: until * GB }),
  };
}

/** Flags that a replay goes by; all others are for a show. */
const OF_A_REPLAY = ['replay', 'speed', 'plain'] as const satisfies readonly (keyof Flags)[];

/** Checks the flags of a replay; undefined when a show is to be presented instead. Throws a SetupError that says what to change. */
export function toReplay(flags: Flags): ReplayConfig | undefined {
  const { replay: id, speed, plain = false } = flags;
  if (id === undefined) return undefined;
  const other = Object.keys(flags).find((flag) => !OF_A_REPLAY.some((own) => own === flag));
  if (other) {
    throw new SetupError(`--replay plays a past show again, and ${dashed(other)} is for presenting one`, {
      nextSteps: [`Leave out ${dashed(other)}`, 'A replay takes --speed and --plain'],
    });
  }
  return { id, plain, speed: number('--speed', speed, LIMITS.speed) ?? 1 };
}

/** What says how a show is to be is for a new one: an old one goes on as it was begun. */
const OF_A_NEW_SHOW = [
  'from',
  'seed',
  'db',
  'coll',
  'targetGb',
  'untilGb',
  'docKb',
  'batch',
  'w',
  'percent',
  'deleteBatch',
  'sleepMs',
] as const satisfies readonly (keyof Flags)[];

function toBegin(flags: Flags): Begin {
  const named = OF_A_NEW_SHOW.find((flag) => flags[flag] !== undefined);
  if (flags.resume === undefined)
    return named || flags.auto || flags.fresh ? { tag: 'fresh', asked: flags.fresh ?? false } : { tag: 'offer' };
  if (flags.fresh) throw new SetupError('--resume and --fresh exclude each other: leave out one of them');
  if (named) {
    throw new SetupError(`--resume goes on with the show as it was begun, and ${dashed(named)} is for a new one`, {
      nextSteps: [`Leave out ${dashed(named)}`, 'Or begin anew with --fresh'],
    });
  }
  return { tag: 'resume', ...(flags.resume === true ? {} : { id: flags.resume }) };
}

/** A number that a flag says, within its limit; undefined when the flag is absent. */
export const number = (flag: string, text: string | undefined, limit: Limit): number | undefined =>
  toSetting(text === undefined ? undefined : { text, by: flag }, limit);

function toSetting(said: Said | undefined, limit: Limit): number | undefined {
  if (said === undefined) return undefined;
  const value = toNumber(said.text, limit);
  if (value === undefined) throw new SetupError(`${said.by} ${shown(said.text)} is not ${describeLimit(limit)}`);
  return value;
}

/** A show is told from others by the day it began and a few digits. */
function toShowId(seed: number): string {
  const began = new Date().toISOString();
  const digits = createHash('sha256').update(`${began} ${seed}`).digest('hex').slice(0, 6);
  return `${began.slice(0, 10)}-${digits}`;
}

function toWriteConcern(w: Said | undefined): WriteConcern {
  if (w === undefined) return 1;
  if (w.text === 'majority') return w.text;
  const value = toNumber(w.text, { least: 1, most: 50, whole: true, unit: 'members' });
  if (value === undefined)
    throw new SetupError(`${w.by} ${shown(w.text)} is not a whole number of members from 1 to 50, nor majority`);
  return value;
}

function toStep(said: Said | undefined): Step {
  if (said === undefined) return 'preflight';
  const step = STEPS.find((one) => one === said.text);
  if (!step) throw new SetupError(`${said.by} ${shown(said.text)} is not a step: choose one of ${STEPS.join(', ')}`);
  return step;
}

/** A drill by its name; a SetupError lists them. */
export function toDrill(name: string): Drill {
  const drill = findDrill(name);
  if (drill) return drill;
  throw new SetupError(`--fault ${shown(name)} is not one of ${DRILLS.map(({ name }) => name).join(', ')}`, {
    nextSteps: ['See what each of them does in README.md'],
  });
}

function toWantedDrill(text: string): WantedDrill {
  const [name = '', named, more] = text.split('@');
  const drill = toDrill(name);
  const step = named === undefined ? drill.step : STEPS.find((one) => one === named);
  if (step && more === undefined) return { drill, step };
  throw new SetupError(`--fault ${shown(text)} names no step: choose one of ${STEPS.join(', ')}`);
}
