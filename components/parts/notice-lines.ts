import { moreNotices, noticeLine } from '../../src/wizard/copy/frame.ts';
import { wrapWords } from './wrap-words.ts';

/** What stands in brackets is the first to be left out. */
const withoutBrackets = (notice: string): string => notice.replace(/ \(.*\)$/s, '');

/** What was found when the show was opened: in full, or as much of it as there are lines for. */
export function noticeLines(notices: readonly string[], width: number, room: number): readonly string[] {
  const full = notices.flatMap((notice) => wrapWords(noticeLine(notice), width));
  if (full.length <= room) return full;
  const short = notices.map((notice) => noticeLine(withoutBrackets(notice)));
  const hidden = short.length - room;
  return short.slice(0, room).map((line, k) => (hidden > 0 && k === room - 1 ? line + moreNotices(hidden) : line));
}
