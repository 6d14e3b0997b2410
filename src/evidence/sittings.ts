import type { Journal } from '../keep/journal.ts';

/** One stretch of presenting, in real time. `cut-off`: it ended without being left; `open`: it goes on. */
export interface Sitting {
  readonly from: number;
  /** Of the last line that it wrote. */
  readonly until: number;
  readonly ended: 'left' | 'cut-off' | 'open';
}

/** When the show was begun, left or cut off, and taken up again. */
export function toSittings({ head, lines }: Journal): readonly Sitting[] {
  const sittings: Sitting[] = [{ from: head.realAt, until: head.realAt, ended: 'open' }];
  for (const { event, realAt } of lines) {
    const last = sittings.at(-1)!;
    if (event.type === 'resumed') {
      if (last.ended === 'open') sittings[sittings.length - 1] = { ...last, ended: 'cut-off' };
      sittings.push({ from: realAt, until: realAt, ended: 'open' });
    } else {
      sittings[sittings.length - 1] = { ...last, until: realAt, ended: event.type === 'left' ? 'left' : last.ended };
    }
  }
  return sittings;
}
