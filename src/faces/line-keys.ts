import type { EventBody } from '../wizard/events.ts';
import { DEAF_MS, resolveKey } from '../wizard/keymap.ts';
import type { State } from '../wizard/state.ts';

/** Names of keys that have no character, as they are typed in a line; an empty line is Enter. */
const NAMES: Readonly<Record<string, string>> = {
  '': 'return',
  enter: 'return',
  esc: 'escape',
  left: 'left',
  right: 'right',
  up: 'up',
  down: 'down',
  pageup: 'pageup',
  pagedown: 'pagedown',
};

export type ResolvedLine =
  | { readonly tag: 'events'; readonly events: readonly EventBody[] }
  | { readonly tag: 'unknown'; readonly words: string };

/** What a typed line means: one key, or the whole text of a field, sent with it. The picker's field is opened by what is no key. */
export function resolveLine(state: State, line: string): ResolvedLine {
  const text = line.trim();
  const { overlay } = state.stage;
  const named = Object.hasOwn(NAMES, text.toLowerCase()) ? NAMES[text.toLowerCase()] : undefined;
  if (overlay?.tag === 'name' && named === undefined) {
    return {
      tag: 'events',
      events: [...erased(overlay.typed), { type: 'type', text }, { type: 'intent', intent: 'submit' }],
    };
  }
  if (overlay?.tag === 'picker' && named === undefined && (overlay.typed !== undefined || [...text].length > 1)) {
    const opens: EventBody[] = overlay.typed === undefined ? [{ type: 'intent', intent: 'point' }] : [];
    return {
      tag: 'events',
      events: [...opens, ...erased(overlay.typed ?? ''), { type: 'type', text }, { type: 'intent', intent: 'submit' }],
    };
  }
  const isKey = named !== undefined || [...text].length === 1;
  // A line is typed and sent on purpose: Enter need not be deaf after a change.
  const event = isKey ? resolveKey(state, { name: named ?? text }, state.stage.changedAt + DEAF_MS) : undefined;
  if (event) return { tag: 'events', events: [event] };
  const words = `${JSON.stringify(text)} does nothing here: an empty line is Enter; ? lists the keys; right, left, esc are words`;
  return { tag: 'unknown', words };
}

const erased = (typed: string): EventBody[] => Array.from(typed, () => ({ type: 'intent', intent: 'erase' }));
