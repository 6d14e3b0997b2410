import type { ShelvedShow } from '../keep/shelf.ts';
import { COPY } from '../wizard/copy/steps.ts';
import { dateTime } from '../wizard/copy/words.ts';
import { STEPS } from '../wizard/steps.ts';

/** Where a show stood that can be taken up again, and since when. */
export function standLine({ id, folded, journal }: ShelvedShow): string {
  const { shown, left } = folded;
  const at = journal.lines.at(-1)?.realAt ?? journal.head.realAt;
  const where = `${COPY[shown].title} (${STEPS.indexOf(shown) + 1} of ${STEPS.length})`;
  return `Show ${id} stood at ${where}, ${left ? 'left' : 'cut off'} at ${dateTime(at)}`;
}

/** What a face without a screen says of it: the new show begins all the same. */
export const offerLines = (offer: ShelvedShow | undefined): readonly string[] =>
  offer ? [standLine(offer), `It is not over: minuteback --resume ${offer.id} takes it up. This is another one`] : [];
