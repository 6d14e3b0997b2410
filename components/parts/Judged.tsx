import { Box } from 'ink';
import { exactAt } from '../../src/wizard/copy/stats.ts';
import * as copy from '../../src/wizard/copy/verify.ts';
import { duration } from '../../src/wizard/copy/words.ts';
import type { Results, Verdict } from '../../src/wizard/work.ts';
import type { Meaning } from '../theme.ts';
import { Banner } from './Banner.tsx';
import { Facts } from './Facts.tsx';
import { idRows, Ids } from './Ids.tsx';
import { Line } from './Line.tsx';

const MEANINGS: { readonly [T in Verdict['tag']]: Meaning } = {
  verified: 'good',
  different: 'bad',
  'not-verified': 'warn',
};

interface JudgedProps {
  readonly result: Results['verify'];
  readonly width: number;
  /** Rows that ids may take. */
  readonly idRoom: number;
}

/** The verdict in words, what it rests on, and the ids of a difference. */
export function Judged({ result, width, idRoom }: JudgedProps) {
  const { verdict, tookMs, at } = result;
  const facts = [
    { label: copy.VERIFY_LABELS.fingerprint, value: copy.fingerprintLine(result), as: 'plain' },
    { label: copy.VERIFY_LABELS.took, value: duration(tookMs), note: exactAt(at.t), as: 'plain' },
  ] as const;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Banner
        text={`${copy.VERDICT_SIGNS[verdict.tag]} ${copy.VERDICT_WORDS[verdict.tag]}${verdict.tag === 'verified' ? `  ${copy.equalLine(verdict.expected)}` : ''}`}
        as={MEANINGS[verdict.tag]}
        width={width}
      />
      <Line as="strong">
        {verdict.tag === 'verified'
          ? copy.halvesLine(verdict.returned, verdict.stayDeleted)
          : copy.verdictLine(verdict)}
      </Line>
      <Line>{verdict.tag === 'not-verified' ? copy.NOT_COMPARED : copy.PROVES}</Line>
      <Facts facts={facts} />
      {verdict.tag === 'different' && <Difference verdict={verdict} width={width} room={idRoom} />}
    </Box>
  );
}

interface DifferenceProps {
  readonly verdict: Extract<Verdict, { tag: 'different' }>;
  readonly width: number;
  readonly room: number;
}

/** Ids of what is missing and of what is extra; each gets at least half of the room if it needs it. */
function Difference({ verdict, width, room }: DifferenceProps) {
  const { missing, missingIds, extra, extraIds } = verdict;
  const gone = { ids: missingIds, of: missing, width };
  const added = { ids: extraIds, of: extra, width };
  const extraRows = Math.min(idRows(added), Math.max(1, room >> 1, room - idRows(gone)));
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Ids label={copy.VERIFY_LABELS.missing} {...gone} most={room - extraRows} />
      <Ids label={copy.VERIFY_LABELS.extra} {...added} most={extraRows} />
    </Box>
  );
}
