import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readShelf } from '../../src/keep/shelf.ts';
import type { ShelvedShow } from '../../src/keep/shelf.ts';
import { parseLines } from '../../src/line-file.ts';
import { createRandom } from '../../src/proof/shuffle.ts';
import type { Step } from '../../src/wizard/steps.ts';
import { STEPS } from '../../src/wizard/steps.ts';

/*
 * A rehearsal that walks by itself and is killed again and again at seeded moments of its working steps, each time taken up by a
 * new process; and what has to hold afterwards. Used by a test, and by the soak with many more seeds.
 */

// From the sources, and from where they are built to.
const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url)).replace('/dist/dist/', '/dist/');

/** How long each working step lasts in a hurried rehearsal, in looks at a running program: a kill falls somewhere within. */
const LOOK_MS = 5;
const LOOKS: Partial<Record<Step, number>> = {
  load: 120,
  snapshot: 150,
  stats: 60,
  delete: 150,
  restore: 500,
  verify: 100,
  wrap: 120,
};

/** A moment: so many looks after the first line of a step that says it works. */
interface Moment {
  readonly step: Step;
  readonly looks: number;
}

/** In the order of the show: later ones are only reached if the earlier ones were survived. */
export function momentsOf(seed: number): readonly Moment[] {
  const random = createRandom(seed);
  return (Object.entries(LOOKS) as [Step, number][]).map(([step, most]) => ({
    step,
    looks: Math.floor((random() / 2 ** 32) * most),
  }));
}

interface Leg {
  readonly lines: readonly string[];
  readonly killed: boolean;
  readonly code: number | null;
}

/** Runs the built program to its end, or to a kill at a moment that it comes to. */
async function runLeg(args: readonly string[], state: string, moments: readonly Moment[]): Promise<Leg> {
  const child = spawn(process.execPath, ['--no-warnings', CLI, '--auto', '--plain', '--speed', '1000', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: state },
  });
  const lines: string[] = [];
  let reached: Moment | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    reached ??= moments.find(({ step }) => new RegExp(`^[\\d:]{8}  ${step} +begins: `).test(line));
  });
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  let running = true;
  void closed.then(() => (running = false));
  while (running && !reached) await pause(LOOK_MS);
  for (let looks = reached?.looks ?? 0; running && looks > 0; looks--) await pause(LOOK_MS);
  if (reached && running) child.kill('SIGKILL');
  const [code, signal] = await closed;
  return { lines, killed: signal === 'SIGKILL', code };
}

export interface Survived {
  readonly seed: number;
  /** Steps in which the program was killed. */
  readonly kills: readonly Step[];
  /** What did not hold, in words; empty is right. */
  readonly problems: readonly string[];
}

const COMPARED = ['load', 'snapshot', 'delete', 'restore'] as const;

/** What was done stays done, with the same figures. */
function compare(before: ShelvedShow, after: ShelvedShow): string[] {
  return COMPARED.filter((step) => before.folded.show.phases[step].tag === 'done').flatMap((step) => {
    const [was, is] = [before, after].map(({ folded }) => JSON.stringify(folded.show.results[step]));
    return was === is ? [] : [`${step} had come to ${was}, and after the kill to ${is}`];
  });
}

interface WorldEntry {
  readonly tag: string;
  readonly path?: string;
  /** Story time. */
  readonly at: number;
  readonly changes?: readonly { readonly in: string }[];
}

/** Exactly one restore was asked for, and nothing was written from then to the verdict, and after it only who has the set. */
function judgeWorld({ folder, folded }: ShelvedShow): string[] {
  const { verify } = folded.show.phases;
  const verdictAt = verify.tag === 'done' ? verify.at : Infinity;
  const entries = parseLines(readFileSync(join(folder, 'world.jsonl'))).values as readonly WorldEntry[];
  const requests = entries.filter(({ path }) => path?.endsWith('/restoreJobs') ?? false);
  const asked = entries.findIndex(({ path }) => path?.endsWith('/restoreJobs') ?? false);
  const isLease = ({ at, changes }: WorldEntry): boolean =>
    at > verdictAt && changes?.every((change) => change.in === 'minuteback.shows') === true;
  const written = entries.slice(asked).filter((entry) => entry.tag === 'write' && !isLease(entry)).length;
  return [
    ...(requests.length === 1 ? [] : [`${requests.length} restore jobs were created`]),
    ...(written === 0 ? [] : [`${written} writes came after the request of the restore`]),
  ];
}

const onlyShow = (state: string): ShelvedShow => readShelf(join(state, 'minuteback', 'shows')).shows[0]!;

/** The step that the first header of a leg names. */
const openedOn = (lines: readonly string[]): Step | undefined =>
  STEPS[Number(lines.map((line) => /  (\d+)\/12 /.exec(line)?.[1]).find((number) => number !== undefined)) - 1];

/** One show, killed at each of its moments in turn and taken up again, to its verdict. `state` is an empty folder. */
export async function survive(seed: number, state: string): Promise<Survived> {
  const kills: Step[] = [];
  const problems: string[] = [];
  let left = momentsOf(seed);
  let before: ShelvedShow | undefined;
  for (;;) {
    const leg = await runLeg(before ? ['--resume'] : ['--seed', String(seed), '--target-gb', '0.1'], state, left);
    const show = onlyShow(state);
    if (before) {
      const opened = openedOn(leg.lines);
      if (opened !== before.folded.shown) problems.push(`stood at ${before.folded.shown}, was taken up at ${opened}`);
      problems.push(...compare(before, show));
    }
    // A kill may fall between the last line of a show and the end of its process.
    if (!leg.killed || show.over) {
      const isFine = leg.killed || leg.code === 0;
      if (!isFine || show.folded.show.results.verify?.verdict.tag !== 'verified') {
        problems.push(`ended with code ${leg.code}: ${leg.lines.slice(-6).join(' | ')}`);
      }
      return { seed, kills, problems: [...problems, ...judgeWorld(show)] };
    }
    const at = left.findIndex(({ step }) =>
      leg.lines.some((line) => line.includes(`  ${step} `) && line.includes('begins: ')),
    );
    kills.push(left[at]!.step);
    left = left.slice(at + 1);
    before = show;
  }
}
