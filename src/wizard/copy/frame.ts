import type { About } from '../state.ts';
import type { Phase } from '../show.ts';
import type { Stage } from '../stage.ts';
import type { Step } from '../steps.ts';
import { READ_ONLY } from './guards.ts';
import { replayBadge } from './replay.ts';

/** Before each of what was found when the show was opened. */
export const noticeLine = (notice: string): string => `! ${notice}`;
export const moreNotices = (count: number): string => `; and ${count} more`;

export const PRODUCT = 'Minute Back';
/** What is being opened. */
export const OPENING: { readonly [K in About['kind']]: string } = {
  rehearsal: 'Opening the rehearsal: a replica set and an Ops Manager of its own',
  live: 'Opening a show on the real systems: nothing is changed before you say so',
};

export const OFFER_TITLE = 'A show is not over yet';
export const OFFER_KEYS = [
  'Enter  take it up where it stood; nothing is begun by itself',
  'n      begin a new one; the old one stays as it is',
  'q      quit',
] as const;

/** What is always visible: whether this is a rehearsal, how fast its time runs, and how fast it would while it waits. */
export function badge(
  { kind, shownUri, showId, readOnly, replay }: About,
  { rate, speed }: Pick<Stage, 'rate' | 'speed'>,
): string {
  if (replay) return replayBadge(showId, replay.speed);
  const only = readOnly ? `${READ_ONLY} ` : '';
  if (kind === 'live') return `${only}LIVE ${hostsOf(shownUri)}`;
  const waits = rate === 1 && speed !== 1 ? `, waits at x${speed}` : '';
  return `${only}REHEARSAL x${Math.round(rate)}${waits}`;
}

/** A host that is longer is shown by its first label. */
const LONGEST_HOST = 28;

/** The first of the hosts, and how many more: the whole stands on the first screen. */
function hostsOf(uri: string): string {
  const [first = uri, ...more] = (/^mongodb(?:\+srv)?:\/\/([^/?]*)/.exec(uri)?.[1] ?? uri).split(',');
  const host = first.length > LONGEST_HOST ? first.replace(/\..*?(:\d+)?$/, '…$1') : first;
  return more.length === 0 ? host : `${host} +${more.length}`;
}

export const position = (at: number, of: number): string => `${at} of ${of}`;

/** A sign for the state of each step, so that none needs colour. */
export const SIGNS: { readonly [T in Phase['tag']]: string } = {
  briefing: '•',
  running: '→',
  done: '✓',
  failed: '✗',
  skipped: '-',
};

/** Names of the steps in the rail and in the list of steps. */
export const SHORT_NAMES: { readonly [S in Step]: string } = {
  preflight: 'Preflight',
  load: 'Load',
  snapshot: 'First snapshot',
  stats: 'Figures',
  cursors: 'Backup cursors',
  stores: 'Stores',
  schedule: 'Schedule',
  snapshots: 'Snapshots',
  delete: 'Delete',
  restore: 'Restore',
  verify: 'Verify',
  wrap: 'Wrap-up',
};

export const PHASE_WORDS: { readonly [T in Phase['tag']]: string } = {
  briefing: '',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

export const NOTES = 'Notes';
export const LOOKING = 'Skipping: looking whether this is there already';
export const MAKING = 'Skipping: the rehearsal makes it so';
/** Whatever destroys is refused meanwhile. */
export const unkeptLine = (why: string): string => `! Not kept, so nothing destructive begins: ${why}`;
export const KEPT_AGAIN = 'The journal is written again';
export const QUITTING = 'Closing';
export const UNBLANK = 'b or . brings the screen back';

export const tooSmall = (least: string, columns: number, rows: number): readonly string[] => [
  `Minute Back needs ${least}`,
  `This terminal has ${columns} x ${rows}`,
  'Enlarge it, or make its text smaller',
];
export const LEAST = '80 columns and 24 rows';
