import type { EarlierLoad } from './documents.ts';

const DAY_S = 86_400;
const DOCUMENT_BYTES = 16_384;
/** One load of 1 GiB in documents of 16 KiB. */
const DOCUMENTS_PER_LOAD = 65_536;
/** With one load of a gigabyte more these become the 517,440 documents of the demo that the rehearsal imitates. */
const EARLIER_DOCUMENTS = 451_904;

/** Loads of one gigabyte each, the last one stopped early, on one afternoon three days before the story begins. */
export function toEarlierLoads(storyAt: number, seed: number): readonly EarlierLoad[] {
  const first = Math.floor(storyAt / 1000) - 3 * DAY_S;
  const count = Math.ceil(EARLIER_DOCUMENTS / DOCUMENTS_PER_LOAD);
  return Array.from({ length: count }, (_, k) => ({
    load: { second: first + k * 600, show: 'earlier', seed: seed + k, documentBytes: DOCUMENT_BYTES },
    documents: Math.min(DOCUMENTS_PER_LOAD, EARLIER_DOCUMENTS - k * DOCUMENTS_PER_LOAD),
  }));
}
