import { Command, Option } from 'commander';
import type { Ending } from '../faces/face.ts';
import { toOption, toOptions } from '../settings/options.ts';
import type { SettingFlags } from '../settings/sayings.ts';
import { readSettings, surroundings } from '../settings/settings.ts';

/** The flags of `doctor` as they were typed: those of a show that say on what it stands. */
export interface DoctorFlags extends SettingFlags {
  readonly config?: string;
  readonly json?: boolean;
}

const AFTER = `
Without --uri it looks at a rehearsal. Nothing is changed anywhere: it only
reads, for ten seconds at most.

Exit codes: 0 nothing failed; 1 a fault in this program; 2 something failed,
or set-up; 128+n ended by signal n.
`;

/** The command as the command line has it; `choose` hears what it is to run. */
export function toDoctorCommand(choose: (run: () => Promise<Ending>) => void): Command {
  const command = new Command('doctor')
    .description('looks at everything a show stands on, as preflight does, and says what to do')
    .exitOverride();
  for (const option of [...toOptions('live'), ...toOptions('show'), toOption('seed')]) command.addOption(option);
  return command
    .addOption(new Option('--config <file>', 'settings in JSON (default: minuteback.config.json, where there is one)'))
    .option('--json', 'one object a line; the last one is the summary')
    .addHelpText('after', AFTER)
    .action(({ json = false, ...flags }: DoctorFlags) =>
      choose(async () => {
        const config = await readSettings({ ...flags, fresh: true }, surroundings());
        const { runDoctor } = await import('./doctor.ts');
        return runDoctor(config, json);
      }),
    );
}
