import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { SetupError } from '../errors.ts';
import type { FileValues, Sayings } from './sayings.ts';
import { fromFile } from './sayings.ts';
import { shown } from './names.ts';
import type { Setting, SettingKey } from './table.ts';
import { isSecret, SETTING_KEYS, SETTINGS } from './table.ts';

/** A file as it lies on disk. */
export interface ReadFile {
  readonly text: string;
  /** Permission bits; undefined where the platform has none. */
  readonly mode: number | undefined;
}

/** Throws the error of the file system. */
export const readFile = (path: string): ReadFile => ({
  text: readFileSync(path, 'utf8'),
  mode: process.platform === 'win32' ? undefined : statSync(path).mode,
});

export interface FileReader {
  readonly cwd: string;
  readonly readFile: (path: string) => ReadFile;
}

const SCHEMAS = {
  text: v.string(),
  path: v.string(),
  secret: v.string(),
  number: v.union([v.number(), v.string()]),
  switch: v.boolean(),
} as const satisfies Record<Setting['kind'], v.GenericSchema>;

const EXPECTED: { readonly [K in Setting['kind']]: string } = {
  text: 'a text in quotes',
  path: 'a text in quotes',
  secret: 'a text in quotes',
  number: 'a number',
  switch: 'true or false',
};

/** Rights of group and others. */
const OF_OTHERS = 0o077;

/** May also stand in a file of secrets: a URI may hold a password. */
const SECRET_KEYS = SETTING_KEYS.filter((key) => isSecret(key) || key === 'uri');

/** What V8 says of broken JSON repeats a piece of it, which may be a secret: only the place is taken from it. */
function placeOf(text: string, { message }: Error): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? '' : `: see line ${text.slice(0, Number(position)).split('\n').length}`;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SetupError(`${name} is not JSON${placeOf(text, error as Error)}`, {
      nextSteps: ['Check quotes and commas: JSON has no comments, and no comma behind the last entry'],
    });
  }
}

function check(value: unknown, keys: readonly SettingKey[], name: string): FileValues {
  const entries = Object.fromEntries(keys.map((key) => [key, v.optional(SCHEMAS[SETTINGS[key].kind])]));
  const parsed = v.safeParse(v.strictObject(entries), Array.isArray(value) ? undefined : value);
  if (parsed.success) return parsed.output as FileValues;
  const key = parsed.issues[0].path?.[0]?.key;
  if (typeof key !== 'string') throw new SetupError(`${name} holds no object: begin it with { and end it with }`);
  const known = keys.find((one) => one === key);
  if (known) throw new SetupError(`${known} in ${name} is not ${EXPECTED[SETTINGS[known].kind]}`);
  throw new SetupError(`${shown(key)} in ${name} is not a setting`, { nextSteps: [`It may hold ${keys.join(', ')}`] });
}

function verifyPrivate({ mode }: ReadFile, path: string, holds: string): void {
  if (mode === undefined || (mode & OF_OTHERS) === 0) return;
  throw new SetupError(`${shown(path)} holds ${holds}, and others than you may read it`, {
    nextSteps: [`Run chmod 600 ${path}`],
  });
}

function open({ cwd, readFile }: FileReader, path: string, by: string): ReadFile {
  try {
    return readFile(resolve(cwd, path));
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new SetupError(`The file ${shown(path)}, which ${by} names, ${why}`, {
      nextSteps: ['Check its path and permissions'],
      cause,
    });
  }
}

/** Paths in a file are meant from where the file lies. */
function fromFolder(values: FileValues, folder: string): FileValues {
  const isPath = (key: string): boolean => SETTINGS[key as SettingKey].kind === 'path';
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      isPath(key) && typeof value === 'string' ? resolve(folder, value) : value,
    ]),
  );
}

/** Any setting but the place of another file of the kind. A URI counts as a secret where it holds one. */
export function readConfigFile(
  reader: FileReader,
  path: string,
  by: string,
  holdsSecret: (uri: string) => boolean,
): Sayings {
  const file = open(reader, path, by);
  const name = basename(path);
  const values = check(parse(file.text, name), SETTING_KEYS, name);
  const { uri } = values;
  const secret = SETTING_KEYS.find((key) => isSecret(key) && values[key] !== undefined);
  const held = secret ?? (typeof uri === 'string' && holdsSecret(uri) ? 'uri' : undefined);
  if (held) verifyPrivate(file, path, held);
  return fromFile(fromFolder(values, dirname(resolve(reader.cwd, path))), name);
}

/** Secrets, and nothing else; whoever else may read the file makes it a SetupError. */
export function readSecretsFile(reader: FileReader, path: string, by: string): Sayings {
  const file = open(reader, path, by);
  verifyPrivate(file, path, 'secrets');
  const name = basename(path);
  return fromFile(check(parse(file.text, name), SECRET_KEYS, name), name);
}
