import { existsSync } from 'node:fs';
import * as inspector from 'node:inspector';
import { resolve } from 'node:path';
import type { Config, Flags } from './config.ts';
import { toConfig } from './config.ts';
import { SetupError } from '../errors.ts';
import { parseUri } from '../world/live/uri.ts';
import type { ReadFile } from './files.ts';
import type { Ask } from './live-target.ts';
import { toTarget } from './live-target.ts';
import type { Sayings } from './sayings.ts';
import { fromEnvironment, fromFlags, merge } from './sayings.ts';

/** Lies in the working folder, and need not. */
const CONFIG_FILE = 'minuteback.config.json';
/** A file that has to be there. */
const CONFIG_ENV = 'MINUTEBACK_CONFIG';

/** What settings are read from. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Throws the error of the file system. */
  readonly readFile?: (path: string) => ReadFile;
  /** Absent without a terminal: then nobody can be asked. */
  readonly ask?: Ask;
  /** A debugger may be attached to this process, and read what it holds. */
  readonly debugged?: boolean;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

function holdsSecret(uri: string): boolean {
  try {
    return parseUri(uri).secrets.length > 0;
  } catch {
    // What cannot be read may hold anything.
    return true;
  }
}

/** From the config file and the file of secrets, of which the latter is asked last; loaded only where there is one. */
async function readFiles(flags: Flags, first: Sayings, { env, cwd, readFile }: Surroundings): Promise<Sayings> {
  const config = flags.config ?? env[CONFIG_ENV];
  const found = config || (existsSync(resolve(cwd, CONFIG_FILE)) ? CONFIG_FILE : undefined);
  if (found === undefined && !first.secrets) return {};
  const files = await import('./files.ts');
  const reader = { cwd, readFile: readFile ?? files.readFile };
  const by = flags.config === undefined ? CONFIG_ENV : '--config';
  const said = found === undefined ? {} : files.readConfigFile(reader, found, by, holdsSecret);
  const secrets = merge(first, said).secrets;
  return secrets ? merge(said, files.readSecretsFile(reader, secrets.text, secrets.by)) : said;
}

/**
 * Settings as flags, environment, config file and file of secrets say them, in this order; frozen. Asks for secrets that are
 * missing once all else is right. Throws a SetupError that says what to change, and repeats no secret.
 */
export async function readSettings(flags: Flags, surroundings: Surroundings): Promise<Config> {
  const first = merge(fromFlags(flags), fromEnvironment(surroundings.env));
  const said = merge(first, await readFiles(flags, first, surroundings));
  const config = toConfig(flags, said);
  if (said.uri && surroundings.debugged) {
    throw new SetupError('A debugger may be attached to this program, and would read its secrets', {
      nextSteps: ['Take --inspect out of NODE_OPTIONS, and start again'],
    });
  }
  const target = await toTarget(said, config.drills.length > 0, surroundings.ask);
  const told = target.kind === 'live' ? target.appdbHost : undefined;
  const show = { ...config.show, ...(told === undefined ? {} : { appdbHost: told }) };
  return deepFreeze({ ...config, target, show });
}

/** Those of this process. Whoever sits at a terminal can be asked. */
export function surroundings(): Surroundings {
  const { env, stdin, stdout } = process;
  const around = { env, cwd: process.cwd(), debugged: inspector.url() !== undefined };
  if (!stdin.isTTY || !stdout.isTTY || env['TERM'] === 'dumb') return around;
  return { ...around, ask: async (question) => (await import('../faces/ask.tsx')).ask(question) };
}
