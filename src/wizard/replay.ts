import type { Binding } from './binding.ts';

/** What the keys do in a replay, in the order of the footer. */
export const REPLAY_KEYMAP: readonly Binding[] = [
  {
    keys: [' ', 'p'],
    shown: 'Space',
    does: 'pause, and go on (also p)',
    intent: 'pause',
    hint: ({ about }) => (about.replay?.ended ? undefined : about.replay?.paused ? 'go on' : 'pause'),
  },
  {
    keys: ['right', 'pagedown'],
    shown: 'Right',
    does: 'next step (also PageDown)',
    intent: 'next',
    hint: () => 'next step',
  },
  {
    keys: ['left', 'pageup'],
    shown: 'Left',
    does: 'previous step (also PageUp)',
    intent: 'back',
    hint: () => 'previous step',
  },
  { keys: ['+', '='], shown: '+', does: 'twice as fast', intent: 'faster', hint: () => 'faster' },
  { keys: ['-'], shown: '-', does: 'half as fast', intent: 'slower', hint: () => 'slower' },
  { keys: ['b', '.'], shown: 'b', does: 'blank screen, and back (also .)', intent: 'blank', hint: () => 'blank' },
  { keys: ['?'], shown: '?', does: 'help', intent: 'help', hint: () => 'help' },
  { keys: ['ctrl+l'], shown: 'Ctrl+L', does: 'draw the screen again', intent: 'redraw' },
  { keys: ['q'], shown: 'q', does: 'quit (also Ctrl+C)', intent: 'quit', hint: () => 'quit' },
];
