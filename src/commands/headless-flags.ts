import { Command, Option } from 'commander';
import type { Config, Flags } from '../settings/config.ts';
import { number } from '../settings/config.ts';
import { SetupError } from '../errors.ts';
import type { Ending } from '../faces/face.ts';
import { toOption } from '../settings/options.ts';
import type { SettingFlags } from '../settings/sayings.ts';
import { readSettings, surroundings } from '../settings/settings.ts';
import type { FlagKey } from '../settings/table.ts';
import type { Headless } from '../wizard/copy/headless.ts';
import { LIMITS } from '../wizard/limits.ts';

/** The flags of `load` and `delete` as they were typed. */
export interface HeadlessFlags extends SettingFlags {
  readonly config?: string;
  readonly json?: boolean;
  readonly takeOver?: boolean;
  readonly sleep?: string;
  readonly iterations?: string;
}

const REACH = ['uri', 'db', 'coll'] as const satisfies readonly FlagKey[];
const MORE = [
  'w',
  'seed',
  'opsManager',
  'project',
  'cluster',
  'caFile',
  'secrets',
] as const satisfies readonly FlagKey[];

const toAll = (...keys: readonly FlagKey[]): readonly Option[] => keys.map((key) => toOption(key));

const OPTIONS: { readonly [S in Headless]: readonly Option[] } = {
  load: toAll(...REACH, 'targetGb', 'untilGb', 'docKb', 'batch', ...MORE),
  delete: [
    ...toAll(...REACH, 'percent'),
    new Option('--batch <n>', 'documents per batch (default: 1000)'),
    toOption('sleepMs'),
    new Option('--sleep <n>', 'the same as --sleep-ms'),
    new Option('--iterations <n>', 'stop after so many (default: go on until stopped, or until nothing is left)'),
    ...toAll(...MORE),
  ],
};

const DESCRIPTIONS: { readonly [S in Headless]: string } = {
  load: 'adds documents to a real replica set, without a show around it',
  delete: 'deletes documents that this program loaded, at random, without a show around it',
};

const AFTER: { readonly [S in Headless]: string } = {
  load: `
Ctrl+C stops: the batch in flight is waited for, and the summary printed.
With --until-gb it loads in rounds, and rests between them; the size on disk
is that of the last checkpoint, and lags up to a minute. With --ops-manager it
rests for as long as Ops Manager answers slowly.`,
  delete: `
Nothing is asked before: it deletes only from a collection that carries the
mark of this program's loads, and refuses any other. Ctrl+C stops: the batch in
flight is settled, and the summary printed. Every batch is noted before it is
sent: minuteback --resume goes on with it, to the restore.`,
};

const CODES = `
Exit codes: 0 done; 1 a fault in this program; 2 set-up; 5 unreachable, or
refused; 128+n ended by signal n.
`;

/** The command as the command line has it; `choose` hears what it is to run. */
export function toHeadlessCommand(step: Headless, choose: (run: () => Promise<Ending>) => void): Command {
  const command = new Command(step).description(DESCRIPTIONS[step]).exitOverride();
  for (const option of OPTIONS[step]) command.addOption(option);
  return command
    .option('--config <file>', 'settings in JSON (default: minuteback.config.json, where there is one)')
    .option('--take-over', 'take over the set from a wizard or a command that has died')
    .option('--json', 'one object a line; the last one is the summary')
    .addHelpText('after', `${AFTER[step]}\n${CODES}`)
    .action((flags: HeadlessFlags) =>
      choose(async () => {
        const config = await toHeadlessConfig(step, flags);
        const { runHeadless } = await import('./headless.ts');
        return runHeadless(step, config, { json: flags.json ?? false, takeOver: flags.takeOver ?? false });
      }),
    );
}

/** The settings of a show of this one step. Throws a SetupError that says what to change. */
export async function toHeadlessConfig(
  step: Headless,
  { json: _json, takeOver: _over, sleep, iterations, batch, ...flags }: HeadlessFlags,
  around = surroundings(),
): Promise<Config> {
  if (sleep !== undefined && flags.sleepMs !== undefined) {
    throw new SetupError('--sleep and --sleep-ms are the same: leave out one of them');
  }
  const pause = number('--sleep', sleep, LIMITS.pauseMs);
  const most = number('--iterations', iterations, LIMITS.iterations);
  // What a show calls --delete-batch is the only batch here.
  if (step === 'delete') number('--batch', batch, LIMITS.batch);
  const named = batch === undefined ? {} : step === 'delete' ? { deleteBatch: batch } : { batch };
  const said: Flags = { ...flags, ...named, ...(pause === undefined ? {} : { sleepMs: String(pause) }), fresh: true };
  const config = await readSettings(said, around);
  const deleting = { ...config.show.delete, ...(most === undefined ? {} : { iterations: most }) };
  return { ...config, show: { ...config.show, from: step, delete: deleting } };
}
