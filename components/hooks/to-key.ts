import type { Key as InkKey } from 'ink';
import type { Key } from '../../src/wizard/keymap.ts';

const NAMES = [
  ['return', 'return'],
  ['escape', 'escape'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
  ['home', 'home'],
  ['end', 'end'],
] as const satisfies readonly (readonly [keyof InkKey, string])[];

/** Chords that mean something; other letters with Ctrl, Alt or Cmd are not those letters. */
const CHORDS = new Set(['c', 'l']);

/** A key as the keymap names it: a name, or the characters as they arrived together. Undefined for what nobody binds. */
export function toKey(text: string, key: InkKey): Key | undefined {
  const named = NAMES.find(([flag]) => key[flag]);
  if (named) return { name: named[1] };
  if (key.ctrl) return CHORDS.has(text) ? { name: `ctrl+${text}` } : undefined;
  return key.meta || key.super || key.hyper || text === '' ? undefined : { name: text };
}
