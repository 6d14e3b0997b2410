import type { ReactNode } from 'react';
import { Text } from 'ink';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';

interface LineProps {
  readonly as?: Meaning;
  readonly children: ReactNode;
}

/** One line of text, cut off where the room ends. */
export function Line({ as = 'plain', children }: LineProps) {
  return (
    <Text wrap="truncate" {...THEME[as]}>
      {children}
    </Text>
  );
}
