import type { ReactNode } from 'react';
import { Text } from 'ink';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';

interface LineProps {
  readonly as?: Meaning;
  /** Where it is cut when it is too long; the end by default. */
  readonly cut?: 'middle' | undefined;
  readonly children: ReactNode;
}

/** One line of text, cut where the room ends. */
export function Line({ as = 'plain', cut, children }: LineProps) {
  return (
    <Text wrap={cut === undefined ? 'truncate' : 'truncate-middle'} {...THEME[as]}>
      {children}
    </Text>
  );
}
