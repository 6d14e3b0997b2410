import { dateTime, zone } from '../wizard/copy/words.ts';
import type { Evidence } from './evidence.ts';
import { NOT_HELD, unprovedWords, WATERMARK } from './words.ts';

/** Under these keys an evidence holds instants, in epoch milliseconds. */
const INSTANTS = new Set(['at', 'from', 'until', 'madeAt', 'instant', 'reopenedAt']);

/** The evidence itself, with instants as UTC in ISO 8601, and in words what is not proved. Of a rehearsal it says so first. */
export function toJson(evidence: Evidence): string {
  const rehearsal = evidence.kind === 'rehearsal';
  const { unproved, notHeld, restore, ...rest } = evidence;
  const value = {
    rehearsal,
    ...(rehearsal ? { watermark: WATERMARK } : {}),
    program: 'minuteback',
    ...rest,
    ...(restore
      ? {
          restore: {
            ...restore,
            ...(restore.instant === undefined ? {} : { local: dateTime(restore.instant), zone: zone() }),
          },
        }
      : {}),
    unproved: unproved.map((one) => ({ ...one, words: unprovedWords(one) })),
    notHeld: notHeld.map((what) => ({ what, words: NOT_HELD[what] })),
  };
  return `${JSON.stringify(value, instantsAsText, 2)}\n`;
}

const instantsAsText = (key: string, value: unknown): unknown =>
  INSTANTS.has(key) && typeof value === 'number' ? new Date(value).toISOString() : value;
