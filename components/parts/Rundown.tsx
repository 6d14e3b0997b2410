import { Box, Text } from 'ink';
import { PHASE_WORDS, SHORT_NAMES, SIGNS } from '../../src/wizard/copy/frame.ts';
import type { Phase } from '../../src/wizard/show.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import type { Step } from '../../src/wizard/steps.ts';
import { ACTS, RULES, STEPS } from '../../src/wizard/steps.ts';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';
import { Line } from './Line.tsx';

const MEANINGS: { readonly [T in Phase['tag']]: Meaning } = {
  briefing: 'quiet',
  running: 'accent',
  done: 'good',
  failed: 'bad',
  skipped: 'quiet',
};

/** Cells of `Marks`. */
export const MARKS_WIDTH = STEPS.length * 2 + 1;

/** The whole rundown in one line: a sign for each step, the one on screen in brackets. */
export function Marks({ state }: { readonly state: State }) {
  const at = STEPS.indexOf(state.stage.shown);
  return (
    <Text>
      {STEPS.map((step, k) => {
        const { tag } = phaseOf(state, step);
        return (
          <Text key={step}>
            {k === at ? '[' : k === at + 1 ? ']' : ' '}
            <Text {...THEME[MEANINGS[tag]]}>{SIGNS[tag]}</Text>
          </Text>
        );
      })}
      {at === STEPS.length - 1 ? ']' : ' '}
    </Text>
  );
}

/** Cells of `Rail`. */
export const RAIL_WIDTH = 24;

/** The rundown at the left of a wide terminal: acts, names and states. */
export function Rail({ state }: { readonly state: State }) {
  return (
    <Box flexDirection="column" width={RAIL_WIDTH} flexShrink={0} overflow="hidden">
      {ACTS.map((act, k) => (
        <Box key={act} flexDirection="column" flexShrink={0} marginTop={k === 0 ? 0 : 1}>
          <Line as="quiet">{act}</Line>
          {STEPS.filter((step) => RULES[step].act === act).map((step) => (
            <RailLine key={step} step={step} tag={phaseOf(state, step).tag} shown={step === state.stage.shown} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

interface RailLineProps {
  readonly step: Step;
  readonly tag: Phase['tag'];
  readonly shown: boolean;
}

/** Longest of the short names, with a space. */
const NAME_WIDTH = Math.max(...STEPS.map((step) => SHORT_NAMES[step].length)) + 1;

function RailLine({ step, tag, shown }: RailLineProps) {
  const name = shown ? `[${SHORT_NAMES[step]}]` : ` ${SHORT_NAMES[step]}`;
  return (
    <Text wrap="truncate">
      <Text {...THEME[MEANINGS[tag]]}>{SIGNS[tag]}</Text>
      <Text bold={shown}>{name.padEnd(NAME_WIDTH + 1)}</Text>
      <Text {...THEME[MEANINGS[tag]]}>{PHASE_WORDS[tag]}</Text>
    </Text>
  );
}
