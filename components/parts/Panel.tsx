import type { ReactNode } from 'react';
import { Box } from 'ink';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';
import { Line } from './Line.tsx';

interface PanelProps {
  readonly title: string;
  readonly as: Meaning;
  readonly children: ReactNode;
}

/** A box with a title: what lies over a screen. */
export function Panel({ title, as, children }: PanelProps) {
  const colour = THEME[as];
  return (
    <Box
      flexDirection="column"
      flexShrink={0}
      borderStyle="single"
      paddingX={1}
      {...('color' in colour ? { borderColor: colour.color } : {})}
    >
      <Line as="strong">{title}</Line>
      {children}
    </Box>
  );
}
