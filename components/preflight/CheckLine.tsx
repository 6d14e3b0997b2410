import { Box } from 'ink';
import type { Check } from '../../src/wizard/checks.ts';
import { Line } from '../parts/Line.tsx';
import { headOf, MEANINGS } from './check-words.ts';

interface CheckLineProps {
  readonly verdict: Check['verdict'];
  readonly name: string;
  readonly seen: string;
}

/** One check, or several that have seen the same, in a line. */
export function CheckLine({ verdict, name, seen }: CheckLineProps) {
  return (
    <Box flexShrink={0}>
      <Box flexShrink={0}>
        <Line as={MEANINGS[verdict]}>{headOf(verdict, name)}</Line>
      </Box>
      <Line>{seen}</Line>
    </Box>
  );
}
