/** What one setting is called, by each of the ways in which it may be said. */
export interface Setting {
  /** `path`: of a file; a relative one is taken from the working folder, or from the folder of the file that says it. `secret`: never a flag. */
  readonly kind: 'text' | 'number' | 'switch' | 'path' | 'secret';
  readonly env: string;
  /** What stands behind the flag in `--help`; a switch takes nothing. */
  readonly takes?: string;
  /** `live`: a real system; `show`: what is loaded and deleted; `walk`: how it is presented. */
  readonly group: 'live' | 'show' | 'walk';
  readonly words: string;
}

/** Every setting, by its key in the config file; its flag is the key with dashes. Command line, `--help` and README come from here. */
export const SETTINGS = {
  uri: {
    kind: 'text',
    env: 'MINUTEBACK_URI',
    takes: 'uri',
    group: 'live',
    words: 'the replica set, without its password: mongodb://host:27017',
  },
  opsManager: {
    kind: 'text',
    env: 'MINUTEBACK_OPS_MANAGER',
    takes: 'url',
    group: 'live',
    words: 'Ops Manager or Cloud Manager, as in the browser; without it, by hand',
  },
  project: {
    kind: 'text',
    env: 'MINUTEBACK_PROJECT',
    takes: 'id|name',
    group: 'live',
    words: 'the project of the replica set there',
  },
  cluster: {
    kind: 'text',
    env: 'MINUTEBACK_CLUSTER',
    takes: 'id|name',
    group: 'live',
    words: 'the replica set in that project',
  },
  caFile: {
    kind: 'path',
    env: 'MINUTEBACK_OM_CA_FILE',
    takes: 'file',
    group: 'live',
    words: 'certificate of the authority that signed Ops Manager’s (PEM)',
  },
  secrets: {
    kind: 'path',
    env: 'MINUTEBACK_SECRETS_FILE',
    takes: 'file',
    group: 'live',
    words: 'JSON with password and API keys, readable by you alone',
  },
  appdbHost: {
    kind: 'text',
    env: 'MINUTEBACK_APPDB_HOST',
    takes: 'host',
    group: 'live',
    words: 'host of Ops Manager’s own database, which no API tells',
  },
  readOnly: {
    kind: 'switch',
    env: 'MINUTEBACK_READ_ONLY',
    group: 'live',
    words: 'show everything, refuse all that changes something',
  },
  password: { kind: 'secret', env: 'MINUTEBACK_PASSWORD', group: 'live', words: 'of the user in the URI' },
  publicKey: { kind: 'secret', env: 'MINUTEBACK_OM_PUBLIC_KEY', group: 'live', words: 'API key of the project' },
  privateKey: { kind: 'secret', env: 'MINUTEBACK_OM_PRIVATE_KEY', group: 'live', words: 'API key of the project' },
  globalPublicKey: {
    kind: 'secret',
    env: 'MINUTEBACK_OM_GLOBAL_PUBLIC_KEY',
    group: 'live',
    words: 'API key of the whole Ops Manager: stores, snapshots on demand',
  },
  globalPrivateKey: {
    kind: 'secret',
    env: 'MINUTEBACK_OM_GLOBAL_PRIVATE_KEY',
    group: 'live',
    words: 'API key of the whole Ops Manager: stores, snapshots on demand',
  },
  db: { kind: 'text', env: 'MINUTEBACK_DB', takes: 'name', group: 'show', words: 'database (default: loadtest)' },
  coll: { kind: 'text', env: 'MINUTEBACK_COLL', takes: 'name', group: 'show', words: 'collection (default: events)' },
  targetGb: {
    kind: 'number',
    env: 'MINUTEBACK_TARGET_GB',
    takes: 'n',
    group: 'show',
    words: 'what each load adds; GB of 2^30 bytes (default: 1)',
  },
  untilGb: {
    kind: 'number',
    env: 'MINUTEBACK_UNTIL_GB',
    takes: 'n',
    group: 'show',
    words: 'go on in rounds until so much is on disk',
  },
  docKb: {
    kind: 'number',
    env: 'MINUTEBACK_DOC_KB',
    takes: 'n',
    group: 'show',
    words: 'size of a document; KB of 2^10 bytes (default: 16)',
  },
  batch: {
    kind: 'number',
    env: 'MINUTEBACK_BATCH',
    takes: 'n',
    group: 'show',
    words: 'documents per batch of the load (default: 2000)',
  },
  w: {
    kind: 'number',
    env: 'MINUTEBACK_W',
    takes: 'n',
    group: 'show',
    words: 'write concern of loads and deletes, or majority (default: 1)',
  },
  percent: {
    kind: 'number',
    env: 'MINUTEBACK_PERCENT',
    takes: 'n',
    group: 'show',
    words: 'percent of the current documents that each iteration deletes (default: 1)',
  },
  deleteBatch: {
    kind: 'number',
    env: 'MINUTEBACK_DELETE_BATCH',
    takes: 'n',
    group: 'show',
    words: 'documents per batch of the delete (default: 1000)',
  },
  sleepMs: {
    kind: 'number',
    env: 'MINUTEBACK_SLEEP_MS',
    takes: 'n',
    group: 'show',
    words: 'pause after each batch of the delete (default: 500)',
  },
  auto: { kind: 'switch', env: 'MINUTEBACK_AUTO', group: 'walk', words: 'walk by itself (rehearsal only)' },
  plain: {
    kind: 'switch',
    env: 'MINUTEBACK_PLAIN',
    group: 'walk',
    words: 'lines instead of a screen; the default without a terminal',
  },
  from: {
    kind: 'text',
    env: 'MINUTEBACK_FROM',
    takes: 'step',
    group: 'walk',
    words: 'the step to open on, by its name: load, delete, restore ...',
  },
  speed: {
    kind: 'number',
    env: 'MINUTEBACK_SPEED',
    takes: 'n',
    group: 'walk',
    words: 'how fast a rehearsal hurries while it waits (default: 20), or a replay plays (1)',
  },
  seed: {
    kind: 'number',
    env: 'MINUTEBACK_SEED',
    takes: 'n',
    group: 'walk',
    words: 'repeats documents, delete order and lags (default: random, and shown)',
  },
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof SETTINGS;

/** Those that may be flags. */
export type FlagKey = { [K in SettingKey]: (typeof SETTINGS)[K]['kind'] extends 'secret' ? never : K }[SettingKey];

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

export const isSecret = (key: SettingKey): boolean => SETTINGS[key].kind === 'secret';

/** A flag as it is typed. */
export const dashed = (key: string): string => `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
