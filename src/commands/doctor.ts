import type { Config } from '../settings/config.ts';
import type { Ending } from '../faces/face.ts';
import { EXIT } from '../faces/face.ts';
import { NO_LEDGER } from '../ledger.ts';
import { createRecords } from '../records.ts';
import { readTerminal } from '../terminal.ts';
import { CHECK_NAMES, checkLines, tally } from '../wizard/copy/preflight.ts';
import type { Check } from '../wizard/checks.ts';
import { preflight } from '../workers/preflight/preflight.ts';
import type { TerminalFacts } from '../workers/worker.ts';
import type { World } from '../world/world.ts';
import { watchProcess } from './present.ts';

/**
 * Prints what preflight finds, each check as soon as all before it are known, and leaves nothing behind. Ends with 2 where a check
 * has failed. A signal ends it at once.
 */
export async function runDoctor(config: Config, json: boolean): Promise<Ending> {
  const stop = new AbortController();
  const watched = watchProcess(stop);
  let world: World | undefined;
  try {
    world = await openWorld(config, (error) => watched.end({ code: EXIT.bug, error }));
    const terminal = readTerminal(process.stdout, process.env, false);
    const print = (line: string): void => void process.stdout.write(`${line}\n`);
    const code = await examine({ world, config, terminal, signal: stop.signal, json, print });
    return watched.ending() ?? { code };
  } catch (error) {
    const ending = watched.ending();
    if (ending) return ending;
    throw error;
  } finally {
    if (world) await Promise.race([world.close(), patience()]);
    watched.release();
  }
}

async function openWorld(config: Config, onError: (error: Error) => void): Promise<World> {
  const { target, db, coll, writeConcern, show } = config;
  if (target.kind === 'live') {
    const { openLive } = await import('../live.ts');
    return openLive(target, config);
  }
  const { openRehearsal } = await import('../rehearsal.ts');
  return openRehearsal(
    { show, db, coll, writeConcern, drills: [] },
    { onError, onHistoryLost: (why) => onError(new Error(why)) },
  );
}

/** Clients that wait for a set that is gone would outlast the patience of whoever looks; the process ends without them. */
const CLOSE_MS = 500;

const patience = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, CLOSE_MS).unref();
  });

export interface Examination {
  readonly world: World;
  readonly config: Pick<Config, 'show'>;
  readonly terminal: TerminalFacts;
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly print: (line: string) => void;
}

/** Resolves with the exit code. Throws what the signal carries. */
export async function examine({ world, config, terminal, signal, json, print }: Examination): Promise<number> {
  const { showId: id, seed, readOnly = false, load } = config.show;
  const work = preflight({
    world,
    show: { id, seed, readOnly },
    records: createRecords(NO_LEDGER),
    earlier: {},
    signal,
    terminal,
    input: { load },
    run: 1,
    since: world.clock.now(),
    resuming: false,
  });
  const tell = createTeller(json, print);
  let turn = await work.next();
  for (; !turn.done; turn = await work.next()) tell(turn.value.checks);
  const { checks } = turn.value;
  tell(checks);
  const code = checks.some(({ verdict }) => verdict === 'bad') ? EXIT.setup : EXIT.fine;
  print(json ? JSON.stringify({ summary: count(checks), exit: code }) : `\n${tally(checks)}`);
  return code;
}

/** Tells each check once, in their order; in lines, what to do is not said again right below itself. */
function createTeller(json: boolean, print: (line: string) => void): (checks: readonly Check[]) => void {
  let told = 0;
  return (checks) => {
    for (; told < checks.length && checks[told]!.verdict !== 'looking'; told++) {
      const check = checks[told]!;
      const next = checks[told + 1];
      const isSaidBelow = next?.fix === check.fix && next?.seen === check.seen;
      if (json) print(JSON.stringify(toJson(check)));
      else checkLines(check, !isSaidBelow).forEach(print);
    }
  };
}

const toJson = ({ name, verdict, seen, fix }: Check) => ({
  check: name,
  name: CHECK_NAMES[name],
  verdict,
  seen,
  ...(fix === undefined ? {} : { fix }),
});

function count(checks: readonly Check[]) {
  const of = (verdict: Check['verdict']): number => checks.filter((check) => check.verdict === verdict).length;
  return { good: of('good'), warning: of('warning'), bad: of('bad'), unproved: of('unproved') };
}
