import { Text } from 'ink';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';

interface BannerProps {
  readonly text: string;
  readonly as: Meaning;
  readonly width: number;
}

/** A line that fills its whole width: for the one thing that must not be missed. */
export function Banner({ text, as, width }: BannerProps) {
  return (
    <Text wrap="truncate" bold inverse {...THEME[as]}>
      {` ${text}`.padEnd(width)}
    </Text>
  );
}
