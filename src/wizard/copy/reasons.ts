import type { ErrorKind } from '../../errors.ts';
import type { Phase } from '../show.ts';
import type { Reason } from '../stage.ts';
import type { Held } from '../progress.ts';
import { duration } from './words.ts';

/** Why a key does nothing now. */
export const REASONS: { readonly [R in Reason]: string } = {
  working: 'This step is still working',
  'load-holds': 'A load is running: stop it with Esc, or wait for its end',
  'first-step': 'This is the first step',
  'last-step': 'This is the last step',
  'nothing-runs': 'Nothing is running here',
  'cannot-pause': 'Only a running load or delete can be paused',
  'restore-runs': 'A restore is running: nothing may write until it is verified',
  'verify-first': 'The restore is not verified yet: nothing may write before that',
  'nothing-restored': 'Nothing has been restored yet: there is nothing to verify',
  'written-since': 'Documents were loaded or deleted since the verdict: it stands as it is',
  'delete-runs': 'A delete is running: stop it first',
  'restore-cannot-stop': 'Cancelled only in Ops Manager: Backup → Restore History → Cancel',
  'still-kept-away': 'Our writers stay away: begin a restore again, and press Esc before the click',
  'nothing-to-edit': 'There is nothing to edit on this step',
  'edit-before-start': 'Already running: its values can be edited before it starts',
  'backup-inactive': 'The backup is inactive: its schedule can be edited once it has started',
  'nobody-asked': 'No Ops Manager was given: this is changed in the browser',
  'not-read-yet': 'Still being read: try again in a moment',
  'no-choice': 'There is no restore point to choose here',
  'no-exact-point': 'Nowhere is it certain which documents a point would bring back',
  'point-gone': 'The point picked by hand is not exact any more: another one is on screen',
  'guard-closed': 'This point cannot be restored to now: the screen says why',
  'unknown-set': 'Not known what this point would bring back: the screen says why',
  'only-rehearsal': 'Only a rehearsal can change the speed of time',
  'nothing-due': 'Nothing is due that time could jump to',
  'no-data-of-ours': 'Cannot be skipped: there are no documents of ours yet, load some first',
  'no-snapshot-yet': 'Cannot be skipped: there is no complete snapshot yet',
  'nothing-to-repeat': 'There is nothing to do again on this step',
  stopping: 'Already stopping',
  'again-to-quit': 'Stopping: press Ctrl+C again to quit',
  'wait-ended': 'Not waiting for this point any more: Enter does it again',
  'read-only': 'Read only: everything is shown, nothing is changed',
  'not-armed': 'Not armed yet: Enter on preflight shows the target, and asks',
  'checks-failed': 'A check has failed: mend it, and look again with r',
  'target-unknown': 'The target is not known in full yet: preflight says what cannot be read',
  armed: 'Armed: what is shown is what is worked on',
  adopted: 'Adopted: everything works on it from here on',
  'lease-lost': 'Another wizard has taken the set over: what wrote here is stopped',
  resumed: 'Taken up where it stood: nothing was begun anew',
};

export const STOPPING = 'Stopping: what was sent already is waited for';
export const PAUSED = 'Paused: p goes on';

/** What became of a skipped step; `skip` says what skipping it does. */
export function skippedLine(why: string, skip: string): string {
  return why === 'holds' ? 'Skipped: what this step is for is there already' : `Skipped: ${skip}`;
}

export const ERROR_KINDS: { readonly [K in ErrorKind]: string } = {
  setup: 'Something must be set up differently',
  unreachable: 'Nobody answered',
  refused: 'Refused',
  bug: 'A fault in Minute Back itself',
};

const HELD: { readonly [F in Held['for']]: string } = {
  answer: 'No answer yet, for',
  again: 'Tries again, for',
  outcome: 'Looks what became of the last batch, for',
};

/** Who said no says first what was attempted, and on which hosts: the reason comes last. */
const reasonOf = (words: string): string => /: (.*)$/.exec(words)?.[1] ?? words;

/** What is waited for, for how long already, and why. */
export const heldLine = ({ for: what, forMs, why }: Held): string =>
  `${HELD[what]} ${duration(forMs)}${why === undefined ? '' : `: ${reasonOf(why)}`}`;

/** What keeps the work of a step now. */
export function heldOf(phase: Phase): Held | undefined {
  if (phase.tag !== 'running' || !phase.progress || !('held' in phase.progress)) return undefined;
  return phase.progress.held;
}

/** The same at the end of a line. */
export const heldEnding = (phase: Phase): string => heldWords(heldOf(phase));

export function heldWords(held: Held | undefined): string {
  if (!held) return '';
  const line = heldLine(held);
  return `; ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}
