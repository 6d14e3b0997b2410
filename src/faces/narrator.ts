import { judge } from '../proof/guard.ts';
import { BEAT_LINES } from '../wizard/copy/cursors.ts';
import { KEPT_AGAIN, unkeptLine } from '../wizard/copy/frame.ts';
import { armedLine, askingOf, heldLine, othersLine } from '../wizard/copy/guards.ts';
import { questionLines } from '../wizard/copy/overlays.ts';
import { CANDIDATE_NAMES, movedLine, NOT_KNOWN, returnsLine, wishLine } from '../wizard/copy/restore.ts';
import * as picking from '../wizard/copy/picker.ts';
import { askedPoint, noticedLine } from '../wizard/copy/noticed.ts';
import { heldEnding, REASONS, skippedLine } from '../wizard/copy/reasons.ts';
import { COPY } from '../wizard/copy/steps.ts';
import { copyOf, guardWords, pickerGuardWords } from '../wizard/copy/by-hand.ts';
import { point, time } from '../wizard/copy/words.ts';
import { toArmed } from '../wizard/arming.ts';
import { toConfirm } from '../wizard/guarding.ts';
import { hintsFor, keymapOf } from '../wizard/keymap.ts';
import type { Phase } from '../wizard/show.ts';
import { hasBegun } from '../wizard/show.ts';
import { detailLines, summaryLines } from './details.ts';
import { asksPoint, chosenCandidate, guardOf, phaseOf, pickedCandidate } from '../wizard/state.ts';
import type { State } from '../wizard/state.ts';
import { STEPS } from '../wizard/steps.ts';
import type { Step } from '../wizard/steps.ts';
import type { Results } from '../wizard/results.ts';

/** A step that works says how far it is so often at most; real milliseconds. */
const PROGRESS_MS = 2000;

/** On a finished preflight, once everything is known that is to be confirmed. */
const isReadyToArm = (state: State): boolean =>
  state.stage.shown === 'preflight' &&
  phaseOf(state, 'preflight').tag === 'done' &&
  toArmed(state) !== undefined &&
  toConfirm(state) === 'arm';

/** Says in lines what has changed since the state it was last shown. */
export type Narrator = (state: State, storyNow: number) => void;

export function openingLines({ about }: State): readonly string[] {
  const where =
    about.kind === 'rehearsal'
      ? 'REHEARSAL: an embedded replica set and Ops Manager, nothing real is touched'
      : `LIVE: ${about.shownUri}`;
  return [`Minute Back, show ${about.showId}, seed ${about.seed}`, where];
}

/** The last line: the verdict, or that there is none. */
export function closingLine({ about, show }: State): string {
  const { verify } = show.results;
  const earned = verify ? COPY.verify.done(verify) : 'NO VERDICT: the show was left before one';
  return about.kind === 'rehearsal' ? `${earned} (rehearsal, seed ${about.seed})` : earned;
}

/** The last lines of a show, with how it is taken up if it is not over. */
export function partingLines(state: State): readonly string[] {
  const { about, show, unkept } = state;
  const isLeft = hasBegun(show) && (show.phases.verify.tag !== 'done' || show.verdictOut);
  const isKept = about.folder !== undefined && unkept === undefined;
  return [closingLine(state), ...(isLeft && isKept ? [`Go on with minuteback --resume ${about.showId}`] : [])];
}

