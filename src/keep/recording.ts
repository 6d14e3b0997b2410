import { existsSync } from 'node:fs';
import type { LineFile } from '../line-file.ts';
import { readLines } from '../line-file.ts';
import type { Event } from '../wizard/events.ts';
import type { ShowEvent } from '../wizard/show.ts';
import type { Survey } from '../wizard/asides.ts';

/** What is kept loosely of a show beside its journal, for its chart and for playing it again: nothing rests on it. */
export interface RecordedLine {
  readonly realAt: number;
  readonly storyAt: number;
  readonly event:
    Extract<ShowEvent, { type: 'progressed' | 'sampled' }> | { readonly type: 'surveyed'; readonly survey: Survey };
}

export interface Recorder {
  hear(event: Event): void;
  close(): void;
}

/** Of each kind one in so much real time: what a screen shows from second to second; looks at the backup side are larger and change less. */
const EVERY_MS = 1000;
const SURVEY_EVERY_MS = 5000;

/** The part of an event that is worth recording, and what kind it is of. */
function toRecorded(event: Event): { readonly kind: string; readonly event: RecordedLine['event'] } | undefined {
  if (event.type === 'progressed') {
    const { step, run, progress } = event;
    return { kind: step, event: { type: 'progressed', step, run, progress } };
  }
  if (event.type !== 'aside-told') return undefined;
  if (event.aside === 'watch') return { kind: 'sample', event: { type: 'sampled', sample: event.facts as never } };
  if (event.aside === 'survey') return { kind: 'survey', event: { type: 'surveyed', survey: event.facts as Survey } };
  return undefined;
}

/** Records once a second of each kind. A recording that cannot be written any more ends, and nobody is told: nothing rests on it. */
export function createRecorder(file: LineFile): Recorder {
  const lastAt = new Map<string, number>();
  let ended = false;
  return {
    hear(event) {
      const recorded = ended ? undefined : toRecorded(event);
      if (!recorded) return;
      const { realAt, storyAt } = event;
      const everyMs = recorded.kind === 'survey' ? SURVEY_EVERY_MS : EVERY_MS;
      if (realAt - (lastAt.get(recorded.kind) ?? -Infinity) < everyMs) return;
      lastAt.set(recorded.kind, realAt);
      try {
        file.append({ realAt, storyAt, event: recorded.event } satisfies RecordedLine);
      } catch {
        ended = true;
      }
    },
    close: () => file.close(),
  };
}

/** What was recorded, up to where it can be read, and how many bytes of the file that is. */
export function readRecording(path: string): { readonly lines: readonly RecordedLine[]; readonly bytes: number } {
  if (!existsSync(path)) return { lines: [], bytes: 0 };
  const { values, bytes } = readLines(path);
  return { lines: values as readonly RecordedLine[], bytes };
}
