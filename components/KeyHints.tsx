import { Box, Text } from 'ink';
import type { Hint } from '../src/wizard/keymap.ts';
import { THEME } from './theme.ts';

const GAP = 3;

const widthOf = ({ keys, does, reason }: Hint): number =>
  keys.length + 1 + does.length + (reason === undefined ? 0 : 2);

/** Hints in lines of at most `width` cells, in their order; the least important, which come last, fall away. */
export function fitHints(hints: readonly Hint[], width: number, most: number): readonly (readonly Hint[])[] {
  const lines: Hint[][] = [[]];
  let used = 0;
  for (const hint of hints) {
    const needed = widthOf(hint) + (used > 0 ? GAP : 0);
    if (used + needed <= width || used === 0) {
      lines.at(-1)!.push(hint);
      used += needed;
    } else if (lines.length < most) {
      lines.push([hint]);
      used = widthOf(hint);
    } else break;
  }
  return lines;
}

interface KeyHintsProps {
  readonly hints: readonly Hint[];
  readonly width: number;
  readonly lines: number;
}

/** The footer: what the keys do now. What cannot work now stands in brackets, and says why when it is pressed. */
export function KeyHints({ hints, width, lines }: KeyHintsProps) {
  return (
    <Box flexDirection="column" height={lines} flexShrink={0} overflow="hidden">
      {fitHints(hints, width, lines).map((line, k) => (
        <Text key={k} wrap="truncate">
          {line.map((hint, n) => (
            <Text key={hint.keys}>
              {n > 0 && ' '.repeat(GAP)}
              <HintText hint={hint} />
            </Text>
          ))}
        </Text>
      ))}
    </Box>
  );
}

function HintText({ hint: { keys, does, reason, main } }: { readonly hint: Hint }) {
  if (reason !== undefined) return <Text {...THEME.quiet}>{`(${keys} ${does})`}</Text>;
  return (
    <>
      <Text bold {...(main ? THEME.accent : {})}>
        {keys}
      </Text>
      <Text {...(main ? THEME.strong : THEME.quiet)}>{` ${does}`}</Text>
    </>
  );
}
