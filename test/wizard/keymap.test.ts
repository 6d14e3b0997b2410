import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEAF_MS, hintsFor, KEYMAP, resolveKey } from '../../src/wizard/keymap.ts';
import type { State } from '../../src/wizard/state.ts';
import { STEPS } from '../../src/wizard/steps.ts';
import { RESTORING } from '../helpers/break-states.ts';
import { DONE, FAILED, RESULTS, running, SKIPPED, stateWith } from '../helpers/states.ts';

const later = (state: State, name: string, afterMs = DEAF_MS) =>
  resolveKey(state, { name }, state.stage.changedAt + afterMs);
const intent = (name: string) => ({ type: 'intent', intent: name });

it('claims no key twice', () => {
  const keys = KEYMAP.flatMap((binding) => binding.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

it('is the table of keys in README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = KEYMAP.map(({ shown, does }) => `| \`${shown}\` | ${does} |`).join('\n');
  expect(readme).toContain(rows);
});

it('offers every key that a step hints at, and offers something on every step in every phase', () => {
  for (const shown of STEPS) {
    for (const phase of [{ tag: 'briefing' } as const, running(), DONE, FAILED, SKIPPED]) {
      const hints = hintsFor(stateWith({ shown, phases: { [shown]: phase }, results: RESULTS }));
      expect(hints.length).toBeGreaterThan(3);
      const names = KEYMAP.map((binding) => binding.shown);
      expect(hints.every(({ keys }) => names.includes(keys))).toBe(true);
    }
  }
});

it('offers Esc while a restore is refused as too fresh, and not once it is accepted', () => {
  const keysOf = (progress: typeof RESTORING) =>
    hintsFor(stateWith({ shown: 'restore', phases: { restore: running<'restore'>(progress) } })).map(
      ({ keys }) => keys,
    );
  const waitingFor = { because: 'too-fresh', words: 'not yet', attempts: 2, until: 0 } as const;
  expect(keysOf({ ...RESTORING, waitingFor })).toContain('Esc');
  expect(keysOf(RESTORING)).not.toContain('Esc');
});

describe('Enter', () => {
  it('is deaf for half a second after a change of screen or phase', () => {
    const state = stateWith({ shown: 'load' });
    expect(later(state, 'return', DEAF_MS - 1)).toBeUndefined();
    expect(later(state, 'return')).toEqual(intent('advance'));
  });

  it('does not answer a question, however long it is held', () => {
    const state = stateWith({ shown: 'delete', stage: { overlay: { tag: 'confirm', question: 'delete' } } });
    expect(later(state, 'return', 5000)).toBeUndefined();
  });
});

describe('characters that arrive glued together', () => {
  it('count as the first one alone', () => {
    expect(later(stateWith({}), 'nn')).toEqual(intent('notes'));
  });

  it('never answer a question with yes', () => {
    const state = stateWith({ stage: { overlay: { tag: 'confirm', question: 'delete' } } });
    expect(later(state, 'yy')).toEqual(intent('cancel'));
    expect(later(state, 'y')).toEqual(intent('yes'));
  });

  it('never send a name: a line end within a paste is no Enter', () => {
    const state = stateWith({
      stage: {
        overlay: {
          tag: 'name',
          typed: '',
          wrong: false,
          asked: { for: 'restore', input: { point: { form: 'second', t: 0 } } },
        },
      },
    });
    expect(later(state, 'rehearsal\r')).toEqual({ type: 'type', text: 'rehearsal' });
  });
});

describe('in a text field', () => {
  const state = stateWith({
    stage: {
      overlay: {
        tag: 'name',
        typed: '',
        wrong: false,
        asked: { for: 'restore', input: { point: { form: 'second', t: 0 } } },
      },
    },
  });

  it.each(['q', 'b', '?', 'é', ' ', '7'])('%j is text', (text) => {
    expect(later(state, text)).toEqual({ type: 'type', text });
  });

  it('drops what cannot be seen', () => {
    expect(later(state, '\u0007\u001b')).toBeUndefined();
  });
});

it('compares letters without regard to caps lock', () => {
  expect(later(stateWith({}), 'Q')).toEqual(intent('quit'));
});

it('hears nothing but its own key and quit while the screen is blank', () => {
  const state = stateWith({ stage: { blank: true } });
  expect(later(state, 'right')).toBeUndefined();
  expect(later(state, '.')).toEqual(intent('blank'));
  expect(later(state, 'q')).toEqual(intent('quit'));
});

it('lets Ctrl+C and Ctrl+L through whatever is open', () => {
  const state = stateWith({ stage: { overlay: { tag: 'help' } } });
  expect(later(state, 'ctrl+c')).toEqual(intent('interrupt'));
  expect(later(state, 'ctrl+l')).toEqual(intent('redraw'));
});
