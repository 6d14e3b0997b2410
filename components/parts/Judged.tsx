import { Box } from 'ink';
import * as copy from '../../src/wizard/copy/verify.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { Verdict } from '../../src/proof/verdict.ts';
import type { Meaning } from '../theme.ts';
import { Banner } from './Banner.tsx';
import { Facts } from './Facts.tsx';
import type { SomeIds } from './Ids.tsx';
import { idRows, Ids } from './Ids.tsx';
import { Line } from './Line.tsx';
import { leastRows, proofRows } from './proof-rows.ts';
import { ProofCard } from './ProofCard.tsx';
import { wrapWords } from './wrap-words.ts';

const MEANINGS: { readonly [T in Verdict['tag']]: Meaning } = {
  verified: 'good',
  different: 'bad',
  'not-verified': 'warn',
};

interface JudgedProps {
  readonly result: Results['verify'];
  readonly width: number;
  /** Rows for all of it. */
  readonly room: number;
}

/** The verdict in words, the checks that it rests on, and the ids of a difference. */
export function Judged({ result, width, room }: JudgedProps) {
  const { verdict, checks } = result;
  const source = result.pointFrom === undefined ? [] : [copy.POINT_WORDS[result.pointFrom]];
  const lines = [...linesOf(verdict), ...source].flatMap((line) => wrapWords(line, width));
  const path = result.idsFile === undefined ? [] : cutUp(`${copy.VERIFY_LABELS.file}: ${result.idsFile}`, width);
  const kinds = kindsOf(verdict, width);
  const left = room - 1 - lines.length - path.length;
  const wanted = kinds.reduce((sum, kind) => sum + idRows(kind), 0);
  const idRoom = Math.min(wanted, Math.max(kinds.length, left - leastRows(checks)));
  const rows = proofRows(checks, width, left - idRoom);
  const spare = left - idRoom - rows.length;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Banner text={bannerText(verdict)} as={MEANINGS[verdict.tag]} width={width} />
      {lines.map((line, k) => (
        <Line key={line} as={k === 0 ? 'strong' : 'plain'}>
          {line}
        </Line>
      ))}
      <ProofCard rows={rows} />
      <Kinds kinds={kinds} room={idRoom} />
      {path.map((line) => (
        <Line key={line} as="accent">
          {line}
        </Line>
      ))}
      {spare > 0 && (
        <Facts facts={[{ label: copy.VERIFY_LABELS.fingerprint, value: copy.fingerprintLine(result), as: 'plain' }]} />
      )}
    </Box>
  );
}

/** A path has no words to be broken between. */
const cutUp = (text: string, width: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / width) }, (_, k) => text.slice(k * width, (k + 1) * width));

const bannerText = (verdict: Verdict): string =>
  `${copy.VERDICT_SIGNS[verdict.tag]} ${copy.VERDICT_WORDS[verdict.tag]}` +
  (verdict.tag === 'verified' ? `  ${copy.equalLine(verdict.expected)}` : '');

function linesOf(verdict: Verdict): readonly string[] {
  switch (verdict.tag) {
    case 'verified':
      return [copy.halvesLine(verdict.returned, verdict.stayDeleted)];
    case 'different':
      return [copy.differenceLine(verdict)];
    case 'not-verified':
      return [
        copy.reasonLine(verdict.because),
        ...(verdict.claim ? [copy.claimLine(verdict.because, verdict.claim)] : []),
      ];
    default:
      return verdict satisfies never;
  }
}

interface Kind extends SomeIds {
  readonly label: string;
}

/** The ids of a difference, those that are there to be named. */
function kindsOf(verdict: Verdict, width: number): readonly Kind[] {
  if (verdict.tag !== 'different') return [];
  const { missing, missingIds, extra, extraIds, altered, alteredIds } = verdict;
  return [
    { label: copy.VERIFY_LABELS.missing, ids: missingIds, of: missing, width },
    { label: copy.VERIFY_LABELS.extra, ids: extraIds, of: extra, width },
    { label: copy.VERIFY_LABELS.altered, ids: alteredIds, of: altered, width },
  ].filter(({ ids }) => ids.length > 0);
}

interface KindsProps {
  readonly kinds: readonly Kind[];
  readonly room: number;
}

/** Each kind gets a row at least, and the first ones what is left. */
function Kinds({ kinds, room }: KindsProps) {
  let left = room;
  return kinds.map((kind, k) => {
    const most = Math.max(1, Math.min(idRows(kind), left - (kinds.length - k - 1)));
    left -= most;
    return <Ids key={kind.label} {...kind} most={most} />;
  });
}
