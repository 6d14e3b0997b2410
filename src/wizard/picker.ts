import type { Snapshot } from '../proof/facts.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import { instantOf, isAfter, neededOpTime } from '../proof/op-time.ts';
import type { CandidateName, Pick, PlateauMove } from '../proof/points.ts';
import { MINUTE_S, neighbourPlateau, pickAt, plateauOf, pointIn } from '../proof/points.ts';
import type { Intent } from './events.ts';
import type { Overlay, Reason, TimeRefusal } from './stage.ts';
import type { State } from './state.ts';
import { chosenCandidate, phaseOf } from './state.ts';
import type { Survey } from './asides.ts';

export type Picker = Extract<Overlay, { tag: 'picker' }>;

/** Longest text that the field for a time takes. */
const LONGEST_TIME = 12;

const at = ({ point, movedS }: Pick): Picker => ({ tag: 'picker', point, movedS });

/** Why no point can be picked now. */
export function blockedPicker(state: State): Reason | undefined {
  const phase = phaseOf(state, 'restore');
  if (state.stage.shown !== 'restore' || phase.tag === 'running' || phase.tag === 'done') return 'no-choice';
  const survey = state.asides.survey?.latest;
  if (!survey) return 'not-read-yet';
  return survey.plateaus.length === 0 ? 'no-exact-point' : undefined;
}

/** The newest complete snapshot at or before a point: what a restore to it begins with. */
export function baseOf({ snapshots }: Survey['side'], point: RestorePoint): Snapshot | undefined {
  const needed = neededOpTime(point);
  return snapshots
    .filter(({ complete, created }) => complete && !isAfter(created, needed))
    .reduce<Snapshot | undefined>((best, one) => (best && isAfter(best.created, one.created) ? best : one), undefined);
}

/** Opens where the point on screen is, or at the exact point nearest to it. */
export function openPicker(state: State): Picker | Reason {
  const refusal = blockedPicker(state);
  const candidate = chosenCandidate(state);
  const plateaus = state.asides.survey?.latest?.plateaus;
  if (refusal || !candidate || !plateaus) return refusal ?? 'not-read-yet';
  return standing(plateaus, candidate.point, candidate.movedS) ?? 'no-exact-point';
}

/** At a point, or where it is not exact any more at the nearest that is. */
export function standing(plateaus: Survey['plateaus'], point: RestorePoint, movedS: number): Picker | undefined {
  if (plateauOf(plateaus, point) !== undefined) return { tag: 'picker', point, movedS };
  const wanted = instantOf(point) / 1000;
  const nearest = pickAt(plateaus, wanted);
  const [first, last] = [plateaus[0], plateaus.at(-1)];
  if (nearest || !first || !last) return nearest && at(nearest);
  const end = pointIn(wanted < first.from.t ? first : last);
  return { tag: 'picker', point: end, movedS: instantOf(end) / 1000 - wanted };
}

const MOVES: { readonly [I in Intent]?: PlateauMove } = {
  left: -1,
  right: 1,
  up: 'iteration up',
  down: 'iteration down',
};

/** What a key makes of the picker, other than those that take its point or leave it. */
export function turnPicker(picker: Picker, intent: Intent, survey: Survey): Picker {
  const { plateaus, now } = survey;
  if (picker.typed !== undefined) {
    if (intent === 'erase') return withTyped(picker, picker.typed.slice(0, -1));
    return intent === 'submit' ? goToTyped(picker, picker.typed, survey) : picker;
  }
  if (intent === 'point') return withTyped(picker, '');
  if (intent === 'minute-back')
    return jump(picker, offered(survey, 'minute-back') ?? pickAt(plateaus, now.t - MINUTE_S));
  if (intent === 'before-deletes') return jump(picker, offered(survey, 'before-first-delete'));
  const by = MOVES[intent];
  if (by === undefined) return picker;
  const number = neighbourPlateau(plateaus, plateauOf(plateaus, picker.point) ?? 0, by);
  return { tag: 'picker', point: pointIn(plateaus[number]!), movedS: 0 };
}

export function typeInto(picker: Picker, text: string): Picker {
  return picker.typed === undefined ? picker : withTyped(picker, (picker.typed + text).slice(0, LONGEST_TIME));
}

/** The picker without its field. */
export function closeField({ point, movedS }: Picker): Picker {
  return { tag: 'picker', point, movedS };
}

const withTyped = (picker: Picker, typed: string): Picker => ({ ...closeField(picker), typed });

/** To a point, or nowhere because none is exact there. */
const jump = (picker: Picker, to: Pick | undefined): Picker => (to ? at(to) : { ...picker, refused: 'not-exact' });

/** A point that is on offer, if it is exact. */
function offered({ candidates, plateaus }: Survey, wanted: CandidateName): Pick | undefined {
  const candidate = candidates.find(({ name }) => name === wanted);
  const plateau = candidate && plateauOf(plateaus, candidate.point);
  return plateau === undefined ? undefined : { point: candidate!.point, plateau, movedS: candidate!.movedS };
}

function goToTyped(picker: Picker, typed: string, survey: Survey): Picker {
  if (typed.trim() === '') return closeField(picker);
  const wanted = toSecond(typed, survey);
  const found = typeof wanted === 'number' ? (pickAt(survey.plateaus, wanted) ?? ('not-exact' as const)) : wanted;
  return typeof found === 'string' ? { ...picker, refused: found } : at(found);
}

/** The second that a local time names, on the day of the deletes. Those that ran over midnight have two days. */
export function toSecond(typed: string, { plateaus, now }: Survey): number | TimeRefusal {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(typed.trim());
  const [hours, minutes, seconds] = [match?.[1], match?.[2], match?.[3] ?? 0].map(Number) as [number, number, number];
  if (!match || hours > 23 || minutes > 59 || seconds > 59) return 'no-time';
  const [first, last] = [plateaus[0], plateaus.at(-1)];
  if (!first || !last) return 'not-exact';
  const onDayOf = (t: number): number => new Date(t * 1000).setHours(hours, minutes, seconds, 0) / 1000;
  const named = [onDayOf(first.to.t), onDayOf(last.from.t)];
  const within = named.find((t) => t > first.from.t && t <= now.t);
  if (within !== undefined) return within;
  return named[1]! > now.t ? 'to-come' : 'too-early';
}
