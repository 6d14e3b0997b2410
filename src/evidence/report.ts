import { afterWords } from '../wizard/copy/by-hand.ts';
import { figures, utc } from '../wizard/copy/words.ts';
import type { Evidence } from './evidence.ts';
import type { Fact, Report } from './model.ts';
import { restoreSections } from './report-restore.ts';
import { aboutSection, historySection, unprovedSection } from './report-show.ts';
import * as words from './words.ts';

/** The report of an evidence: the verdict first, then what it rests on. */
export function toReport(evidence: Evidence): Report {
  const rehearsal = evidence.kind === 'rehearsal';
  const began = evidence.sittings[0]!.from;
  return {
    title: words.TITLE,
    subtitle: `${evidence.namespace}, ${words.presentedAt(utc(began))}`,
    ...(rehearsal ? { watermark: words.WATERMARK } : {}),
    verdict: words.verdictWords(evidence.verdict, evidence.restore),
    figures: figuresOf(evidence),
    sections: [
      ...restoreSections(evidence),
      historySection(evidence),
      unprovedSection(evidence),
      aboutSection(evidence),
    ].filter(({ blocks }) => blocks.length > 0),
    colophon: [
      words.madeBy(evidence.programVersion, utc(evidence.madeAt), evidence.showId),
      ...(evidence.redacted ? [words.REDACTED] : []),
      ...(rehearsal ? [words.WATERMARK] : []),
    ],
  };
}

/** The figures that a reader looks for first. */
function figuresOf(evidence: Evidence): readonly Fact[] {
  const { restore, verdict, data } = evidence;
  const byHand = evidence.product === 'hands-on';
  const { recoveryMs, toVerdictMs } = restore ?? {};
  return [
    {
      label: 'Recovery time (RTO)',
      value: words.durationOr(recoveryMs),
      note: byHand ? words.RTO_BY_HAND : 'accepted to writable primary',
    },
    { label: 'To the verdict', value: words.durationOr(toVerdictMs), note: afterWords(words.ofEngine(evidence)) },
    { label: 'Lost (RPO)', ...words.lostWords(verdict) },
    {
      label: 'Documents',
      value: verdict ? figures(verdict.found) : words.NOT_READ,
      note: data.deletes
        ? `${figures(data.deletes.baseline.documents)} before the deletes, ${figures(data.deletes.remaining)} after them`
        : 'after the restore',
    },
  ];
}
