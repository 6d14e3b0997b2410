import { rtoWords, stageName } from '../wizard/copy/by-hand.ts';
import { CHECK_NAMES } from '../wizard/copy/preflight.ts';
import { hashLine, STATS_LABELS, WITNESS, witness } from '../wizard/copy/stats.ts';
import { checkLine } from '../wizard/copy/proof-card.ts';
import { fingerprintLine, POINT_WORDS, VERIFY_LABELS } from '../wizard/copy/verify.ts';
import { againLine, LOST_NOTE, lostLine, NOTHING_KEPT, RTO_NONE } from '../wizard/copy/wrap.ts';
import { duration, time } from '../wizard/copy/words.ts';
import type { State } from '../wizard/state.ts';
import type { Step } from '../wizard/steps.ts';
import type { Results } from '../wizard/results.ts';
import type { StageName } from '../wizard/seen.ts';

/** What the screen of a step that is done shows beside its one line: the figures that a log of the show should hold. */
export function detailLines({ show, about }: State, step: Step): readonly string[] {
  const { preflight, stats, restore, verify } = show.results;
  switch (step) {
    case 'preflight':
      return (preflight?.checks ?? [])
        .filter(({ verdict }) => verdict !== 'good')
        .map(({ name, verdict, seen, fix }) => `${CHECK_NAMES[name]}, ${verdict}: ${seen}${fix ? `. ${fix}` : ''}`);
    case 'stats':
      return [
        ...(stats ? [`${STATS_LABELS.hash}: ${hashLine(stats.hash)}`] : []),
        `${WITNESS} ${witness(about.namespace)}`,
      ];
    case 'restore':
      return restore ? stageLines(restore, (stage) => stageName({ about }, stage)) : [];
    case 'verify':
      return verify ? proofLines(verify) : [];
    case 'load':
    case 'snapshot':
    case 'cursors':
    case 'stores':
    case 'schedule':
    case 'snapshots':
    case 'delete':
    case 'wrap':
      return [];
    default:
      return step satisfies never;
  }
}

/** What a show has come to, as its last step opens with. */
export function summaryLines({ show: { results }, about, evidence }: State): readonly string[] {
  const { restore, verify } = results;
  const path = evidence ?? about.folder;
  return [
    restore ? `${rtoWords({ about })}: ${duration(restore.tookMs)}` : RTO_NONE,
    `Lost (RPO): ${lostLine(verify?.verdict)}, ${LOST_NOTE}`,
    ...(path === undefined
      ? [`Evidence: ${NOTHING_KEPT}`]
      : [`Evidence: ${path}`, `Again: ${againLine(about.showId)}`]),
  ];
}

/** Each stage when it was first observed, and how long it was until the next. */
function stageLines({ stages }: Results['restore'], nameOf: (stage: StageName) => string): readonly string[] {
  const inTime = stages.toSorted((a, b) => a.at - b.at);
  return inTime.map(({ stage, at }, k) => {
    const next = inTime[k + 1]?.at;
    return `${nameOf(stage)} at ${time(at)}${next === undefined ? '' : `, for ${duration(next - at)}`}`;
  });
}

/** The proof card, the ids of a difference, and where all of them are. */
function proofLines(result: Results['verify']): readonly string[] {
  const { checks, verdict, idsFile } = result;
  const line = (label: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`${label}: ${ids.join(', ')}`];
  return [
    ...(result.pointFrom === undefined ? [] : [POINT_WORDS[result.pointFrom]]),
    ...checks.map(checkLine),
    `${VERIFY_LABELS.fingerprint}: ${fingerprintLine(result)}`,
    ...(verdict.tag === 'different'
      ? [
          ...line(VERIFY_LABELS.missing, verdict.missingIds),
          ...line(VERIFY_LABELS.extra, verdict.extraIds),
          ...line(VERIFY_LABELS.altered, verdict.alteredIds),
        ]
      : []),
    ...(idsFile === undefined ? [] : [`${VERIFY_LABELS.file}: ${idsFile}`]),
  ];
}
