import type { Journal, JournalLine } from '../keep/journal.ts';
import type { RecordedLine } from '../keep/recording.ts';

/** One line of a past show, and when it is played: milliseconds after the first, at the speed that the show had. */
export interface Scene {
  readonly at: number;
  /** When it happened. */
  readonly realAt: number;
  readonly storyAt: number;
  readonly event: JournalLine['event'] | RecordedLine['event'];
  /** So long nothing happened before it: that is shortened. */
  readonly leftOutMs?: number;
}

/** A longer stretch of nothing is shortened to this, in milliseconds of real time. */
const SILENCE = { longestMs: 30_000, shortMs: 2000 } as const;

type Line = Omit<Scene, 'at' | 'leftOutMs'>;

/** The lines of both files in the order they were written; a clock that was set back stands still instead. */
function merged({ lines }: Journal, recorded: readonly RecordedLine[]): readonly Line[] {
  const [told, shown] = [forward(lines), forward(recorded)];
  const all: Line[] = [];
  for (let k = 0, n = 0; k < told.length || n < shown.length;) {
    const [next, other] = [told[k], shown[n]];
    // What a run says follows its start, which may be of the same millisecond.
    if (next && (!other || next.realAt <= other.realAt)) {
      all.push(next);
      k += 1;
    } else {
      all.push(other!);
      n += 1;
    }
  }
  return all;
}

function forward<L extends Line>(lines: readonly L[]): readonly L[] {
  let latest = -Infinity;
  return lines.map((line) => {
    latest = Math.max(latest, line.realAt);
    return line.realAt === latest ? line : { ...line, realAt: latest };
  });
}

/** Says of each line whether anything is to be seen by it: a look that found what the one before found shows nothing. */
function createNovelty(): (event: Scene['event']) => boolean {
  const before = new Map<string, string>();
  return (event) => {
    const seen =
      event.type === 'sampled'
        ? JSON.stringify([event.sample.count?.documents, event.sample.members.map(({ host, role }) => [host, role])])
        : event.type === 'surveyed'
          ? JSON.stringify(event.survey.candidates)
          : undefined;
    if (seen === undefined) return true;
    const isNew = before.get(event.type) !== seen;
    before.set(event.type, seen);
    return isNew;
  };
}

/**
 * When each line of a past show is played. Pure. A stretch of more than half a minute in which nothing happened is played in two
 * seconds, and the line that ends it says how long it was.
 */
export function toScenes(journal: Journal, recorded: readonly RecordedLine[]): readonly Scene[] {
  const isNew = createNovelty();
  const scenes: Scene[] = [];
  let quiet: Line[] = [];
  let lastRealAt = journal.head.realAt;
  let lastAt = 0;
  for (const line of merged(journal, recorded)) {
    if (!isNew(line.event)) {
      quiet.push(line);
      continue;
    }
    const silentMs = Math.max(0, line.realAt - lastRealAt);
    const shortened = silentMs > SILENCE.longestMs;
    const tookMs = shortened ? SILENCE.shortMs : silentMs;
    // Looks that found nothing new keep what is on screen fresh; of those in a shortened stretch the last is enough.
    for (const look of shortened ? quiet.slice(-1) : quiet) {
      const part = silentMs === 0 ? 1 : (look.realAt - lastRealAt) / silentMs;
      scenes.push({ ...look, at: lastAt + part * tookMs });
    }
    quiet = [];
    lastRealAt = Math.max(lastRealAt, line.realAt);
    lastAt += tookMs;
    scenes.push({ ...line, at: lastAt, ...(shortened ? { leftOutMs: silentMs } : {}) });
  }
  return scenes;
}

/** Where the steps of the show were opened: the numbers of the scenes that do so, the first one before all. */
export const chaptersOf = (scenes: readonly Scene[]): readonly number[] => [
  0,
  ...scenes.flatMap(({ event }, k) => (event.type === 'showed' ? [k + 1] : [])),
];

/** Story time at a moment of the playing: it runs evenly from line to line. */
export function storyAt(scenes: readonly Scene[], played: number, at: number, beganAt: number): number {
  const [before, after] = [scenes[played - 1], scenes[played]];
  const from = before ?? { at: 0, storyAt: beganAt };
  if (!after || after.at <= from.at) return from.storyAt;
  const part = Math.min(1, Math.max(0, (at - from.at) / (after.at - from.at)));
  return from.storyAt + part * Math.max(0, after.storyAt - from.storyAt);
}
