import { SetupError } from '../errors.ts';
import type { FlagKey, SettingKey } from './table.ts';
import { dashed, SETTING_KEYS, SETTINGS } from './table.ts';

/** A setting as somebody wrote it, and the name that it has there: `--db`, `MINUTEBACK_DB`, `db in minuteback.config.json`. */
export interface Said {
  readonly text: string;
  readonly by: string;
}

export type Sayings = { readonly [K in SettingKey]?: Said };

/** The settings among the flags, as commander has split them; a switch is there or not. */
export type SettingFlags = {
  readonly [K in FlagKey]?: (typeof SETTINGS)[K]['kind'] extends 'switch' ? boolean : string;
};

function collect(find: (key: SettingKey) => Said | undefined): Sayings {
  return Object.fromEntries(
    SETTING_KEYS.flatMap((key) => {
      const said = find(key);
      return said ? [[key, said]] : [];
    }),
  );
}

export function fromFlags(flags: SettingFlags): Sayings {
  const values: Readonly<Partial<Record<SettingKey, string | boolean>>> = flags;
  return collect((key) => {
    const value = values[key];
    return value === undefined ? undefined : { text: String(value), by: dashed(key) };
  });
}

const SWITCHES: Readonly<Record<string, string>> = { 1: 'true', true: 'true', 0: 'false', false: 'false' };

function toSwitch(text: string, by: string): Said {
  const value = SWITCHES[text.toLowerCase()];
  if (value !== undefined) return { text: value, by };
  throw new SetupError(`${by} is neither 1 nor 0: it switches something on or off`);
}

/** An empty variable says nothing, as if it were not set. Throws a SetupError for a switch that is neither on nor off. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Sayings {
  return collect((key) => {
    const { env: name, kind } = SETTINGS[key];
    const text = env[name];
    if (text === undefined || text === '') return undefined;
    return kind === 'switch' ? toSwitch(text, name) : { text, by: name };
  });
}

/** By their keys; checked. */
export type FileValues = Readonly<Partial<Record<SettingKey, string | number | boolean>>>;

/** What a file says, whose values have been checked; `name` is that of the file, for messages. */
export function fromFile(values: FileValues, name: string): Sayings {
  return collect((key) => {
    const value = values[key];
    return value === undefined ? undefined : { text: String(value), by: `${key} in ${name}` };
  });
}

/** Of each setting what the first of the sources says that says anything. */
export function merge(...sources: readonly Sayings[]): Sayings {
  return collect((key) => sources.find((source) => source[key])?.[key]);
}

export const isOn = (said: Said | undefined): boolean => said?.text === 'true';
