import type { ReactNode } from 'react';
import { Box } from 'ink';
import { ErrorPanel } from '../ErrorPanel.tsx';
import type { Phase } from '../../src/wizard/show.ts';
import { heldLine, heldOf, PAUSED, skippedLine, STOPPING } from '../../src/wizard/copy/reasons.ts';
import { Line } from './Line.tsx';

interface StepBodyProps {
  /** What the step does, in one line, and what skipping it does. */
  readonly copy: { readonly lead: string; readonly skip: string; readonly clickPath?: string };
  readonly phase: Phase;
  readonly height: number;
  readonly children?: ReactNode;
}

/** What every step's body shares: the lead, what the phase says, the step's own part, and the click path at the bottom. */
export function StepBody({ copy, phase, height, children }: StepBodyProps) {
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      <Box flexShrink={0}>
        <Line>{copy.lead}</Line>
      </Box>
      <Box flexDirection="column" flexGrow={1} marginTop={1} overflow="hidden">
        <PhaseLine phase={phase} skip={copy.skip} />
        {children}
      </Box>
      {copy.clickPath !== undefined && (
        <Box flexShrink={0}>
          <Line as="accent">{copy.clickPath}</Line>
        </Box>
      )}
    </Box>
  );
}

function PhaseLine({ phase, skip }: { readonly phase: Phase; readonly skip: string }) {
  if (phase.tag === 'failed') {
    return (
      <Box marginBottom={1} flexShrink={0}>
        <ErrorPanel error={phase.error} />
      </Box>
    );
  }
  const held = heldOf(phase);
  const said =
    phase.tag === 'skipped'
      ? skippedLine(phase.why, skip)
      : phase.tag === 'running' && phase.stopping
        ? STOPPING
        : phase.tag === 'running' && phase.paused
          ? PAUSED
          : held && heldLine(held);
  return said === undefined ? null : (
    <Box marginBottom={1} flexShrink={0}>
      <Line as="warn">{said}</Line>
    </Box>
  );
}
