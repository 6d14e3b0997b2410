import type { Binding } from './binding.ts';
import type { EventBody, Intent } from './events.ts';
import { ADOPT, CONFIRM_TARGET } from './copy/guards.ts';
import { toConfirm } from './guarding.ts';
import { WAIT_ACTION } from './copy/restore.ts';
import { copyOf } from './copy/by-hand.ts';
import { REPLAY_KEYMAP } from './replay.ts';
import { runningOf } from './show.ts';
import { boundIn, overlayHints, takesText } from './overlay-keymap.ts';
import { blockedPicker } from './picker.ts';
import type { Reason } from './stage.ts';
import type { State } from './state.ts';
import { blockedChange, blockedStart } from './moves.ts';
import { asksPoint, awaitingWord, blockedRestore, canStillStop, isByHand, isComing, phaseOf } from './state.ts';
import { BEATS, RULES } from './steps.ts';

/** A key in the footer. With a reason it cannot work now. */
export interface Hint {
  readonly keys: string;
  readonly does: string;
  readonly reason?: Reason;
  readonly main: boolean;
}

/** Enter is deaf for so long after a screen, an overlay or a phase has changed; real time. */
export const DEAF_MS = 500;

const CONFIRM_HINTS = { arm: CONFIRM_TARGET, adopt: ADOPT, on: 'go on' } as const;

const running = (state: State) => runningOf(state.show, state.stage.shown);

function mainHint(state: State): string | undefined {
  const { shown, beat } = state.stage;
  const phase = phaseOf(state, shown);
  if (phase.tag === 'running') return awaitingWord(state, shown) && copyOf(state, shown).confirm;
  if (shown === 'cursors' && beat < BEATS) return 'next part';
  if (state.stage.wish) return undefined;
  if (shown === 'restore' && isComing(state)) return WAIT_ACTION;
  if (phase.tag === 'failed') return 'try again';
  if (phase.tag === 'briefing' && RULES[shown].starts === 'key') return copyOf(state, shown).action(state.show);
  if (shown === 'preflight') return CONFIRM_HINTS[toConfirm(state) ?? 'on'];
  return shown === 'wrap' ? undefined : 'go on';
}

function mainReason(state: State): Reason | undefined {
  const { shown } = state.stage;
  const phase = phaseOf(state, shown);
  const begins = phase.tag === 'failed' || (phase.tag === 'briefing' && RULES[shown].starts === 'key');
  if (!begins) return undefined;
  if (shown === 'restore' && !blockedStart(state, shown)) return isComing(state) ? undefined : blockedRestore(state);
  return blockedStart(state, shown);
}

function stopHint(state: State): string | undefined {
  if (state.stage.wish) return 'stop waiting';
  if (!running(state)) return undefined;
  if (!RULES[state.stage.shown].endless || canStillStop(state)) return 'stop';
  return isByHand(state) ? 'it does not go on' : undefined;
}

const inRehearsal =
  (hint: string) =>
  (state: State): string | undefined =>
    state.about.kind === 'rehearsal' ? hint : undefined;
const onlyRehearsal = (state: State): Reason | undefined =>
  state.about.kind === 'live' ? 'only-rehearsal' : undefined;

/** What the keys do while no overlay is open, in the order of the footer. */
export const KEYMAP: readonly Binding[] = [
  {
    keys: ['return'],
    shown: 'Enter',
    does: "start the step's action, reveal its next part, or go on when it is done",
    intent: 'advance',
    hint: mainHint,
    reason: mainReason,
  },
  {
    keys: ['y'],
    shown: 'y',
    does: 'say that the point on offer is the one that was typed in the browser',
    intent: 'yes',
    hint: (state) => (state.stage.shown === 'restore' && asksPoint(state) ? 'that point was typed there' : undefined),
  },
  {
    keys: ['escape'],
    shown: 'Esc',
    does: 'close what is open, else stop what runs here; never cancels a restore',
    intent: 'stop',
    hint: stopHint,
    reason: (state) => (running(state)?.stopping ? 'stopping' : undefined),
  },
  {
    keys: ['p'],
    shown: 'p',
    does: 'pause and go on, while documents are loaded or deleted',
    intent: 'pause',
    hint: (state) =>
      !running(state) || !['load', 'delete'].includes(state.stage.shown)
        ? undefined
        : running(state)?.paused
          ? 'go on'
          : 'pause',
  },
  {
    keys: ['e'],
    shown: 'e',
    does: 'edit the values of load and delete, or the snapshot schedule, in place',
    intent: 'edit',
    hint: (state) =>
      (state.stage.shown === 'schedule' && !isByHand(state)) ||
      (['load', 'delete'].includes(state.stage.shown) && !running(state))
        ? 'edit'
        : undefined,
    reason: editReason,
  },
  {
    keys: ['t'],
    shown: 't',
    does: 'pick another restore point, on a chart or as a time',
    intent: 'point',
    hint: (state) => (blockedPicker(state) === 'no-choice' ? undefined : 'pick the point'),
    reason: blockedPicker,
  },
  {
    keys: ['right', 'pagedown'],
    shown: 'Right',
    does: 'next step (also PageDown); only moves',
    intent: 'next',
    hint: () => 'on',
  },
  {
    keys: ['left', 'pageup'],
    shown: 'Left',
    does: 'previous step (also PageUp); only moves',
    intent: 'back',
    hint: () => 'back',
  },
  {
    keys: ['s'],
    shown: 's',
    does: 'skip the step; a rehearsal makes its result so where the next ones need it',
    intent: 'skip',
    hint: (state) => (['briefing', 'failed'].includes(phaseOf(state, state.stage.shown).tag) ? 'skip' : undefined),
  },
  {
    keys: ['f'],
    shown: 'f',
    does: 'rehearsal: jump to the next event',
    intent: 'jump',
    hint: inRehearsal('jump ahead'),
    reason: onlyRehearsal,
  },
  { keys: ['r'], shown: 'r', does: 'do the step again (asks where it changes something)', intent: 'again' },
  { keys: ['g'], shown: 'g', does: 'list of steps to go to', intent: 'steps' },
  { keys: ['n'], shown: 'n', does: 'notes for the presenter, on and off', intent: 'notes', hint: () => 'notes' },
  { keys: ['+', '='], shown: '+', does: 'rehearsal: hurry twice as fast', intent: 'faster', reason: onlyRehearsal },
  { keys: ['-'], shown: '-', does: 'rehearsal: hurry half as fast', intent: 'slower', reason: onlyRehearsal },
  { keys: ['b', '.'], shown: 'b', does: 'blank screen, and back (also .)', intent: 'blank' },
  { keys: ['?'], shown: '?', does: 'help', intent: 'help', hint: () => 'help' },
  { keys: ['ctrl+l'], shown: 'Ctrl+L', does: 'draw the screen again', intent: 'redraw' },
  { keys: ['q'], shown: 'q', does: 'quit (asks while something runs)', intent: 'quit', hint: () => 'quit' },
  {
    keys: ['ctrl+c'],
    shown: 'Ctrl+C',
    does: 'stop a running load or delete; again, or otherwise: quit',
    intent: 'interrupt',
  },
];

