import { THERE_BEFORE, TOLD_BY_PRESENTER } from '../wizard/copy/by-hand.ts';
import { bytes, documents, duration, figures, opTime, utc } from '../wizard/copy/words.ts';
import { RULES } from '../wizard/steps.ts';
import type { Attempt, StepEvidence } from './attempts.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Fact, Section } from './model.ts';
import { bothTimes, durationCell, titleOf, utcCell } from './cells.ts';
import { ENDINGS, failedWords, NOT_HELD, onlyRealWords, OUTCOMES, unprovedWords } from './words.ts';

/** What was done and when: every attempt of every step, and beside it what came of it. */
export function historySection(evidence: Evidence): Section {
  const { steps, kind, sittings } = evidence;
  const rows = steps.flatMap((step) => rowsOf(step, evidence));
  const blocks: Block[] = [
    {
      tag: 'table',
      head: [
        { head: 'Step' },
        { head: 'From (UTC)', as: 'short' },
        { head: 'Until (UTC)', as: 'short' },
        { head: 'Took', as: 'right' },
        { head: 'What came of it' },
      ],
      rows,
    },
  ];
  if (kind === 'rehearsal') {
    blocks.push({
      tag: 'text',
      text: "Times are those of the rehearsal's own clock, which hurries while it waits for the backup side",
    });
  }
  if (sittings.length > 1) {
    const lines = sittings.map(
      ({ from, until, ended }) => `Presented from ${utc(from)} to ${utc(until)}, ${ENDINGS[ended]}`,
    );
    blocks.push({ tag: 'list', items: lines });
  }
  return { title: 'What was done', blocks };
}

/** A row for each attempt; where the work only reads, those that worked are one row, that of the last. */
function rowsOf({ step, outcome, attempts }: StepEvidence, evidence: Evidence): readonly (readonly string[])[] {
  if (attempts.length === 0) return [[titleOf(step), '-', '-', '-', OUTCOMES[outcome]]];
  const worked = attempts.filter((attempt) => attempt.outcome === 'worked');
  const once = !RULES[step].changes && worked.length > 1;
  const told = once
    ? attempts.filter((attempt) => attempt.outcome !== 'worked' || attempt === worked.at(-1))
    : attempts;
  return told.map((attempt, k) => {
    const result = resultOf(attempt, evidence);
    const many = once && attempt.outcome === 'worked' ? [`${worked.length} times, this is the last`] : [];
    const skipped = outcome === 'skipped' && k === told.length - 1 ? ['then skipped'] : [];
    return [
      told.length === 1 ? titleOf(step) : `${titleOf(step)}, ${k + 1} of ${told.length}`,
      utcCell(attempt.from),
      utcCell(attempt.until),
      durationCell(attempt.until === undefined ? undefined : attempt.until - attempt.from),
      [result, ...many, ...skipped].join(', '),
    ];
  });
}

function resultOf(attempt: Attempt, { data, steps }: Evidence): string {
  const { step, outcome, words, code, documents: count } = attempt;
  if (outcome === 'failed') return `failed: ${failedWords(words ?? '', code)}`;
  if (outcome !== 'worked') return OUTCOMES[outcome];
  if (count !== undefined) return `${documents(count)} ${step === 'load' ? 'added' : 'deleted'}`;
  const isLast = steps.find((one) => one.step === step)?.attempts.at(-1) === attempt;
  const { snapshot } = data;
  if (step === 'snapshot' && isLast && snapshot) {
    return snapshot.created ? `taken at ${utc(snapshot.created.t * 1000)}` : TOLD_BY_PRESENTER;
  }
  return OUTCOMES.worked;
}

/** What this show does not prove, and what its journal does not hold. */
export function unprovedSection({ unproved, notHeld }: Evidence): Section {
  const items = unproved.filter(({ tag }) => tag !== 'only-real').map(unprovedWords);
  const onlyReal = unproved.flatMap((one) => (one.tag === 'only-real' ? [one.what] : []));
  if (onlyReal.length > 0) items.push(onlyRealWords(onlyReal));
  if (notHeld.length > 0) items.push(`The journal does not hold ${notHeld.map((what) => NOT_HELD[what]).join(', ')}`);
  return { title: 'What is not proved', blocks: items.length === 0 ? [] : [{ tag: 'list', items }] };
}

/** The systems, the data, and the show itself. */
export function aboutSection(evidence: Evidence): Section {
  const { kind, product, showId, seed, target, namespace, versions, set } = evidence;
  const facts: Fact[] = [
    { label: 'Show', value: showId, note: `${kind}, seed ${seed}` },
    { label: 'Namespace', value: namespace },
    { label: 'Target', value: target },
    { label: 'MongoDB', value: versions.mongodb ?? 'not held' },
    { label: 'Ops Manager', value: versions.opsManager ?? (product === 'hands-on' ? 'nobody was asked' : 'not held') },
  ];
  if (set) {
    facts.push({
      label: 'Replica set',
      value: set.setName,
      note: set.members.map(({ host, role }) => `${host} ${role}`).join(', '),
    });
    if (set.otherDatabases > 0) {
      facts.push({ label: 'Other databases', value: figures(set.otherDatabases), note: 'a restore replaces them too' });
    }
  }
  return { title: 'What it was shown on', blocks: [{ tag: 'facts', facts: [...facts, ...dataFacts(evidence)] }] };
}

function dataFacts({ data, product }: Evidence): readonly Fact[] {
  const { loaded, snapshot, collection, reopenedAt } = data;
  const told = product === 'hands-on' ? { note: TOLD_BY_PRESENTER } : {};
  const facts: Fact[] = [];
  if (loaded) {
    const { loads } = loaded;
    facts.push({
      label: 'Loaded',
      value: documents(loaded.documents),
      note: `in ${loads === 1 ? 'one load' : `${loads} loads`}`,
    });
  }
  if (collection) {
    facts.push({
      label: 'Collection',
      value: `${documents(collection.documents)}, ${bytes(collection.dataBytes)} of data`,
      note: `exact count at ${opTime(collection.at)}; sizes are the server's estimate`,
    });
    if (collection.hash.tag === 'taken') {
      facts.push({ label: 'Hash of all bytes', value: collection.hash.md5, note: 'dbHash, beside the first baseline' });
    }
  }
  if (snapshot) {
    const { id, created, completedAt, member, storageBytes, tookMs } = snapshot;
    const at = created ? created.t * 1000 : completedAt;
    facts.push({
      label: 'First snapshot',
      value: at === undefined ? THERE_BEFORE : `${created ? '' : 'complete at '}${bothTimes(at)}`,
      note: [
        ...(created ? [id] : [TOLD_BY_PRESENTER]),
        ...(member === undefined ? [] : [`from ${member}`]),
        ...(storageBytes === undefined ? [] : [bytes(storageBytes)]),
        ...(tookMs > 0 ? [`waited ${duration(tookMs)} for it`] : []),
      ].join(', '),
    });
  }
  if (reopenedAt !== undefined)
    facts.push({ label: 'Next restore', value: `possible since ${bothTimes(reopenedAt)}`, ...told });
  return facts;
}
