import { createDatabase } from '../../src/world/live/database.ts';
import { createRedactor } from '../../src/world/live/redact.ts';
import { createStoryClock } from '../../src/world/rehearsal/clock.ts';
import { createFaults } from '../../src/world/rehearsal/faults.ts';
import { createReplicaSet } from '../../src/world/rehearsal/set/replica-set.ts';
import { describeDatabase } from './database.contract.ts';

const settings = { db: 'loadtest', writeConcern: 1, version: 'test', redact: createRedactor([]) } as const;

describeDatabase('the rehearsal set', async () => {
  const clock = createStoryClock();
  const set = await createReplicaSet({ clock, faults: createFaults(), seed: 1, paced: false });
  return {
    uri: set.uri,
    db: settings.db,
    open: (coll) => createDatabase({ ...settings, uri: set.uri, coll }),
    async close() {
      await set.close();
      clock.close();
    },
  };
});

/*
 * The same promises of a real replica set, where one is named: it shows that the stand-in is honest. Its database `minuteback_contract`
 * and the marks about it are removed afterwards. Without the variable nothing is registered, so that no skipped test looks like a gap.
 */
const uri = process.env['MINUTEBACK_TEST_URI'];
if (uri !== undefined) {
  describeDatabase('the set of MINUTEBACK_TEST_URI', async () => {
    const { MongoClient } = await import('mongodb');
    const db = 'minuteback_contract';
    async function clear(): Promise<void> {
      const client = new MongoClient(uri!);
      await client.db(db).dropDatabase();
      await client
        .db('minuteback')
        .collection('shows')
        .deleteMany({ $or: [{ namespace: { $regex: `^${db}\\.` } }, { show: /^contract-/ }] });
      await client.close();
    }
    await clear();
    return { uri, db, open: (coll) => createDatabase({ ...settings, uri, db, coll }), close: clear };
  });
}
