import { expect, it, onTestFinished } from 'vitest';
import { createContent } from '../../../src/proof/content.ts';
import { toIdList } from '../../../src/proof/id-set.ts';
import type { Marker } from '../../../src/proof/facts.ts';
import { createLiveClients } from '../../../src/world/live/world.ts';
import { startRehearsal } from '../../../src/world/rehearsal/world.ts';

const never = new AbortController().signal;

it('takes the earlier loads of a rehearsal for its own, document by document', async () => {
  const host = await startRehearsal({ thread: false, seed: 1 });
  const { uri, opsManager: url, publicKey, privateKey, projectId: project, clusterId: cluster } = host.connection;
  const opsManager = { url, publicKey, privateKey, project, cluster };
  const { database, engine } = createLiveClients({
    connection: { uri, db: 'loadtest', coll: 'events', opsManager },
    version: 'test',
    clock: host.clock,
  });
  onTestFinished(async () => {
    await Promise.all([database.close(), engine.close()]);
    await host.close();
  });
  const { loads } = (await database.marker(never)) as Marker;
  const ofMarker = loads.map((load) => createContent(load).idOf(0));
  expect(await database.findIds(toIdList(Buffer.concat(ofMarker)), never)).toMatchObject({ size: loads.length });
  expect((await database.describe(never)).foreignDatabases).toEqual([]);
  expect(await database.count(never)).toMatchObject({ documents: 451_904 });
});
