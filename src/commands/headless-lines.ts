import type { Writable } from 'node:stream';
import type { ShowError } from '../errors.ts';
import { toShowError } from '../errors.ts';
import type { Headless } from '../wizard/copy/headless.ts';
import {
  beginLine,
  KEPT_AS,
  notKept,
  progressLine,
  stampedLine,
  SUMMARY_LINES,
  NOTHING_DONE,
  stoppedLine,
} from '../wizard/copy/headless.ts';
import type { Inputs } from '../wizard/inputs.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Results } from '../wizard/results.ts';

/** Between two lines, in real milliseconds: rewritten in place, or one under the other. */
const EVERY_MS = { rewritten: 100, lines: 1000 } as const;

/** `json`: one object a line. `rewritten`: one line that is written over. */
export type LineForm = 'json' | 'rewritten' | 'lines';

export interface Beginning<S extends Headless> {
  readonly show: string;
  readonly namespace: string;
  /** The connection string without credentials. */
  readonly set: string;
  readonly input: Inputs[S];
  /** Where it is kept; absent with the reason. */
  readonly folder?: string;
  readonly unkept?: string;
}

/**
 * `stopped`: by a signal, and what was sent is settled; without a result nothing was. `failed`: what had `begun` before stays done,
 * and is known as far as there is a result.
 */
export type Outcome<S extends Headless> =
  | { readonly tag: 'done'; readonly result: Results[S] }
  | { readonly tag: 'stopped'; readonly result?: Results[S] }
  | { readonly tag: 'failed'; readonly error: unknown; readonly begun: boolean; readonly result?: Results[S] };

/** Tells what a run does. Instants are epoch milliseconds. */
export interface Teller<S extends Headless> {
  begin(beginning: Beginning<S>, at: number): void;
  progress(progress: Progress[S], at: number): void;
  /** With the last line. The error of one that failed is left to whoever ends the program. */
  end(outcome: Outcome<S>, at: number, code: number): void;
}

/** Of a result what fits a line: figures alone. */
const FIGURES: { readonly [S in Headless]: (result: Results[S]) => object } = {
  load: ({ documents, rounds, tookMs, stats }) => {
    const { dataBytes, storageBytes } = stats;
    return { documents, rounds, tookMs, dataBytes, storageBytes };
  },
  delete: ({ deleted, remaining, unknown, rolledBack = 0, iterations, tookMs, baseline }) => {
    return { deleted, remaining, unknown, rolledBack, iterations, tookMs, baselineDocuments: baseline.documents };
  },
};

function withoutStack(error: unknown): Omit<ShowError, 'stack'> {
  const { stack: _stack, ...told } = toShowError(error);
  return told;
}

function createJsonTeller<S extends Headless>(step: S, print: (line: string) => void): Teller<S> {
  let show = '';
  const tell = (type: string, at: number, rest: object): void =>
    print(JSON.stringify({ type, command: step, at: new Date(at).toISOString(), ...rest }));
  return {
    begin(beginning, at) {
      ({ show } = beginning);
      tell('begin', at, beginning);
    },
    progress: (progress, at) => tell('progress', at, progress),
    end(outcome, at, exitCode) {
      const figures = outcome.result ? FIGURES[step](outcome.result) : {};
      const failure = outcome.tag === 'failed' ? { error: withoutStack(outcome.error) } : {};
      tell('summary', at, { outcome: outcome.tag, show, exitCode, ...figures, ...failure });
    },
  };
}

function createLineTeller<S extends Headless>(
  step: S,
  print: (line: string) => void,
  say: (line: string) => void,
): Teller<S> {
  let kept: string | undefined;
  return {
    begin({ show, namespace, set, unkept }, at) {
      kept = unkept === undefined ? KEPT_AS[step](show) : notKept(unkept);
      print(stampedLine(at, beginLine(step, namespace, set)));
    },
    progress: (progress, at) => say(stampedLine(at, progressLine(step, progress))),
    end(outcome, at) {
      if (outcome.tag === 'done') print(stampedLine(at, SUMMARY_LINES[step](outcome.result)));
      else if (outcome.result) print(stampedLine(at, stoppedLine(SUMMARY_LINES[step](outcome.result))));
      else if (outcome.tag === 'stopped') print(stampedLine(at, NOTHING_DONE));
      const isLeft = outcome.tag === 'failed' ? outcome.begun : outcome.result !== undefined;
      if (isLeft && kept !== undefined) print(stampedLine(at, kept));
    },
  };
}

/** What does not fit is left out from the end, part by part, so that no number stands without its word. */
function fit(line: string, width: number): string {
  let fitting = line;
  while (fitting.length > width && fitting.includes(', ')) fitting = fitting.slice(0, fitting.lastIndexOf(', '));
  return fitting.slice(0, width);
}

/** One line that is written over, fit to the width of the terminal; what is printed stands above it for good. */
function createRewriter(output: Writable & { readonly columns?: number }) {
  const wipe = '\r\u001b[K';
  let shown = false;
  return {
    say: (line: string): void => {
      output.write(`${wipe}${fit(line, (output.columns ?? 80) - 1)}`);
      shown = true;
    },
    print: (line: string): void => {
      output.write(`${shown ? wipe : ''}${line}\n`);
      shown = false;
    },
  };
}

/** Tells a run in the given form: progress at most every `EVERY_MS`, the first at once. */
export function createTeller<S extends Headless>(
  step: S,
  form: LineForm,
  output: Writable & { readonly columns?: number },
  realNow: () => number = Date.now,
): Teller<S> {
  const print = (line: string): void => void output.write(`${line}\n`);
  const rewriter = createRewriter(output);
  const teller =
    form === 'json'
      ? createJsonTeller(step, print)
      : form === 'lines'
        ? createLineTeller(step, print, print)
        : createLineTeller(step, rewriter.print, rewriter.say);
  const everyMs = form === 'rewritten' ? EVERY_MS.rewritten : EVERY_MS.lines;
  let toldAt = -Infinity;
  return {
    ...teller,
    progress(progress, at) {
      const now = realNow();
      if (now - toldAt < everyMs) return;
      toldAt = now;
      teller.progress(progress, at);
    },
  };
}
