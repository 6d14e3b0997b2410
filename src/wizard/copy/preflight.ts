import type { CheckName, Check } from '../checks.ts';
import type { Results } from '../results.ts';
import type { State } from '../state.ts';
import type { StepCopy } from './copy.ts';
import { bytes } from './words.ts';

export const PREFLIGHT: StepCopy<'preflight'> = {
  title: 'Preflight',
  lead: 'What the show needs, looked at before the audience does',
  action: () => 'check',
  clickPath: 'In Ops Manager: Deployment → Servers list, where the agents are',
  notes: [
    'The set is deployed with Ops Manager; backup is not activated yet',
    'Backup and monitoring agents may be activated: Servers list',
    'Say what is real here and what is rehearsed',
    'A check that fails says what to do; r looks again',
  ],
  skip: 'nothing was checked, so nothing is proved',
  working: (progress) => {
    if (!progress) return 'Checking what the show stands on';
    const looked = progress.checks.filter(({ verdict }) => verdict !== 'looking').length;
    return `Checking: ${looked} of ${progress.checks.length} looked at`;
  },
  done: ({ checks }) => tally(checks),
};

export const CHECK_NAMES: { readonly [C in CheckName]: string } = {
  node: 'Node.js',
  terminal: 'Terminal',
  address: 'Connection string',
  names: 'Host names',
  set: 'Replica set',
  members: 'Members',
  topology: 'Addresses',
  versions: 'Versions',
  clocks: 'Clocks',
  user: 'Database user',
  namespace: 'Collection',
  databases: 'Other databases',
  disk: 'Disk',
  oplog: 'Oplog',
  engine: 'Ops Manager',
  key: 'API key',
  cluster: 'Cluster',
  'automation-role': 'Automation role',
  'backup-role': 'Backup role',
  agents: 'Agents',
  automation: 'Automation',
  backup: 'Backup',
  stores: 'Stores',
  restores: 'Restores',
  coverage: 'Restore window',
};

export const VERDICTS: { readonly [V in Check['verdict']]: { readonly sign: string; readonly word: string } } = {
  looking: { sign: '•', word: 'looking' },
  good: { sign: '✓', word: 'good' },
  warning: { sign: '!', word: 'warning' },
  bad: { sign: '✗', word: 'failed' },
  unproved: { sign: '?', word: 'unproved' },
};

/** "8 good, 1 warning, 1 unproved". */
export function tally(checks: readonly Check[]): string {
  const counted = (['good', 'warning', 'bad', 'unproved', 'looking'] as const).flatMap((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${VERDICTS[verdict].word}`];
  });
  return counted.join(', ');
}

export const ABOUT_TO_LOOK = 'Nothing was looked at yet';

export const moreFixes = (count: number): string =>
  `more on ${count}: a taller terminal shows it, or minuteback doctor`;

/** What is good, the first `named` of it by name. */
export function goodLine(names: readonly string[], named: number): string {
  const { sign, word } = VERDICTS.good;
  const left = names.length - named;
  const more = left === 0 ? [] : [named === 0 ? `${left} checks` : `${left} more`];
  return `${sign} ${word} ${names.length}: ${[...names.slice(0, named), ...more].join(', ')}`;
}

const NAME_WIDTH = Math.max(...Object.values(CHECK_NAMES).map(({ length }) => length)) + 2;
const WORD_WIDTH = Math.max(...Object.values(VERDICTS).map(({ word }) => word.length)) + 2;

/** A check in lines, for where nothing is drawn: with what to do, unless that follows anyway. */
export function checkLines({ name, verdict, seen, fix }: Check, withFix: boolean): readonly string[] {
  const head = `${VERDICTS[verdict].word.padEnd(WORD_WIDTH)}${CHECK_NAMES[name].padEnd(NAME_WIDTH)}`;
  return [`${head}${seen}`, ...(fix === undefined || !withFix ? [] : [`${' '.repeat(WORD_WIDTH)}-> ${fix}`])];
}

export const severalChecks = (count: number): string => `${count} checks`;

/** What the show is about to work on, in full: a restore replaces the whole set. */
export function targetLines({ about }: State, { set, engine }: Results['preflight']): readonly string[] {
  const cluster = engine ? `, ${engine.projectName}` : '';
  const sizes = new Map(set?.foreignSizes?.map((of) => [of.name, of.bytes]));
  const others = (set?.foreignDatabases ?? []).map((name) => {
    const size = sizes.get(name);
    return size === undefined ? name : `${name} (${bytes(size)})`;
  });
  return [
    `Target: ${about.namespace}${set ? ` on set ${set.setName}` : ''}${cluster}`,
    others.length === 0
      ? 'A restore replaces the whole set: no other databases are on it'
      : `A restore replaces the whole set, these databases too: ${others.join(', ')}`,
    about.shownUri,
  ];
}
