import { Box } from 'ink';
import type { Meaning } from '../theme.ts';
import { Line } from './Line.tsx';

/** A labelled value and where it comes from. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  readonly as?: Meaning;
  /** Where it is cut when it is too long; the end by default. */
  readonly cut?: 'middle';
}

interface FactsProps {
  readonly facts: readonly Fact[];
  /** Figures stand right-aligned in a column of this many cells, so that they do not move when they change. */
  readonly figures?: number;
}

/** Labels in one column, values in the next, a line each. */
export function Facts({ facts, figures }: FactsProps) {
  const labels = Math.max(...facts.map(({ label }) => label.length)) + 3;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {facts.map(({ label, value, note, as = 'strong', cut }, k) => (
        <Box key={k}>
          <Box width={labels} flexShrink={0}>
            <Line as="quiet">{label}</Line>
          </Box>
          <Box flexShrink={note === undefined ? 1 : 0}>
            <Line as={as} cut={cut}>
              {figures === undefined ? value : value.padStart(figures)}
            </Line>
          </Box>
          {note !== undefined && (
            <Box marginLeft={2}>
              <Line as="quiet">{note}</Line>
            </Box>
          )}
        </Box>
      ))}
    </Box>
  );
}
