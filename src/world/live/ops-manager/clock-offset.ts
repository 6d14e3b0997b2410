import type { Clock } from '../../world.ts';
import type { Transport } from './transport.ts';

/** An exchange: sent and answered by our clock, and the answer's date, which has whole seconds. Epoch milliseconds. */
export interface Dated {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly date: string | undefined;
}

export interface ClockOffset {
  note(exchange: Dated): void;
  /** Milliseconds by which the other clock is ahead of ours; undefined before a dated answer. */
  ms(): number | undefined;
}

/** The resolution of the `Date` header (https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats). */
const SECOND_MS = 1000;

/**
 * Measures another clock by the dates of its answers: each was made between sending and answer, and says the second that it was
 * there. What all of them allow narrows down; where nothing is left, one of the clocks was set, and it begins anew.
 */
export function createClockOffset(): ClockOffset {
  let range: { readonly least: number; readonly most: number } | undefined;
  return {
    note({ sentAt, answeredAt, date }) {
      const dated = date === undefined ? NaN : Date.parse(date);
      if (!Number.isFinite(dated)) return;
      const seen = { least: dated - answeredAt, most: dated + SECOND_MS - sentAt };
      const both = range && { least: Math.max(range.least, seen.least), most: Math.min(range.most, seen.most) };
      range = both && both.least <= both.most ? both : seen;
    },
    ms: () => range && Math.round((range.least + range.most) / 2),
  };
}

/** Measures the clock of whoever answers. */
export const dated = (transport: Transport, clock: Clock, { note }: Pick<ClockOffset, 'note'>): Transport => ({
  ...transport,
  async send(wire, signal) {
    const sentAt = clock.now();
    const heard = await transport.send(wire, signal);
    if (heard.tag === 'answer') note({ sentAt, answeredAt: clock.now(), date: heard.headers['date'] });
    return heard;
  },
});
