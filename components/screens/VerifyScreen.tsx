import { Box } from 'ink';
import type { Results, Verdict } from '../../src/wizard/steps.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { exactAt, witness } from '../../src/wizard/copy/stats.ts';
import * as copy from '../../src/wizard/copy/verify.ts';
import { duration } from '../../src/wizard/copy/words.ts';
import { SMALL } from '../parts/BigDigits.tsx';
import type { BigFigure } from '../parts/BigFigures.tsx';
import { BigFigures } from '../parts/BigFigures.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { Meaning } from '../theme.ts';
import type { ScreenProps } from './props.ts';

const { VERIFY } = copy;
const MEANINGS: { readonly [T in Verdict['tag']]: Meaning } = {
  verified: 'good',
  different: 'bad',
  'not-verified': 'warn',
};

export function VerifyScreen({ state, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'verify');
  const result = phase.tag === 'running' ? undefined : state.show.results.verify;
  return (
    <StepBody copy={VERIFY} phase={phase} height={height}>
      <BigFigures of={figuresOf(state)} width={width} size={SMALL} />
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        {phase.tag === 'briefing' && <Line>{notYet(state)}</Line>}
        {phase.tag === 'running' && <Line as="accent">{VERIFY.working(phase.progress, 0)}</Line>}
        {result && <Judged result={result} />}
      </Box>
      <Box flexGrow={1} />
      <Line as="accent">{witness(state.about.namespace)}</Line>
    </StepBody>
  );
}

const notYet = (state: State): string =>
  phaseOf(state, 'restore').tag === 'running' ? copy.RESTORE_RUNS : copy.NOTHING_RESTORED;

function figuresOf({ show }: State): readonly BigFigure[] {
  const { delete: deleted, stats, verify } = show.results;
  const before = deleted?.baseline ?? stats?.baseline;
  return [
    {
      documents: before?.documents,
      captions: [copy.FIGURE_LABELS.before, before ? exactAt(before.at.t) : copy.NOT_READ],
    },
    {
      documents: deleted?.remaining,
      captions: [copy.FIGURE_LABELS.after, deleted?.last ? exactAt(deleted.last.t) : copy.NOT_READ],
    },
    {
      documents: verify?.found,
      captions: [copy.FIGURE_LABELS.restored, verify ? exactAt(verify.at.t) : copy.NOT_READ],
      as: 'accent',
    },
  ];
}

function Judged({ result }: { readonly result: Results['verify'] }) {
  const { verdict, tookMs } = result;
  const as = MEANINGS[verdict.tag];
  const facts = [
    { label: copy.VERIFY_LABELS.fingerprint, value: copy.fingerprintLine(result), as: 'plain' },
    { label: copy.VERIFY_LABELS.took, value: duration(tookMs), as: 'plain' },
  ] as const;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line as={as}>{`${copy.VERDICT_SIGNS[verdict.tag]} ${copy.VERDICT_WORDS[verdict.tag]}`}</Line>
      {verdict.tag === 'verified' ? (
        <>
          <Line as="strong">{copy.equalLine(verdict.expected)}</Line>
          <Line as="strong">{copy.halvesLine(verdict.returned, verdict.stayDeleted)}</Line>
        </>
      ) : (
        <Line as="strong">{copy.verdictLine(verdict)}</Line>
      )}
      <Line as="quiet">{copy.PROVES}</Line>
      <Facts facts={facts} />
      {verdict.tag === 'different' && (
        <Ids label={copy.VERIFY_LABELS.missing} ids={verdict.missingIds} of={verdict.missing} />
      )}
      {verdict.tag === 'different' && (
        <Ids label={copy.VERIFY_LABELS.extra} ids={verdict.extraIds} of={verdict.extra} />
      )}
    </Box>
  );
}

/** A few of the ids, in one line, and how many more there are. */
const SHOWN_IDS = 2;

function Ids({ label, ids, of }: { readonly label: string; readonly ids: readonly string[]; readonly of: number }) {
  if (of === 0) return null;
  const shown = ids.slice(0, SHOWN_IDS);
  const more = of > shown.length ? ` ${copy.moreIds(of - shown.length)}` : '';
  return <Line>{`${label}  ${shown.join(', ')}${more}`}</Line>;
}
