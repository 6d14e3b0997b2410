import { Box, Text } from 'ink';
import { THEME } from '../theme.ts';
import type { ProofRow } from './proof-rows.ts';

interface ProofCardProps {
  readonly rows: readonly ProofRow[];
}

/** What was checked, a line each: whether it holds, what was seen, how long that took. */
export function ProofCard({ rows }: ProofCardProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map(({ key, head, words, took, as }) => (
        <Text key={key} wrap="truncate">
          <Text {...THEME[as]}>{head}</Text>
          {words}
          <Text {...THEME.quiet}>{took}</Text>
        </Text>
      ))}
    </Box>
  );
}
