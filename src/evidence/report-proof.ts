import type { ProofCheck } from '../proof/verdict.ts';
import { documents, opTime } from '../wizard/copy/words.ts';
import { durationCell } from './cells.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Fact } from './model.ts';
import { CHECK_TITLES, RESULT_WORDS, seenWords } from './proof-words.ts';

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
    facts.push({ label: 'After the deletes', value: documents(deletes.remaining), note: `by the ledger${at}` });
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
  head: [{ head: 'Check' }, { head: 'Result', as: 'short' }, { head: 'What it saw' }],
  rows: checks.map((check) => [CHECK_TITLES[check.name], RESULT_WORDS[check.result], seenWords(check)]),
});

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
