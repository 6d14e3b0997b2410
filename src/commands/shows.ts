import type { Ending } from '../faces/face.ts';
import type { ShelvedShow } from '../keep/shelf.ts';
import { COPY } from '../wizard/copy/steps.ts';
import { VERDICT_WORDS } from '../wizard/copy/verify.ts';
import { dateTime } from '../wizard/copy/words.ts';
import { hasBegun } from '../wizard/show.ts';
import { STEPS } from '../wizard/steps.ts';
import { openShelf } from './pick-show.ts';
import type { Streams } from './streams.ts';
import { writeOut } from './streams.ts';

export interface ShowsFlags {
  readonly json?: boolean;
}

/** Lists the shows of this user, newest first, one a line. Throws a SetupError when their folder cannot be read. */
export async function shows({ json = false }: ShowsFlags, { output, errors }: Streams): Promise<Ending> {
  const shelf = openShelf();
  // In the list they would be no JSON.
  for (const notice of shelf.setAside) (json ? errors : output).write(`${notice}\n`);
  const lines = json ? shelf.shows.map((show) => JSON.stringify(toListed(show))) : toLines(shelf.shows);
  return { code: await writeOut(output, lines.map((line) => `${line}\n`).join('')) };
}

/** A show as `--json` lists it; `began` is UTC. */
function toListed({ id, folder, journal, folded, over, held }: ShelvedShow) {
  const { head } = journal;
  const verdict = folded.show.results.verify?.verdict.tag;
  return {
    id,
    began: new Date(head.realAt).toISOString(),
    kind: head.kind,
    ...(head.command === undefined ? {} : { command: head.command }),
    step: folded.shown,
    at: STEPS.indexOf(folded.shown) + 1,
    of: STEPS.length,
    ...(verdict === undefined ? {} : { verdict }),
    over,
    presentedNow: held,
    folder,
  };
}

/** What became of a show, in a few words. */
export function standWords({ journal, folded, over, held }: ShelvedShow): string {
  const { verify } = folded.show.results;
  const nothing = hasBegun(folded.show) ? [] : ['nothing was begun'];
  const verdict = verify ? [VERDICT_WORDS[verify.verdict.tag]] : over ? nothing : [];
  const alone = journal.head.command === undefined ? [] : [`by minuteback ${journal.head.command}`];
  const stand = held ? ['being presented now'] : over ? [] : ['not over'];
  return [...verdict, ...alone, ...stand].join(', ');
}

export const NO_SHOWS = 'No show is kept yet: minuteback presents one';

function toLines(all: readonly ShelvedShow[]): readonly string[] {
  const [newest] = all;
  if (!newest) return [NO_SHOWS];
  const rows = all.map((show) => {
    const { id, journal, folded } = show;
    const at = STEPS.indexOf(folded.shown) + 1;
    const where = `${String(at).padStart(2)} of ${STEPS.length} ${COPY[folded.shown].title}`;
    return [id, dateTime(journal.head.realAt), journal.head.kind, where, standWords(show)];
  });
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return [
    ...rows.map((row) =>
      row
        .map((cell, k) => cell.padEnd(widths[k]!))
        .join('  ')
        .trimEnd(),
    ),
    hintLine(all),
  ];
}

/** What can be done with them, each with a show that it can be done with. */
function hintLine(all: readonly ShelvedShow[]): string {
  const { id } = all.find(({ folded }) => hasBegun(folded.show)) ?? all[0]!;
  const resumable = all.find(({ over, held }) => !over && !held);
  const commands = [
    ...(resumable ? [`minuteback --resume ${resumable.id} goes on`] : []),
    `minuteback --replay ${id} plays it again`,
    `minuteback report ${id} prints its evidence`,
  ];
  return commands.join('; ');
}
