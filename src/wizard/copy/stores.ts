import type { Store, StoreKind, Stores } from '../../proof/facts.ts';
import type { StepCopy } from './copy.ts';

export const STORES: StepCopy<'stores'> = {
  title: 'Where the backup is kept',
  lead: 'Snapshots and oplog are kept apart, each in a store of its own',
  action: () => 'look',
  clickPath: 'In Ops Manager: Admin → Backup',
  notes: [
    'Show the storage options: Admin - Backup',
    'Here: a file system store, and the oplog beside the application database',
    'The second is not recommended for production',
  ],
  skip: 'stores were not looked at',
  working: () => 'Reading the stores',
  done: ({ stores }) => storesLine(stores),
};

/** Cloud Manager has no page for them. */
export const STORES_MANAGED: Partial<StepCopy<'stores'>> = {
  clickPath: 'In Cloud Manager: nothing to click, it keeps its stores itself',
  notes: [
    'Cloud Manager chooses and runs the stores: there is no page for them',
    'The options below are what an Ops Manager of your own offers',
    'Snapshots and oplog are kept apart there as well',
  ],
};

export const SNAPSHOT_STORES = 'Snapshots';
export const OPLOG_STORES = 'Oplog';
export const DAEMONS = 'Backup daemon';

/** All that Ops Manager offers (https://www.mongodb.com/docs/ops-manager/current/reference/api/nav/administration-backup/). */
export const STORE_OPTIONS: readonly {
  readonly kind: StoreKind;
  readonly of: 'snapshots' | 'oplog';
  readonly name: string;
  readonly what: string;
}[] = [
  { kind: 'fileSystem', of: 'snapshots', name: 'File system', what: 'a directory, local or shared' },
  { kind: 'blockstore', of: 'snapshots', name: 'Blockstore', what: 'a replica set of its own' },
  { kind: 's3', of: 'snapshots', name: 'S3 blockstore', what: 'an S3 bucket' },
  { kind: 'oplogMongo', of: 'oplog', name: 'MongoDB', what: 'a replica set' },
  { kind: 'oplogS3', of: 'oplog', name: 'S3', what: 'an S3 bucket' },
];

const AVAILABLE = 'available to this project';
const NOT_ASSIGNABLE = 'there, not assignable';
export const OPTION = 'an option';
export const NO_DAEMON = 'none told';

export const storeWords = ({ assignable, where }: Store): string =>
  `${assignable ? AVAILABLE : NOT_ASSIGNABLE}: ${where}`;

export const daemonWords = (machine: string, headDirectory: string): string => `${machine}, head ${headDirectory}`;

const FOR_A_DEMO = 'fine for a demo, not for production';

/** The API does not tell the application database's host: unless somebody did, this stays a condition. */
const APPDB_WARNING = ['! If the oplog store shares a host with the application database:', `  ${FOR_A_DEMO}`] as const;

/** Without ports, in lower case. */
const namesIn = (addresses: string): readonly string[] =>
  addresses
    .toLowerCase()
    .split(',')
    .map((address) => address.replace(/:\d+$/, ''));

/** What is said of the oplog and the application database on one host; nothing where the oplog is in no MongoDB. */
export function appdbLines(stores: Stores | undefined, appdbHost: string | undefined): readonly string[] {
  const oplogs = stores?.tag === 'stores' ? stores.stores.filter(({ kind }) => kind === 'oplogMongo') : [];
  if (oplogs.length === 0) return [];
  if (appdbHost === undefined) return APPDB_WARNING;
  const [name] = namesIn(appdbHost);
  const isShared = oplogs.some(({ where }) => namesIn(where).some((host) => host === name));
  return isShared
    ? ['! The oplog store and the application database share a host:', `  ${name}: ${FOR_A_DEMO}`]
    : [`  The application database is on another host, ${name}`];
}

export const NO_KEY = 'Not read: that needs a global API key. These are the options';
export const MANAGED = 'Cloud Manager keeps them itself. What Ops Manager offers:';
export const NOT_ASKED = 'No Ops Manager was given, so nobody was asked. These are the options';
export const READING_STORES = 'Reading the stores from Ops Manager';

function storesLine(stores: Stores): string {
  if (stores.tag === 'noKey') return 'Not read: the stores page needs a global API key';
  if (stores.tag === 'managed') return 'Cloud Manager keeps snapshots and oplog itself';
  if (stores.tag === 'notAsked') return 'Not read: no Ops Manager was given, so nobody was asked';
  const names = stores.stores.map(({ kind }) => {
    const option = STORE_OPTIONS.find((known) => known.kind === kind);
    return option ? `${option.of} in ${option.name}` : kind;
  });
  return names.length === 0 ? 'No store is available to this project' : `Kept in: ${names.join(', ')}`;
}