/** The table of a show, or that of a replay. */
export const keymapOf = ({ about }: State): readonly Binding[] => (about.replay ? REPLAY_KEYMAP : KEYMAP);

function editReason(state: State): Reason | undefined {
  const { schedule } = state.show.results;
  if (state.stage.shown !== 'schedule') return undefined;
  if (isByHand(state)) return 'nobody-asked';
  const stops = blockedChange(state);
  if (stops) return stops;
  if (!schedule) return 'not-read-yet';
  return schedule.schedule ? undefined : 'backup-inactive';
}

/** Keys that Enter's deaf time holds for: what starts, confirms or sends. */
const CONFIRMS: readonly Intent[] = ['advance', 'submit', 'yes'];

/** A key as the terminal face hears it: a name, or the characters that arrived together. */
export interface Key {
  readonly name: string;
}

/**
 * What a key means now; undefined when nothing. Characters that arrive glued together count as the first one alone, and never
 * confirm anything: they were not typed one by one.
 */
export function resolveKey(state: State, { name }: Key, realAt: number): EventBody | undefined {
  const intent = intentOf(state, name);
  if (typeof intent === 'object') return intent;
  if (intent === undefined) return undefined;
  if (CONFIRMS.includes(intent) && realAt - state.stage.changedAt < deafFor(state)) return undefined;
  return { type: 'intent', intent };
}

/** Typing into a field and moving in a list change the overlay too; Enter after that is meant. */
const deafFor = ({ stage: { overlay } }: State): number =>
  overlay && overlay.tag !== 'confirm' && overlay.tag !== 'help' ? 0 : DEAF_MS;

function intentOf(state: State, name: string): Intent | EventBody | undefined {
  if (name === 'ctrl+c') return 'interrupt';
  if (name === 'ctrl+l') return 'redraw';
  const { overlay, blank } = state.stage;
  const isText = !NAMED.has(name);
  if (!overlay) {
    const pressed = isText ? name.slice(0, 1).toLowerCase() : name;
    const binding = keymapOf(state).find(({ keys }) => keys.includes(pressed));
    if (binding && isText && name.length > 1 && CONFIRMS.includes(binding.intent)) return undefined;
    // A blank screen gives away nothing: only the key that blanked it is heard.
    return blank && binding?.intent !== 'blank' && binding?.intent !== 'quit' ? undefined : binding?.intent;
  }
  if (name === 'escape') return 'cancel';
  const bound = boundIn(overlay, isText ? name.toLowerCase() : name);
  if (bound) return bound;
  if (isText && takesText(overlay)) return typed(name);
  // A held Enter opened the question; it must not answer it either way.
  if (overlay.tag === 'confirm' && name === 'return') return undefined;
  return overlay.tag === 'confirm' || overlay.tag === 'help' ? 'cancel' : undefined;
}

/** Only what can be seen goes into a field: no line end or control character, however it arrived. */
function typed(text: string): EventBody | undefined {
  const seen = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '');
  return seen === '' ? undefined : { type: 'type', text: seen };
}

const NAMED = new Set([
  'return',
  'escape',
  'left',
  'right',
  'up',
  'down',
  'pageup',
  'pagedown',
  'tab',
  'backspace',
  'delete',
  'home',
  'end',
]);

/** The footer for the present state, most useful first. */
export function hintsFor(state: State): readonly Hint[] {
  const { overlay } = state.stage;
  if (overlay) return overlayHints(overlay).map(([keys, does], k) => ({ keys, does, main: k === 0 }));
  return keymapOf(state).flatMap(({ shown, hint, reason, intent }): Hint[] => {
    const does = hint?.(state);
    if (does === undefined) return [];
    const why = reason?.(state);
    return [{ keys: shown, does, main: intent === 'advance', ...(why ? { reason: why } : {}) }];
  });
}
