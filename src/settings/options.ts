import { Option } from 'commander';
import type { Setting, SettingKey } from './table.ts';
import { dashed, isSecret, SETTING_KEYS, SETTINGS } from './table.ts';

/** The flag of a setting as the command line takes it. */
export function toOption(key: SettingKey): Option {
  const { takes, words }: Setting = SETTINGS[key];
  return new Option(takes === undefined ? dashed(key) : `${dashed(key)} <${takes}>`, words);
}

/** The flags of a group; secrets have none. */
export const toOptions = (group: Setting['group']): readonly Option[] =>
  SETTING_KEYS.filter((key) => SETTINGS[key].group === group && !isSecret(key)).map(toOption);