export function createNarrator(print: (line: string) => void): Narrator {
  let before: State | undefined;
  const toldAt = new Map<Step, number>();

  function tellPhase<S extends Step>(state: State, step: S, say: (text: string) => void, now: number): void {
    const phase: Phase<S> = phaseOf(state, step);
    const old = before && phaseOf(before, step);
    if (phase === old) return;
    const copy = copyOf(state, step);
    switch (phase.tag) {
      case 'running': {
        if (old?.tag !== 'running') say(`begins: ${copy.working(undefined, now)}`);
        const due = Date.now() - (toldAt.get(step) ?? 0) >= PROGRESS_MS;
        if (phase.progress === undefined || !due) return;
        toldAt.set(step, Date.now());
        return say(copy.working(phase.progress, now) + heldEnding(phase));
      }
      case 'done': {
        const result = state.show.results[step] as Results[S] | undefined;
        if (!result) return;
        say(copy.done(result));
        for (const line of detailLines(state, step)) say(line);
        return;
      }
      case 'failed':
        say(`failed: ${phase.error.message}`);
        for (const step of phase.error.nextSteps) say(`  - ${step}`);
        return;
      case 'skipped':
        return say(skippedLine(phase.why, copy.skip));
      case 'briefing':
        return old?.tag === 'running' ? say('stopped') : undefined;
    }
  }

  function tellStage(state: State, say: (text: string) => void): void {
    const { stage } = state;
    const old = before?.stage;
    if (stage.shown === 'cursors' && (old?.shown !== 'cursors' || stage.beat !== old.beat))
      say(BEAT_LINES[stage.beat - 1]!);
    if (state.unkept !== before?.unkept) say(state.unkept === undefined ? KEPT_AGAIN : unkeptLine(state.unkept));
    if (stage.noticed && stage.noticed !== old?.noticed) say(noticedLine(stage.noticed));
    if (stage.flash && stage.flash !== old?.flash) say(REASONS[stage.flash.reason]);
    for (const lineOf of [heldLine, othersLine]) {
      const line = lineOf(state);
      if (line !== undefined && (before && lineOf(before)) === undefined) say(line);
    }
    const isReady = isReadyToArm(state) && !(before && isReadyToArm(before));
    if (isReady || (state.show.armed && state.show.armed !== before?.show.armed)) say(armedLine(state));
    tellAsked(state, say);
    const asked = asksPoint(state);
    if (asked && !(before && asksPoint(before))) for (const line of askedPoint(asked)) say(line);
    if (stage.overlay?.tag === old?.overlay?.tag) return;
    if (stage.overlay?.tag === 'confirm') for (const line of questionLines(stage.overlay.question, state)) say(line);
    if (stage.overlay?.tag === 'help') for (const { shown, does } of keymapOf(state)) say(`${shown}: ${does}`);
    const keys = stage.overlay ? hintsFor(state).map(({ keys, does }) => `${keys} ${does}`) : [];
    if (keys.length > 0) say(keys.join('; '));
  }

  /** What has to be typed, and what for: said whole each time that something of it changes. */
  function tellAsked(state: State, say: (text: string) => void): void {
    const linesOf = (of: State): readonly string[] => {
      const { overlay } = of.stage;
      if (overlay?.tag !== 'name') return [];
      const { title, lines, asks, wrong } = askingOf(of, overlay.asked);
      return [title, ...lines, asks, ...(overlay.wrong ? [wrong] : []), ...(overlay.refused ? [overlay.refused] : [])];
    };
    const told = before ? linesOf(before) : [];
    for (const line of linesOf(state).filter((line) => !told.includes(line))) say(line);
  }

  return (state, now) => {
    const { shown } = state.stage;
    const sayOf = (step: Step) => (text: string) => print(`${time(now)}  ${step.padEnd(9)}  ${text}`);
    if (before?.stage.shown !== shown) {
      const { title, lead, clickPath } = copyOf(state, shown);
      print('');
      sayOf(shown)(`${STEPS.indexOf(shown) + 1}/${STEPS.length} ${title}: ${lead}`);
      if (clickPath) sayOf(shown)(clickPath);
      if (shown === 'wrap') for (const line of summaryLines(state)) sayOf(shown)(line);
    }
    tellStage(state, sayOf(shown));
    for (const line of newChoiceLines(before, state)) sayOf('restore')(line);
    for (const step of STEPS) tellPhase(state, step, sayOf(step), now);
    before = state;
  };
}

/** While a restore point is chosen: which one, what it brings back, and whether it can be asked for. */
function newChoiceLines(before: State | undefined, state: State): readonly string[] {
  const lines = choiceLines(state);
  const told = before ? choiceLines(before) : [];
  return lines.filter((line) => !told.includes(line));
}

function choiceLines(state: State): readonly string[] {
  const candidate = chosenCandidate(state);
  const guard = guardOf(state);
  if (!candidate || !guard) return [];
  const { name, point: at, outlook } = candidate;
  const why = outlook.tag === 'uncertain' ? `: ${NOT_KNOWN[outlook.because]}` : '';
  const waits = state.stage.wish && guard.tag === 'closed' && guard.because === 'after-coverage';
  return [
    `${CANDIDATE_NAMES[name]}, ${point(at)}: brings back ${returnsLine(outlook)}${why}`,
    waits ? wishLine(guard.until, at, guard.waitS) : guardWords(state, guard, at),
    ...pickerLines(state),
  ];
}

/** Where the picker stands, what that point brings back, and why what was typed leads nowhere. */
function pickerLines(state: State): readonly string[] {
  const { stage, asides } = state;
  const { overlay } = stage;
  const survey = asides.survey?.latest;
  if (overlay?.tag !== 'picker' || !survey) return [];
  const outlook = pickedCandidate(overlay, survey)?.outlook;
  const moved = overlay.movedS === 0 ? '' : `, ${movedLine(overlay.movedS)}`;
  return [
    ...(outlook?.tag === 'known'
      ? [
          `picking ${point(overlay.point)}${moved}: ${returnsLine(outlook)}, ${picking.stayLine(outlook.stayDeleted)}; ` +
            pickerGuardWords(state, judge(overlay.point, survey.side, survey.newest), overlay.point),
        ]
      : []),
    ...(overlay.refused
      ? [
          `${picking.refusalLine(overlay.refused, survey)}${overlay.typed === undefined ? '' : '; esc closes the field'}`,
        ]
      : []),
  ];
}
