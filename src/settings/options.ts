import { Option } from 'commander';
import type { Setting } from './table.ts';
import { dashed, isSecret, SETTING_KEYS, SETTINGS } from './table.ts';

/** The flags of a group as the command line takes them; secrets have none. */
export const toOptions = (group: Setting['group']): readonly Option[] =>
  SETTING_KEYS.filter((key) => SETTINGS[key].group === group && !isSecret(key)).map((key) => {
    const { takes, words }: Setting = SETTINGS[key];
    return new Option(takes === undefined ? dashed(key) : `${dashed(key)} <${takes}>`, words);
  });
