import { createHash, randomInt } from 'node:crypto';
import { SetupError } from './errors.ts';
import type { ShowConfig } from './show.ts';
import { MAX_SEQUENCE } from './proof/content.ts';
import { describeLimit, LIMITS, toNumber } from './wizard/limits.ts';
import { STEPS } from './wizard/steps.ts';
import type { Step } from './wizard/steps.ts';
import type { Drill } from './world/rehearsal/drills.ts';
import { DRILLS, findDrill } from './world/rehearsal/drills.ts';

/** The flags of `present` as they were typed; commander has only split them. */
export interface Flags {
  readonly uri?: string;
  readonly db?: string;
  readonly coll?: string;
  readonly targetGb?: string;
  readonly untilGb?: string;
  readonly docKb?: string;
  readonly batch?: string;
  readonly w?: string;
  readonly percent?: string;
  readonly deleteBatch?: string;
  readonly sleepMs?: string;
  readonly from?: string;
  readonly speed?: string;
  readonly seed?: string;
  readonly auto?: boolean;
  readonly plain?: boolean;
  /** `true` without an id. */
  readonly resume?: string | true;
  readonly fresh?: boolean;
  readonly replay?: string;
  readonly fault?: readonly string[];
}

export type WriteConcern = number | 'majority';

export interface Config {
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

const GB = 2 ** 30;
const KB = 2 ** 10;

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

/** Checks every flag before anything is touched; throws a SetupError that says what to change. */
export function toConfig(flags: Flags): Config {
  if (flags.uri !== undefined) {
    throw new SetupError('Presenting live is not part of this version', { nextSteps: ['Leave out --uri to rehearse'] });
  }
  const db = toDatabaseName(flags.db ?? DEFAULTS.db);
  const coll = toCollectionName(flags.coll ?? DEFAULTS.coll, db);
  const seed = number('--seed', flags.seed, LIMITS.seed) ?? randomInt(2 ** 32);
  const auto = flags.auto ?? false;
  const untilGb = number('--until-gb', flags.untilGb, LIMITS.untilGb);
  const documentKb = number('--doc-kb', flags.docKb, LIMITS.documentKb) ?? DEFAULTS.documentKb;
  const bytes = (number('--target-gb', flags.targetGb, LIMITS.targetGb) ?? DEFAULTS.targetGb) * GB;
  const documentBytes = Math.round(documentKb * KB);
  if (bytes / documentBytes > MAX_SEQUENCE) {
    throw new SetupError(
      `One load can hold ${MAX_SEQUENCE} documents: choose a smaller --target-gb, or a larger --doc-kb`,
    );
  }
  return {
    db,
    coll,
    writeConcern: toWriteConcern(flags.w),
    plain: flags.plain ?? false,
    begin: toBegin(flags),
    drills: (flags.fault ?? []).map(toWantedDrill),
    show: {
      showId: toShowId(seed),
      seed,
      from: toStep(flags.from),
      auto,
      speed: number('--speed', flags.speed, LIMITS.speed) ?? DEFAULT_SPEED,
      load: {
        bytes,
        documentBytes,
        batch: number('--batch', flags.batch, LIMITS.loadBatch) ?? DEFAULTS.loadBatch,
        ...(untilGb === undefined ? {} : { untilBytes: untilGb * GB }),
      },
      delete: {
        percent: number('--percent', flags.percent, LIMITS.percent) ?? DEFAULTS.percent,
        batch: number('--delete-batch', flags.deleteBatch, LIMITS.batch) ?? DEFAULTS.batch,
        pauseMs: number('--sleep-ms', flags.sleepMs, LIMITS.pauseMs) ?? DEFAULTS.pauseMs,
        ...(auto ? { iterations: AUTO_ITERATIONS } : {}),
      },
    },
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

/** A flag as it is typed. */
const dashed = (flag: string): string => `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

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
export function number(
  flag: string,
  text: string | undefined,
  limit: (typeof LIMITS)[keyof typeof LIMITS],
): number | undefined {
  if (text === undefined) return undefined;
  const value = toNumber(text, limit);
  if (value === undefined) throw new SetupError(`${flag} ${JSON.stringify(text)} is not ${describeLimit(limit)}`);
  return value;
}

/** A show is told from others by the day it began and a few digits. */
function toShowId(seed: number): string {
  const began = new Date().toISOString();
  const digits = createHash('sha256').update(`${began} ${seed}`).digest('hex').slice(0, 6);
  return `${began.slice(0, 10)}-${digits}`;
}

const SYSTEM_DATABASES = ['admin', 'local', 'config', 'minuteback'];

/** By https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions, and never a database of the system or our own. */
export function toDatabaseName(name: string): string {
  const problem =
    name === ''
      ? 'is empty'
      : Buffer.byteLength(name) > 63
        ? 'is longer than 63 bytes'
        : /[/\\. "$*<>:|?\0]/.test(name)
          ? 'holds one of / \\ . " $ * < > : | ? or a space, which MongoDB forbids'
          : /[\p{Cc}\p{Cf}]/u.test(name)
            ? 'holds characters that cannot be seen'
            : SYSTEM_DATABASES.includes(name.toLowerCase())
              ? 'is not for documents that are deleted'
              : undefined;
  if (problem) throw new SetupError(`The database name ${shown(name)} ${problem}: choose another with --db`);
  return name;
}

function toCollectionName(name: string, db: string): string {
  const problem =
    name === ''
      ? 'is empty'
      : Buffer.byteLength(`${db}.${name}`) > 255
        ? 'makes a namespace longer than 255 bytes'
        : /[$\0]/.test(name) ||
            name.startsWith('system.') ||
            name.startsWith('.') ||
            name.endsWith('.') ||
            name.includes('..')
          ? 'holds $, begins with system. or has a dot in a wrong place, which MongoDB forbids'
          : /[\p{Cc}\p{Cf}]/u.test(name)
            ? 'holds characters that cannot be seen'
            : undefined;
  if (problem) throw new SetupError(`The collection name ${shown(name)} ${problem}: choose another with --coll`);
  return name;
}

/** Quoted, escaped and cut: a name from the command line is not trusted on a terminal. */
const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

function toWriteConcern(w: string | undefined): WriteConcern {
  if (w === undefined) return 1;
  if (w === 'majority') return w;
  const value = toNumber(w, { least: 1, most: 50, whole: true, unit: 'members' });
  if (value === undefined)
    throw new SetupError(`--w ${shown(w)} is not a whole number of members from 1 to 50, nor majority`);
  return value;
}

function toStep(name: string | undefined): Step {
  if (name === undefined) return 'preflight';
  const step = STEPS.find((one) => one === name);
  if (!step) throw new SetupError(`--from ${shown(name)} is not a step: choose one of ${STEPS.join(', ')}`);
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
