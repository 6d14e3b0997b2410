import type { About } from '../state.ts';
import { duration } from './words.ts';

/** `REPLAY of 2026-11-24-abcdef x2`: on every screen of a show that is played again. */
export const replayBadge = (showId: string, speed: number): string =>
  `REPLAY of ${showId}${speed === 1 ? '' : ` x${speed}`}`;

/** What a replay says above its keys. */
export function replayLine({ kind, replay }: About): string {
  if (replay?.ended) return 'This is the end of the replay: Left goes back, q quits';
  if (replay?.paused) return 'Paused: Space goes on';
  if (replay?.leftOutMs !== undefined) return leftOutLine(replay.leftOutMs);
  return kind === 'live'
    ? 'Replay of a live show: no set is asked, nothing is written'
    : 'Replay of a rehearsal: nothing runs, nothing is written';
}

export const leftOutLine = (ms: number): string => `For ${duration(ms)} nothing happened: shortened to 2 s`;

export const replayOpening = (showId: string, presented: string, kind: About['kind']): string =>
  `REPLAY of show ${showId}, ${kind === 'live' ? 'presented live' : 'a rehearsal'} on ${presented}: nothing is opened, asked or written`;
export const replayClosing = (showId: string): string => `End of the replay of show ${showId}`;
