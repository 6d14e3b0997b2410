import type { ReactNode } from 'react';
import { Box, Text } from 'ink';
import { badge, LOOKING, MAKING, position, PRODUCT, QUITTING, SIGNS, unkeptLine } from '../src/wizard/copy/frame.ts';
import { heldLine, othersLine } from '../src/wizard/copy/guards.ts';
import { noticedLine } from '../src/wizard/copy/noticed.ts';
import { wishLine } from '../src/wizard/copy/restore.ts';
import { REASONS } from '../src/wizard/copy/reasons.ts';
import { replayLine } from '../src/wizard/copy/replay.ts';
import { COPY } from '../src/wizard/copy/steps.ts';
import { hintsFor } from '../src/wizard/keymap.ts';
import type { State } from '../src/wizard/state.ts';
import { guardOf, waitLeftS } from '../src/wizard/state.ts';
import { RULES, STEPS } from '../src/wizard/steps.ts';
import { KeyHints } from './KeyHints.tsx';
import type { Layout } from './layout.ts';
import { MARGIN } from './layout.ts';
import { Corner } from './parts/Corner.tsx';
import { Line } from './parts/Line.tsx';
import { Marks, MARKS_WIDTH, Rail } from './parts/Rundown.tsx';
import { THEME } from './theme.ts';

/** Real time for which a flashed reason stays. */
const FLASH_MS = 4000;

interface FrameProps {
  readonly state: State;
  readonly layout: Layout;
  /** Story time. */
  readonly now: number;
  readonly realNow: number;
  readonly children: ReactNode;
}

/** What stands around every screen: the header with the badge, the rundown, what works out of sight, and the keys. */
export function Frame({ state, layout, now, realNow, children }: FrameProps) {
  const { rail, width, height, statusLines, hintLines } = layout;
  return (
    <Box flexDirection="column" paddingX={MARGIN}>
      <Header state={state} />
      <Title state={state} rail={rail} />
      <Box height={height} marginTop={1} flexShrink={0}>
        {rail && <Rail state={state} />}
        <Box width={width} height={height} marginLeft={rail ? 3 : 0} flexDirection="column" flexShrink={0}>
          {children}
        </Box>
      </Box>
      <Status state={state} now={now} realNow={realNow} lines={statusLines} />
      <KeyHints hints={hintsFor(state)} width={width} lines={hintLines} />
    </Box>
  );
}

function Header({ state: { about, stage } }: { readonly state: State }) {
  const { shown } = stage;
  const colour = about.replay ? 'accent' : about.kind === 'live' ? 'bad' : 'warn';
  return (
    <Box justifyContent="space-between" flexShrink={0}>
      <Box flexShrink={0} marginRight={3}>
        <Line as="quiet">
          {`${PRODUCT}   ${RULES[shown].act}, ${position(STEPS.indexOf(shown) + 1, STEPS.length)}`}
        </Line>
      </Box>
      <Text wrap="truncate" inverse bold {...THEME[colour]}>
        {` ${badge(about, stage)} `}
      </Text>
    </Box>
  );
}

function Title({ state, rail }: { readonly state: State; readonly rail: boolean }) {
  const { shown } = state.stage;
  return (
    <Box justifyContent="space-between" flexShrink={0}>
      <Line as="strong">{COPY[shown].title}</Line>
      {!rail && (
        <Box width={MARKS_WIDTH} flexShrink={0}>
          <Marks state={state} />
        </Box>
      )}
    </Box>
  );
}

interface StatusProps {
  readonly state: State;
  readonly now: number;
  readonly realNow: number;
  readonly lines: number;
}

/** The lines above the keys: what works out of sight, that nothing can be kept, what is waited for, and why the last key did nothing. */
function Status({ state, now, realNow, lines }: StatusProps) {
  const said = [
    ...(state.unkept === undefined ? [] : [unkeptLine(state.unkept)]),
    ...othersOf(state),
    ...waitingOf(state, now),
    ...(sayingOf(state, realNow) ?? []),
    ...(state.stage.noticed ? [noticedLine(state.stage.noticed)] : []),
  ].slice(0, lines);
  return (
    <Box flexDirection="column" height={lines} justifyContent="flex-end" flexShrink={0} overflow="hidden">
      <Corner state={state} now={now} lines={lines - said.length} />
      {said.map((line) => (
        <Box key={line} flexShrink={0}>
          <Line as="warn">{line}</Line>
        </Box>
      ))}
    </Box>
  );
}

/** Who else works on the set. */
const othersOf = (state: State): readonly string[] =>
  [heldLine(state), othersLine(state)].filter((line) => line !== undefined);

function sayingOf({ about, stage, quitting }: State, realNow: number): readonly string[] | undefined {
  if (about.replay) return [replayLine(about)];
  if (quitting) return [QUITTING];
  if (stage.flash && realNow - stage.flash.realAt < FLASH_MS) return [REASONS[stage.flash.reason]];
  return stage.skipping && [stage.skipping.making ? MAKING : LOOKING];
}

/** For how long the point that Enter was pressed for still has to be waited for. */
function waitingOf(state: State, now: number): readonly string[] {
  const guard = guardOf(state);
  const left = waitLeftS(state, now);
  if (!state.stage.wish || left === undefined || guard?.tag !== 'closed' || guard.because !== 'after-coverage')
    return [];
  return [`${SIGNS.running} ${wishLine(guard.until, state.stage.wish, left)}`];
}
