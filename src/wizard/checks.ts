/** In the order in which they are shown. Shows of before have fewer. */
export const CHECKS = [
  'node',
  'terminal',
  'address',
  'names',
  'set',
  'members',
  'topology',
  'versions',
  'clocks',
  'user',
  'namespace',
  'databases',
  'disk',
  'oplog',
  'engine',
  'key',
  'cluster',
  'automation-role',
  'backup-role',
  'agents',
  'automation',
  'backup',
  'stores',
  'restores',
  'coverage',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `unproved`: could not be looked at. `seen` is what was found, in figures and names. */
export interface Check {
  readonly name: CheckName;
  readonly verdict: 'looking' | 'good' | 'warning' | 'bad' | 'unproved';
  readonly seen: string;
  readonly fix?: string;
}
