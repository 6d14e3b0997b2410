import type { ReplayConfig } from '../settings/config.ts';
import { readKeptShow } from '../evidence/kept-show.ts';
import { EXIT } from '../faces/face.ts';
import type { Ending } from '../faces/face.ts';
import { toPast } from '../keep/past.ts';
import { toShowsFolder } from '../keep/places.ts';
import { findShow } from '../keep/shelf.ts';
import { toFirstState } from '../replay/fold.ts';
import { createReplay, REAL_CLOCK } from '../replay/player.ts';
import { toScenes } from '../replay/scenes.ts';
import type { ShowHandle } from '../show.ts';
import { openShelf } from './pick-show.ts';
import { wantsLines, watchProcess } from './present.ts';

/** Plays a past show again until it is left. Opens no world and writes nothing. Throws a SetupError when there is no such show. */
export async function replay(config: ReplayConfig): Promise<Ending> {
  const stop = new AbortController();
  const show = openReplay(config, toShowsFolder());
  const watched = watchProcess(stop);
  try {
    if (wantsLines(config)) {
      const { runReplayLines } = await import('../faces/replay-lines.ts');
      await runReplayLines(show, process.stdout, stop.signal);
    } else {
      const { runReplayScreen } = await import('../faces/replay-screen.tsx');
      await runReplayScreen(show, stop.signal);
    }
    return watched.ending() ?? { code: EXIT.fine };
  } finally {
    await show.close();
    watched.release();
  }
}

function openReplay({ id, speed }: ReplayConfig, showsFolder: string): ShowHandle {
  const shelf = openShelf(showsFolder);
  const { folder, journal: found } = findShow(shelf, id);
  const { head } = found;
  const { journal, recorded } = readKeptShow(folder);
  const earlier = shelf.shows.filter((show) => show.journal.head.realAt < head.realAt);
  const past = toPast(earlier, head.target, head.showId);
  const first = toFirstState(head, past, folder, speed);
  return createReplay({ first, beganAt: head.storyAt, scenes: toScenes(journal, recorded), clock: REAL_CLOCK });
}
