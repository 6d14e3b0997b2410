/** The rundown, in the order of the show. */
export const STEPS = [
  'preflight',
  'load',
  'snapshot',
  'stats',
  'cursors',
  'stores',
  'schedule',
  'snapshots',
  'delete',
  'restore',
  'verify',
  'wrap',
] as const;

export type Step = (typeof STEPS)[number];

export const ACTS = ['Prepare', 'Explain', 'Break and mend'] as const;
export type Act = (typeof ACTS)[number];

export interface StepRules {
  readonly act: Act;
  /** `enter`: its work only reads, and begins whenever the step is opened. `key`: Enter begins it. `beats`: Enter reveals the next part. */
  readonly starts: 'enter' | 'key' | 'beats';
  /** Walking on leaves its work running. */
  readonly background: boolean;
  /** Its work changes something outside: done again only after being asked. */
  readonly changes: boolean;
  /** Its work takes away documents: not begun where no trace of it could be kept. */
  readonly destroys?: true;
  /** Stopping is not offered: its work cannot be recalled. */
  readonly endless?: true;
}

export const RULES: { readonly [S in Step]: StepRules } = {
  preflight: { act: 'Prepare', starts: 'enter', background: true, changes: false },
  load: { act: 'Prepare', starts: 'key', background: false, changes: true },
  snapshot: { act: 'Prepare', starts: 'key', background: true, changes: true },
  stats: { act: 'Explain', starts: 'enter', background: true, changes: false },
  cursors: { act: 'Explain', starts: 'beats', background: true, changes: false },
  stores: { act: 'Explain', starts: 'enter', background: true, changes: false },
  schedule: { act: 'Explain', starts: 'enter', background: true, changes: false },
  snapshots: { act: 'Explain', starts: 'enter', background: true, changes: false },
  delete: { act: 'Break and mend', starts: 'key', background: true, changes: true, destroys: true },
  restore: { act: 'Break and mend', starts: 'key', background: true, changes: true, destroys: true, endless: true },
  verify: { act: 'Break and mend', starts: 'enter', background: true, changes: false },
  wrap: { act: 'Break and mend', starts: 'key', background: true, changes: true },
};

/** Parts of the `cursors` step that Enter reveals one by one. */
export const BEATS = 7;
