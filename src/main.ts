import { Command, CommanderError, Option } from 'commander';
import type { ReportFlags } from './commands/report.ts';
import type { ShowsFlags } from './commands/shows.ts';
import { toDoctorCommand } from './commands/doctor-flags.ts';
import { toHeadlessCommand } from './commands/headless-flags.ts';
import { number, toDrill, toReplay } from './settings/config.ts';
import type { Flags } from './settings/config.ts';
import { SetupError, toShowError } from './errors.ts';
import { CODE_BY_KIND, EXIT } from './faces/face.ts';
import type { Ending } from './faces/face.ts';
import { toOptions } from './settings/options.ts';
import { readSettings, surroundings } from './settings/settings.ts';
import type { Setting } from './settings/table.ts';
import { LIMITS } from './wizard/limits.ts';

const EXAMPLES = `Examples:
  minuteback                                  rehearse: nothing but this program is needed
  minuteback --auto --plain --speed 600       watch it walk by itself, as lines
  minuteback --from delete --seed 7           begin at a step, with a repeatable choice of documents
  minuteback --uri mongodb://db1:27017 --ops-manager https://om:8443 --project Demo --cluster demo
                                              present live: see "Presenting live" in README.md
  minuteback load --uri mongodb://db1:27017 --until-gb 10
                                              load a real set in gentle rounds, without a show
  minuteback doctor --uri mongodb://db1:27017 look at everything a show would stand on, and change nothing
  minuteback world                            the rehearsal servers alone, for other clients
  minuteback shows                            which shows are kept, and where they stand
  minuteback report --out evidence.html       the evidence of the newest show, to be kept
`;

const EXIT_CODES = `
Exit codes:
  0  fine: VERIFIED, or left before a verdict      4  could not verify (also --auto without a verdict)
  1  a fault in this program                       5  unreachable, or refused
  2  set-up: flags, environment or terminal      128+n  ended by signal n
  3  DIFFERENT: the restored documents are not the expected ones
`;

/** Runs the command line; resolves with the exit code. Prints errors after the terminal has been given back. */
export async function main(argv: readonly string[]): Promise<number> {
  let run: () => Promise<Ending> = () => Promise.resolve({ code: EXIT.fine });
  const program = toProgram((chosen) => {
    run = chosen;
  });
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    // Commander has printed its sentence already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.setup;
    throw error;
  }
  try {
    const { code, error, parting = [] } = await run();
    if (error === undefined) for (const line of parting) process.stdout.write(`${line}\n`);
    return error === undefined ? code : report(error, code);
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown, earned?: number): number {
  const { kind, message, nextSteps, stack } = toShowError(error);
  process.stderr.write(`minuteback: ${kind === 'bug' ? (stack ?? message) : message}\n`);
  for (const step of nextSteps) process.stderr.write(`  - ${step}\n`);
  return earned || CODE_BY_KIND[kind];
}

