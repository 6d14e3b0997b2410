import { Box, Text } from 'ink';
import { PHASE_WORDS, SIGNS } from '../../src/wizard/copy/frame.ts';
import { GO_TO } from '../../src/wizard/copy/overlays.ts';
import { COPY } from '../../src/wizard/copy/steps.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { STEPS } from '../../src/wizard/steps.ts';
import { Line } from '../parts/Line.tsx';

interface GotoOverlayProps {
  readonly state: State;
  readonly at: number;
}

const TITLE_WIDTH = Math.max(...STEPS.map((step) => COPY[step].title.length)) + 3;

/** The list of steps; the chosen one has an arrow. */
export function GotoOverlay({ state, at }: GotoOverlayProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line as="strong">{GO_TO}</Line>
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        {STEPS.map((step, k) => {
          const { tag } = phaseOf(state, step);
          return (
            <Text key={step} wrap="truncate" bold={k === at}>
              {`${k === at ? '→' : ' '} ${String(k + 1).padStart(2)}  `}
              <Text inverse={k === at}>{COPY[step].title}</Text>
              {`${' '.repeat(TITLE_WIDTH - COPY[step].title.length)}${SIGNS[tag]} ${PHASE_WORDS[tag]}`}
            </Text>
          );
        })}
      </Box>
    </Box>
  );
}
