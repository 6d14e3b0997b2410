import { Box, Text } from 'ink';
import { SIGNS } from '../../src/wizard/copy/frame.ts';
import { copyOf } from '../../src/wizard/copy/by-hand.ts';
import { heldEnding } from '../../src/wizard/copy/reasons.ts';
import type { Phase } from '../../src/wizard/show.ts';
import type { State } from '../../src/wizard/state.ts';
import { backgroundSteps, phaseOf } from '../../src/wizard/state.ts';
import type { Step } from '../../src/wizard/steps.ts';
import { THEME } from '../theme.ts';

function workingLine<S extends Step>(state: State, step: S, now: number): string {
  const phase: Phase<S> = phaseOf(state, step);
  const line = copyOf(state, step).working(phase.tag === 'running' ? phase.progress : undefined, now);
  return line + heldEnding(phase);
}

interface CornerProps {
  readonly state: State;
  readonly now: number;
  /** Lines that there is room for. */
  readonly lines: number;
}

/** What works out of sight, a line each. */
export function Corner({ state, now, lines }: CornerProps) {
  const steps = backgroundSteps(state).slice(0, Math.max(0, lines));
  return (
    <Box flexDirection="column" flexShrink={0}>
      {steps.map((step) => (
        <Text key={step} wrap="truncate" {...THEME.accent}>
          {`${SIGNS.running} ${workingLine(state, step, now)}`}
        </Text>
      ))}
    </Box>
  );
}
