import { Fragment } from 'react';
import { Box } from 'ink';
import { figures } from '../../src/wizard/copy/words.ts';
import type { Meaning } from '../theme.ts';
import type { Size } from './BigDigits.tsx';
import { BIG, BigDigits, bigWidth } from './BigDigits.tsx';
import { Line } from './Line.tsx';

export interface BigFigure {
  /** Absent: not known yet. */
  readonly documents: number | undefined;
  /** What it is, and where it comes from: the first line stands out. */
  readonly captions: readonly string[];
  readonly as?: Meaning;
}

interface BigFiguresProps {
  readonly of: readonly BigFigure[];
  readonly width: number;
  /** Rows that the figures alone may take. */
  readonly size: Size;
  /** An arrow between one and the next. */
  readonly arrow?: boolean;
}

const GAP = { least: 2, most: 8 } as const;
const ARROW = '>';

/** Counts side by side, as large as the room allows, each with its captions below. */
export function BigFigures({ of, width, size: wanted, arrow = false }: BigFiguresProps) {
  const texts = of.map(({ documents }) => (documents === undefined ? '-' : figures(documents)));
  const size = fits(texts, width, wanted, arrow) ? wanted : 1;
  const digits = Math.max(...texts.map((text) => bigWidth(text, size)));
  const gap = Math.min(GAP.most, Math.floor((width - total(texts, size, arrow)) / gaps(texts, arrow)));
  return (
    <Box flexShrink={0} columnGap={Math.max(GAP.least, gap)}>
      {of.map(({ captions, as = 'strong' }, k) => (
        <Fragment key={captions[0]}>
          {arrow && k > 0 && <BigDigits text={size === 1 ? '→' : ARROW} size={size} as="quiet" />}
          <Box flexDirection="column" flexShrink={size === BIG ? 0 : 1}>
            <BigDigits text={texts[k]!} size={size} width={digits} as={as} />
            {captions.map((caption, line) => (
              <Line key={caption} as={line === 0 ? 'plain' : 'quiet'}>
                {caption}
              </Line>
            ))}
          </Box>
        </Fragment>
      ))}
    </Box>
  );
}

const gaps = (texts: readonly string[], arrow: boolean): number => Math.max(1, (texts.length - 1) * (arrow ? 2 : 1));

function total(texts: readonly string[], size: Size, arrow: boolean): number {
  const widest = Math.max(...texts.map((text) => bigWidth(text, size)));
  return widest * texts.length + (arrow ? bigWidth(ARROW, size) * (texts.length - 1) : 0);
}

const fits = (texts: readonly string[], width: number, size: Size, arrow: boolean): boolean =>
  total(texts, size, arrow) + GAP.least * gaps(texts, arrow) <= width;
