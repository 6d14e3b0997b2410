import { Binary, ObjectId, type Collection, type MongoClient } from 'mongodb';
import { createContent } from '../../../src/proof/content.ts';
import type { World } from './remembered.ts';

/*
 * One story of a world, with all that its history has to know of. Each step is one thing that a client does or lets happen, and so
 * at most one line of the history.
 */

export interface Step {
  readonly name: string;
  readonly run: (world: World) => Promise<unknown> | void;
}

type Notes = Collection<{ _id: string | number | { deep: boolean }; n?: number }>;

const LOAD = { show: 'test', seed: 7, documentBytes: 5000 };

const write = (name: string, work: (client: MongoClient) => Promise<unknown>): Step => ({
  name,
  run: (world) => world.withClient(work),
});
const note = (name: string, work: (notes: Notes) => Promise<unknown>): Step =>
  write(name, (client) => work(client.db('foreign').collection('notes')));
const wait = (seconds: number): Step => ({ name: `wait ${seconds} s`, run: (world) => world.pass(seconds) });
const jump = (name: string): Step => ({ name, run: (world) => world.jumpTo(name) });
const ask = (name: string, run: (world: World) => Promise<{ status: number; body: unknown }>): Step => ({
  name,
  async run(world) {
    const { status, body } = await run(world);
    if (status !== 200) throw new Error(JSON.stringify(body));
  },
});
/** Whatever becomes of it. */
const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => {});

/** A load by the loader's rule, after the marker that lets the set rebuild it. */
function load(second: number, count: number): readonly Step[] {
  const content = createContent({ ...LOAD, second });
  const documents = Array.from({ length: count }, (_, seq) => ({
    _id: new ObjectId(content.idOf(seq)),
    seq,
    payload: new Binary(content.payloadOf(seq)),
  }));
  const marker = { _id: `test ${second}` as never, tool: 'minuteback', ...LOAD, second };
  return [
    write('mark', (client) => client.db('minuteback').collection('shows').insertOne(marker)),
    write('load', (client) => client.db('loadtest').collection('events').insertMany(documents)),
  ];
}

const deleteSome = (database: string, skip: number, count: number): Step =>
  write(`delete ${count} of ${database}`, async (client) => {
    const events = client.db(database).collection('events');
    const found = await events
      .find({}, { projection: { _id: 1 } })
      .skip(skip)
      .limit(count)
      .toArray();
    // In another order than they came in, as a show draws them.
    return events.deleteMany({ _id: { $in: found.map(({ _id }) => _id).toReversed() } });
  });

const restoreToSecondsAgo = (seconds: number): Step =>
  ask('restore', (world) =>
    world.restoreTo({ pointInTimeUTCMillis: 1000 * (Math.floor(world.clock.now() / 1000) - seconds) }),
  );

const SMALL_DOCUMENTS: readonly Step[] = [
  note('insert ids of all kinds', (notes) =>
    notes.insertMany([{ _id: 'a', n: 1 }, { _id: 2 }, { _id: { deep: true } }]),
  ),
  write('let the set make ids', (client) =>
    client.db('foreign').command({ insert: 'notes', documents: [{ made: 'by the set' }, { made: 'as well' }] }),
  ),
  note('update', (notes) => notes.updateOne({ _id: 'a' }, { $set: { n: 3 } })),
  note('upsert', (notes) => notes.updateOne({ n: 77 }, { $set: { n: 78 } }, { upsert: true })),
  note('delete one', (notes) => notes.deleteOne({ _id: 2 })),
  note('insert one of which the second is there', (notes) =>
    quietly(notes.insertMany([{ _id: 'b' }, { _id: 'a' }, { _id: 'c' }], { ordered: false })),
  ),
  note('insert up to one that is there', (notes) =>
    quietly(notes.insertMany([{ _id: 'd' }, { _id: 'a' }, { _id: 'e' }])),
  ),
  note('insert nothing but what is there', (notes) => quietly(notes.insertOne({ _id: 'a' }))),
  write('update up to one that is refused', (client) => {
    const updates = [
      { q: { _id: 'b' }, u: { $set: { n: 9 } } },
      { q: { _id: 'c' }, u: { $inc: { n: 1 } } },
    ];
    return quietly(client.db('foreign').command({ update: 'notes', updates }));
  }),
];

const CATALOG: readonly Step[] = [
  write('create', (client) => client.db('foreign').createCollection('made')),
  write('index', (client) => client.db('foreign').collection('made').createIndex({ n: 1, m: -1 }, { name: 'both' })),
  write('insert what is dropped', (client) => client.db('foreign').collection('dropped').insertOne({ n: 1 })),
  write('drop', (client) => client.db('foreign').collection('dropped').drop()),
  write('insert large and foreign', (client) =>
    client
      .db('gone')
      .collection('large')
      .insertMany([{ big: new Binary(Buffer.alloc(6000)) }, { _id: 1 as never, big: new Binary(Buffer.alloc(6000)) }]),
  ),
  write('drop a database', (client) => client.db('gone').dropDatabase()),
];

const RESTORE: readonly Step[] = [
  restoreToSecondsAgo(420),
  wait(3),
  jump('members down'),
  jump('data replaced'),
  // Some of the members are starting then, and some have started.
  wait(110),
  jump('primary elected'),
  wait(67),
  jump('goal reached'),
];

/** Instants, ids and op times come out the same each time, but for the ids that somebody makes up. */
export const STORY: readonly Step[] = [
  ...load(4_000_000_000, 300),
  ask('start the backup', ({ request, config }) => request('PATCH', config, { statusName: 'STARTED' })),
  jump('backup started'),
  jump('first snapshot begins'),
  jump('first snapshot complete'),
  ask('change the schedule', ({ request, config }) =>
    request('PATCH', `${config}/snapshotSchedule`, { snapshotIntervalHours: 6 }),
  ),
  ...SMALL_DOCUMENTS,
  wait(60.25),
  deleteSome('loadtest', 200, 100),
  deleteSome('earlier', 100, 1000),
  ...CATALOG,
  wait(95),
  ask('take a snapshot', ({ request, cluster }) =>
    request('POST', `${cluster}/snapshots/onDemandSnapshot?retentionDays=3`),
  ),
  jump('on-demand snapshot begins'),
  jump('on-demand snapshot complete'),
  ...load(4_000_000_100, 20),
  wait(60),
  ...RESTORE,
  deleteSome('loadtest', 10, 20),
  wait(7 * 3600),
  deleteSome('loadtest', 100, 30),
  wait(120),
  restoreToSecondsAgo(60),
  ...['members down', 'data replaced', 'primary elected', 'goal reached'].map(jump),
  ...load(4_000_000_200, 10),
  ask('stop the backup', ({ request, config }) => request('PATCH', config, { statusName: 'STOPPED' })),
  ask('delete the snapshots', ({ request, config }) => request('PATCH', config, { statusName: 'TERMINATING' })),
  wait(60),
];
