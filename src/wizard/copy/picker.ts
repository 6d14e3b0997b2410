import type { Snapshot } from '../../proof/facts.ts';
import type { Guard } from '../../proof/guard.ts';
import type { RestorePoint } from '../../proof/op-time.ts';
import { instantOf, neededOpTime } from '../../proof/op-time.ts';
import type { TimeRefusal } from '../stage.ts';
import type { Survey } from '../asides.ts';
import { guardLine, moment, shortZone, utcTime } from './restore.ts';
import { duration, figures, opTime, time, zone } from './words.ts';

export const PICKER_TITLE = 'Pick the restore point';
export const frozenAt = (seconds: number): string => `now is frozen at ${time(seconds * 1000)}`;

export const PICKER_LABELS = {
  point: 'Point',
  op: 'Op time',
  returns: 'Brings back',
  stay: 'Stay deleted',
  base: 'Starts from',
  guard: { open: '✓ Open', closed: '✗ Not yet' },
  typed: 'Local time',
} as const;

/** Signs on the axis of the chart, and what they mean. */
export const TICKS = {
  point: { sign: '▲', label: 'point' },
  firstDelete: { sign: 'D', label: 'first delete' },
  base: { sign: 'S', label: 'snapshot' },
  coverageEnd: { sign: 'C', label: 'coverage ends' },
  now: { sign: 'N', label: 'now' },
  gap: { sign: '╌', label: 'no oplog' },
} as const;

/** In the presenter's zone and in UTC, with the day when that is not today's. */
export function pickedLine(of: RestorePoint, now: number): string {
  const local = `${moment(instantOf(of), now)} ${shortZone()}`;
  return zone() === 'UTC' ? local : `${local}, ${utcTime(of)}`;
}

/** Where the oplog is cut, and on which side of it. */
export const cutLine = (of: RestorePoint): string =>
  of.form === 'second' ? `before ${opTime({ t: of.t, i: 0 })}` : `through ${opTime(of.at)}`;

export const stayLine = (count: number): string => `${figures(count)} stay deleted`;

export const iterationLine = (iteration: number): string =>
  iteration === 0 ? 'before the first iteration' : `iteration ${figures(iteration)}`;

/** What a restore to a point begins with, and how much it replays. */
export const baseLine = (base: Snapshot | undefined, of: RestorePoint, now: number): string =>
  base
    ? `the snapshot of ${moment(base.created.t * 1000, now)}, then ${duration((neededOpTime(of).t - base.created.t) * 1000)} of oplog`
    : 'no complete snapshot is listed before it';

export const pickerGuardLine = (guard: Guard, of: RestorePoint): string =>
  guard.tag === 'closed'
    ? guardLine(guard, of)
    : guard.certain
      ? 'its oplog is there'
      : 'not certain: this Ops Manager does not tell gaps';

export const TIME_ASKED = 'HH:MM:SS, or HH:MM';

/** Why a typed time, or a key, leads nowhere. */
export function refusalLine(refused: TimeRefusal, { plateaus, now }: Survey): string {
  const first = plateaus[0];
  switch (refused) {
    case 'no-time':
      return `not a time: type ${TIME_ASKED}`;
    case 'to-come':
      return `after now, which is frozen at ${time(now.t * 1000)}`;
    case 'too-early':
      return first ? `exact points begin after ${time(first.from.t * 1000)}` : 'no exact point is there';
    case 'not-exact':
      return 'no exact point is there';
    default:
      return refused satisfies never;
  }
}
