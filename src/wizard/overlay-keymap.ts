import type { Intent } from './events.ts';
import type { Overlay } from './stage.ts';

/** A key of the picker: drives input, footer, and the table in README. */
export interface PickerKey {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly intent: Intent;
  /** In the footer. */
  readonly hint: string;
}

/** What the keys do in the picker of restore points, in the order of the footer. */
export const PICKER_KEYS: readonly PickerKey[] = [
  { keys: ['return'], shown: 'Enter', does: 'take the point', intent: 'submit', hint: 'take' },
  { keys: ['left'], shown: 'Left', does: 'one exact point back', intent: 'left', hint: 'back' },
  { keys: ['right'], shown: 'Right', does: 'one exact point on', intent: 'right', hint: 'on' },
  { keys: ['up'], shown: 'Up', does: 'on to where the next iteration was through', intent: 'up', hint: 'iteration on' },
  {
    keys: ['down'],
    shown: 'Down',
    does: 'back to where the last iteration was through',
    intent: 'down',
    hint: 'iteration back',
  },
  { keys: ['1'], shown: '1', does: 'one minute back', intent: 'minute-back', hint: 'minute back' },
  {
    keys: ['0'],
    shown: '0',
    does: 'just before the first delete',
    intent: 'before-deletes',
    hint: 'first delete',
  },
  { keys: ['t'], shown: 't', does: 'type a local time: HH:MM:SS, or HH:MM', intent: 'point', hint: 'a time' },
  {
    keys: ['escape'],
    shown: 'Esc',
    does: 'close the field, else leave the point as it was',
    intent: 'cancel',
    hint: 'leave',
  },
];

type Keys = Readonly<Record<string, Intent>>;

const FIELD: Keys = { return: 'submit', backspace: 'erase', delete: 'erase' };
const PICKER: Keys = Object.fromEntries(PICKER_KEYS.flatMap(({ keys, intent }) => keys.map((key) => [key, intent])));

/** What Enter and the arrows do in each overlay. Any other printable key is text where there is a text field. */
const OVERLAY_KEYS: { readonly [T in Exclude<Overlay['tag'], 'picker'>]: Keys } = {
  help: { return: 'cancel', '?': 'cancel', q: 'cancel' },
  goto: { return: 'submit', up: 'up', down: 'down', g: 'cancel' },
  confirm: { y: 'yes', n: 'cancel' },
  name: FIELD,
  edit: { ...FIELD, up: 'up', down: 'down', tab: 'down', left: 'left', right: 'right' },
};

export function boundIn(overlay: Overlay, pressed: string): Intent | undefined {
  const keys = overlay.tag !== 'picker' ? OVERLAY_KEYS[overlay.tag] : overlay.typed === undefined ? PICKER : FIELD;
  return Object.hasOwn(keys, pressed) ? keys[pressed] : undefined;
}

/** Whether printable keys are text. */
export const takesText = (overlay: Overlay): boolean =>
  overlay.tag === 'name' || overlay.tag === 'edit' || (overlay.tag === 'picker' && overlay.typed !== undefined);

type Hints = readonly (readonly [keys: string, does: string])[];

const OVERLAY_HINTS: { readonly [T in Exclude<Overlay['tag'], 'picker'>]: Hints } = {
  help: [['Esc', 'close']],
  goto: [
    ['Enter', 'go there'],
    ['Up Down', 'choose'],
    ['Esc', 'close'],
  ],
  confirm: [
    ['y', 'yes'],
    ['any other key', 'no'],
  ],
  name: [
    ['Enter', 'confirm'],
    ['Esc', 'close'],
  ],
  edit: [
    ['Enter', 'take'],
    ['Up Down', 'other field'],
    ['Left Right', 'other value'],
    ['Esc', 'close'],
  ],
};

const TIME_HINTS: Hints = [
  ['Enter', 'go there'],
  ['Esc', 'close the field'],
];
const PICKER_HINTS: Hints = PICKER_KEYS.map(({ shown, hint }) => [shown, hint]);

/** The footer while an overlay is open. */
export function overlayHints(overlay: Overlay): Hints {
  if (overlay.tag !== 'picker') return OVERLAY_HINTS[overlay.tag];
  return overlay.typed === undefined ? PICKER_HINTS : TIME_HINTS;
}