function toProgram(choose: (run: () => Promise<Ending>) => void): Command {
  const program = new Command('minuteback')
    .description(
      'Walks an audience through MongoDB backup and point-in-time recovery, and proves that every document returned',
    )
    .addHelpText('before', `${EXAMPLES}\n`.trimEnd() + '\n')
    .addHelpText('after', () => `\n${presentHelp()}\n${EXIT_CODES}`)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'minuteback: ')) });
  const present = program
    .command('present', { isDefault: true })
    .description('the show; what runs when no command is named')
    .exitOverride();
  for (const option of Object.values(OPTIONS).flat()) present.addOption(option);
  present.allowExcessArguments().action((flags: Flags, { args: [stray] }: Command) =>
    choose(async () => {
      if (stray !== undefined) {
        const words = `${JSON.stringify(stray)} is not a command: leave it out to rehearse, or use doctor, load, delete, world, shows or report`;
        throw new SetupError(words, { nextSteps: ['See minuteback --help'] });
      }
      const replaying = toReplay(flags);
      if (replaying) {
        const { replay } = await import('./commands/replay.ts');
        return replay(replaying);
      }
      const config = await readSettings(flags, surroundings());
      const { present } = await import('./commands/present.ts');
      return present(config);
    }),
  );
  program.addCommand(toDoctorCommand(choose));
  program.addCommand(toHeadlessCommand('load', choose)).addCommand(toHeadlessCommand('delete', choose));
  program
    .command('world')
    .description('the rehearsal replica set and Ops Manager alone; prints one line of JSON and runs until a signal')
    .option('--port <n>', 'port of the first member; the others follow')
    .option('--ops-manager-port <n>', 'port of the rehearsal Ops Manager')
    .option('--speed <n>', 'story seconds per real second, of the whole clock', '1')
    .option('--seed <n>', 'makes lags, stage lengths and terms repeatable', '1')
    .addOption(faultOption('--fault <name>', 'what goes wrong, from the start (repeatable)'))
    .exitOverride()
    .action((flags: { port?: string; opsManagerPort?: string; speed: string; seed: string; fault?: string[] }) =>
      choose(async () => {
        const port = number('--port', flags.port, LIMITS.port);
        const opsManagerPort = number('--ops-manager-port', flags.opsManagerPort, LIMITS.port);
        const speed = number('--speed', flags.speed, LIMITS.speed)!;
        const seed = number('--seed', flags.seed, LIMITS.seed)!;
        if (port !== undefined && port > LIMITS.port.most - 2) {
          throw new SetupError(
            `--port ${port} leaves no room for three members: choose ${LIMITS.port.most - 2} or less`,
          );
        }
        const { runWorld } = await import('./commands/world.ts');
        const ports = {
          ...(port === undefined ? {} : { port }),
          ...(opsManagerPort === undefined ? {} : { opsManagerPort }),
        };
        const drills = (flags.fault ?? []).map(toDrill);
        return { code: await runWorld({ ...ports, speed, seed, drills }, process.stdout) };
      }),
    );
  program
    .command('shows')
    .description('the shows that are kept, newest first, and where they stand')
    .option('--json', 'one object a line')
    .exitOverride()
    .action((flags: ShowsFlags) =>
      choose(async () => {
        const { shows } = await import('./commands/shows.ts');
        return shows(flags, { output: process.stdout, errors: process.stderr });
      }),
    );
  program
    .command('report')
    .argument('[id]', 'the show, by its id or how that begins (default: the newest)')
    .description('the evidence of a show: what was done, what came of it, and what is not proved')
    .option('--format <name>', 'md, html or json (default: by the ending of --out, else md)')
    .option('--out <file>', 'write it there instead of printing it')
    .option('--redact', 'hide names of hosts, and ports')
    .exitOverride()
    .action((id: string | undefined, flags: ReportFlags) =>
      choose(async () => {
        const { report } = await import('./commands/report.ts');
        return report(id, flags, { output: process.stdout, errors: process.stderr });
      }),
    );
  return program;
}

const presentHelp = (): string =>
  [
    `Options of present:\n${optionLines('walk')}`,
    `What is loaded and deleted:\n${optionLines('show')}`,
    `Presenting live:\n${optionLines('live')}`,
    'Settings may stand in the environment and in the config file too: README.md has their names, and says how secrets are given.',
  ].join('\n\n');

/** Said as often as wanted. */
function faultOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text, before: string[] | undefined) => [...(before ?? []), text]);
}

const OPTIONS = {
  live: [
    ...toOptions('live'),
    new Option('--config <file>', 'settings in JSON (default: minuteback.config.json, where there is one)'),
  ],
  show: toOptions('show'),
  walk: [
    ...toOptions('walk'),
    new Option('--resume [id]', 'go on with a show that was cut off or left (default: the newest)'),
    new Option('--fresh', 'begin a new show without asking about an unfinished one'),
    new Option('--replay <id>', 'play a past show again: nothing is opened, asked or written'),
    faultOption('--fault <name[@step]>', 'what goes wrong in a rehearsal, once that step works (repeatable)'),
  ],
} as const satisfies Record<Setting['group'], readonly Option[]>;

const optionLines = (group: Setting['group']): string =>
  OPTIONS[group].map(({ flags, description }) => `  ${flags.padEnd(21)} ${description}`).join('\n');
