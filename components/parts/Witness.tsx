import { Box } from 'ink';
import { WITNESS, witness } from '../../src/wizard/copy/stats.ts';
import { Line } from './Line.tsx';

/** From this height of a body on the line has a heading. */
const ROOMY_HEIGHT = 20;

/** Rows that the witness takes in a body of this height. */
export const witnessRows = (height: number): number => (height >= ROOMY_HEIGHT ? 2 : 1);

interface WitnessProps {
  readonly namespace: string;
  readonly height: number;
}

/** What counts the collection in a second terminal, independently of this program. Stands at the bottom. */
export function Witness({ namespace, height }: WitnessProps) {
  return (
    <>
      <Box flexGrow={1} />
      <Box flexDirection="column" flexShrink={0}>
        {witnessRows(height) > 1 && <Line as="quiet">{WITNESS}</Line>}
        <Line as="accent">{witness(namespace)}</Line>
      </Box>
    </>
  );
}
