import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SetupError } from '../errors.ts';

/**
 * The folder of this user's shows: `$XDG_STATE_HOME/minuteback/shows`, or where the platform keeps such things
 * (https://specifications.freedesktop.org/basedir-spec/latest/). It need not exist. Throws a `SetupError` where there is no home.
 */
export function toShowsFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string {
  const named = env['XDG_STATE_HOME'];
  // A relative path is to be ignored, says the specification.
  const state = named !== undefined && isAbsolute(named) ? named : stateOf(env, platform, homeOf(home));
  return join(state, 'minuteback', 'shows');
}

/** Without an absolute one, shows would lie wherever the program was started. */
function homeOf(find: () => string): string {
  let home = '';
  try {
    home = find();
  } catch {
    // Nobody knows this user: the same as an empty one.
  }
  if (isAbsolute(home)) return home;
  throw new SetupError('There is no home folder to keep shows in', {
    nextSteps: ['Set HOME, or XDG_STATE_HOME to a folder of your own'],
  });
}

function stateOf(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  return join(home, '.local', 'state');
}

/** What lies in the folder of one show. */
export const FILES = {
  journal: 'journal.jsonl',
  ledger: 'ledger.jsonl',
  recording: 'recording.jsonl',
  world: 'world.jsonl',
  lock: 'lock',
} as const;
