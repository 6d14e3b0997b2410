import type { ProofCheck } from '../proof/verdict.ts';
import { CHECK_SIGNS, CHECK_WORDS, PROVEN, seenWords, unseenWords } from '../wizard/copy/proof-card.ts';
import { documents, opTime } from '../wizard/copy/words.ts';
import { durationCell } from './cells.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Fact } from './model.ts';
import { LAST_SHOWN } from './words.ts';

/** What was read before and after, and the proof card: what the verdict rests on. */
export function proofBlocks({ verdict, data }: Evidence): readonly Block[] {
  const { deletes } = data;
  const baseline = deletes?.baseline;
  const facts: Fact[] = [];
  if (baseline) {
    facts.push({
      label: 'Before the deletes',
      value: documents(baseline.documents),
      note: `every _id read at ${opTime(baseline.at)}, fingerprint ${baseline.fingerprint}`,
    });
  }
  if (deletes) {
    const { last } = deletes;
    const at = last ? ` at ${opTime(last)}` : '';
    facts.push({
      label: 'After the deletes',
      value: documents(deletes.remaining),
      note: deletes.unfinished ? LAST_SHOWN : `by the ledger${at}`,
    });
  }
  if (verdict) {
    facts.push(
      {
        label: 'After the restore',
        value: documents(verdict.found),
        note: `every _id read from the primary at ${opTime(verdict.readAt)}, in ${durationCell(verdict.tookMs)}`,
      },
      { label: 'Fingerprint', value: verdict.foundFingerprint, note: fingerprintNote(verdict) },
      ...differenceFacts(verdict),
    );
  }
  const checks = verdict?.checks ?? [];
  return [
    ...(facts.length === 0 ? [] : [{ tag: 'facts', facts } as const]),
    ...(checks.length === 0 ? [] : [proofCard(checks)]),
  ];
}

const fingerprintNote = ({ foundFingerprint, expectedFingerprint }: NonNullable<Evidence['verdict']>): string =>
  expectedFingerprint === undefined
    ? 'of every _id that was found; there is no exact list to compare with'
    : expectedFingerprint === foundFingerprint
      ? 'of every _id that was found, the same as of those expected'
      : `of every _id that was found; ${expectedFingerprint} of those expected`;

/** Each check, how it came out, and what it saw. */
const proofCard = (checks: readonly ProofCheck[]): Block => ({
  tag: 'table',
  head: [
    { head: 'What it proves' },
    { head: 'Result', as: 'short' },
    { head: 'What it saw' },
    { head: 'Took', as: 'right' },
  ],
  rows: checks.map((check) => [
    PROVEN[check.name],
    `${CHECK_SIGNS[check.result]} ${CHECK_WORDS[check.result]}`,
    sawWords(check),
    durationCell(check.tookMs > 0 ? check.tookMs : undefined),
  ]),
});

/** What a check saw, with the op time of a batch and every id that is named. */
function sawWords(check: ProofCheck): string {
  const { full, ids } = seenWords(check);
  const when = check.name === 'first-deleted-after' ? 'deleted after' : 'deleted by';
  const at = 'at' in check.seen ? [`${when} ${opTime(check.seen.at)}`] : [];
  // That all is well with a batch need not name its ids.
  const named = check.result === 'good' || ids.length === 0 ? [] : [ids.join(', ')];
  return unseenWords(check)?.full ?? [full, ...at, ...named].join('; ');
}

function differenceFacts({ verdict, idsFile }: NonNullable<Evidence['verdict']>): readonly Fact[] {
  if (verdict.tag !== 'different') return [];
  const named = (label: string, count: number, ids: readonly string[]): readonly Fact[] =>
    count === 0
      ? []
      : [
          {
            label,
            value: documents(count),
            note: ids.length < count ? `the first are ${ids.join(', ')}` : ids.join(', '),
          },
        ];
  return [
    ...named('Missing', verdict.missing, verdict.missingIds),
    ...named('Extra', verdict.extra, verdict.extraIds),
    ...named('Altered', verdict.altered ?? 0, verdict.alteredIds ?? []),
    ...(idsFile === undefined ? [] : [{ label: 'All ids of it', value: idsFile, note: 'in the folder of the show' }]),
  ];
}
