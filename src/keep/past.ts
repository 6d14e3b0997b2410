import type { Past } from '../wizard/state.ts';
import type { ShelvedShow } from './shelf.ts';

/** How long earlier shows of the same target waited for a snapshot that they began, and for a restore; oldest first. */
export function toPast(shows: readonly ShelvedShow[], target: string, except: string): Past {
  const same = shows.filter(({ id, journal }) => journal.head.target === target && id !== except).toReversed();
  const results = same.map(({ folded }) => folded.show.results);
  return {
    snapshotMs: results.flatMap(({ snapshot }) => (snapshot && snapshot.tookMs > 0 ? [snapshot.tookMs] : [])),
    restoreMs: results.flatMap(({ restore }) => (restore ? [restore.tookMs] : [])),
  };
}
