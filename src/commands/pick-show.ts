import { SetupError } from '../errors.ts';
import { toTrouble } from '../keep/keeper.ts';
import { toShowsFolder } from '../keep/places.ts';
import type { Shelf, ShelvedShow } from '../keep/shelf.ts';
import { findShow, readShelf } from '../keep/shelf.ts';
import { hasBegun } from '../wizard/show.ts';

/** All shows of this user, only looked at. Throws a SetupError when their folder cannot be read. */
export function openShelf(showsFolder: string = toShowsFolder()): Shelf {
  try {
    return readShelf(showsFolder, { setAside: false });
  } catch (error) {
    throw new SetupError(`The folder of the shows, ${showsFolder}, cannot be read: ${toTrouble(error)}`, {
      nextSteps: ['Let this user read it', 'Or set XDG_STATE_HOME to the folder that holds minuteback/shows'],
      cause: error,
    });
  }
}

/** The show with this id, or the newest, with what has to be said of others. Throws a SetupError when there is none. */
export function pickShow(id: string | undefined): { readonly show: ShelvedShow; readonly notices: readonly string[] } {
  const showsFolder = toShowsFolder();
  const shelf = openShelf(showsFolder);
  if (id !== undefined) return { show: findShow(shelf, id), notices: shelf.setAside };
  // What was opened and left at once has nothing to tell.
  const newest = shelf.shows.find(({ folded }) => hasBegun(folded.show)) ?? shelf.shows[0];
  if (newest) return { show: newest, notices: shelf.setAside };
  throw new SetupError(`There is no show in ${showsFolder}`, {
    nextSteps: [...shelf.setAside, 'Present one first: minuteback', 'Or watch one walk by itself: minuteback --auto'],
  });
}
