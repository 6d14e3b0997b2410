import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BugError } from '../../src/errors.ts';
import type { Load } from '../../src/proof/facts.ts';
import { ID_BYTES, joinIds, sortIds, toIdList } from '../../src/proof/id-set.ts';
import { compareSets } from '../helpers/compare-sets.ts';
import { isAfter } from '../../src/proof/op-time.ts';
import type { Barrier, Database, Writer } from '../../src/world/world.ts';
import type { DatabaseHost, Done } from './host.ts';
import { createLoad, expectDone, idsOf, never } from './host.ts';
import { describeReads } from './reads.contract.ts';

/** More than one sub-batch, and not a multiple of it. */
const DOCUMENTS = 1_100;

/** What `Database` promises, asked of the live client against whatever set the host stands for. */
export function describeDatabase(where: string, start: () => Promise<DatabaseHost>): void {
  describe(`a database on ${where}`, () => {
    let host: DatabaseHost;
    let database: Database;
    let writer: Writer;
    let load: Load;
    const open: (() => Promise<unknown>)[] = [];
    let standing: Barrier | undefined;

    beforeAll(async () => {
      host = await start();
    });
    afterAll(() => host.close());
    afterEach(async () => {
      if (standing) database.lift(standing);
      standing = undefined;
      await Promise.all(open.splice(0).map((close) => close()));
    });

    /** A collection with one load in it. */
    async function openLoaded(documents = DOCUMENTS): Promise<Done> {
      load = createLoad();
      database = host.open(`c${load.second}`);
      writer = await database.openWriter('load', never);
      open.push(
        () => writer.close(),
        () => database.close(),
      );
      return expectDone(await writer.insert(load, 0, documents, never), documents);
    }

    async function raiseBarrier(): Promise<Barrier> {
      standing = await database.barrier(never);
      return standing;
    }

    describeReads(() => host);

    it('inserts a load, and the op times of its replies rise', async () => {
      const before = await openLoaded();
      const after = expectDone(await writer.insert(load, DOCUMENTS, DOCUMENTS + 10, never), 10);
      expect(isAfter(after.at, before.at)).toBe(true);
      expect(await database.count(never)).toMatchObject({ documents: DOCUMENTS + 10 });
    });

    it('counts documents that are there already as done', async () => {
      await openLoaded(100);
      expectDone(await writer.insert(load, 0, 200, never), 200);
      expect(await database.count(never)).toMatchObject({ documents: 200 });
    });

    it('settles what is in flight when the signal fires, and says how far the load came', async () => {
      await openLoaded(1);
      const controller = new AbortController();
      const inserting = writer.insert(load, 0, 100_000, controller.signal);
      await vi.waitUntil(async () => ((await database.count(never))?.documents ?? 0) > 1);
      controller.abort(new Error('stopped'));
      const outcome = (await inserting) as Done;
      expect(outcome.documents).toBeLessThan(100_000);
      expect(await database.count(never)).toMatchObject({ documents: outcome.documents });
      await expect(writer.insert(load, 0, 1, controller.signal)).rejects.toThrow('stopped');
    });

    it('reads every _id in order, and hears how many', async () => {
      const inserted = await openLoaded();
      const heard: number[] = [];
      const { ids, at } = await database.scanIds(never, (read) => heard.push(read));
      expect(Buffer.compare(ids.bytes, idsOf(load, 0, DOCUMENTS).bytes)).toBe(0);
      expect(isAfter(inserted.at, at)).toBe(false);
      expect(heard.at(-1)).toBe(DOCUMENTS);
    });

    it('reads an empty collection', async () => {
      const empty = host.open('never_written');
      open.push(() => empty.close());
      expect((await empty.scanIds(never)).ids.size).toBe(0);
      expect(await empty.count(never)).toMatchObject({ documents: 0 });
      expect(await empty.stats(never)).toMatchObject({ estimatedDocuments: 0, dataBytes: 0 });
      expect(await empty.marker(never)).toBeUndefined();
    });

    it('deletes by _id, with an op time after the present and not after the reply', async () => {
      await openLoaded();
      const deleter = await database.openWriter('delete', never);
      open.push(() => deleter.close());
      const before = await database.opTime(never);
      const first = expectDone(await deleter.delete(idsOf(load, 0, 100), never), 100);
      const second = expectDone(await deleter.delete(idsOf(load, 50, 150), never), 50);
      expect(isAfter(first.at, before)).toBe(true);
      expect(isAfter(second.at, first.at)).toBe(true);
      const { ids, at } = await database.scanIds(never);
      expect(Buffer.compare(ids.bytes, idsOf(load, 150, DOCUMENTS).bytes)).toBe(0);
      expect(isAfter(second.at, at)).toBe(false);
    });

    it('finds which of some _ids a majority has', async () => {
      await openLoaded(300);
      const deleter = await database.openWriter('delete', never);
      open.push(() => deleter.close());
      await deleter.delete(idsOf(load, 100, 200), never);
      const found = await database.findIds(idsOf(load, 50, 250), never);
      const expected = sortIds(joinIds([idsOf(load, 50, 100), idsOf(load, 200, 250)]));
      expect(compareSets(expected, found)).toMatchObject({ missing: { size: 0 }, extra: { size: 0 } });
      expect(found.bytes).toHaveLength(100 * ID_BYTES);
    });

    it('waits for a majority', async () => {
      const { at } = await openLoaded(10);
      await expect(database.awaitMajority(at, never)).resolves.toBeUndefined();
    });

    it('joins the marks of its own namespace', async () => {
      await openLoaded(1);
      const other = host.open(`other${load.second}`);
      open.push(() => other.close());
      expect(await database.marker(never)).toBeUndefined();
      await database.mark(load, never);
      const again = { ...load, second: load.second + 1, seed: 8 };
      await database.mark(again, never);
      const { setName } = await database.describe(never);
      expect(await database.marker(never)).toEqual({ setName, namespace: database.namespace, loads: [load, again] });
      expect(await other.marker(never)).toBeUndefined();
    });

    it('takes an adopted collection for ours, without a load', async () => {
      await openLoaded(1);
      const adopted = { show: 'contract', at: 1_700_000_000_000 + load.second, documents: 1 };
      await database.adopt(adopted, never);
      await database.adopt(adopted, never);
      expect(await database.marker(never)).toMatchObject({ namespace: database.namespace, loads: [], adopted });
    });

    it('says who the set is, and which databases of others are on it', async () => {
      await openLoaded(1);
      const { setName, hosts } = await database.identity(never);
      const { members } = await database.describe(never);
      expect(setName).toBe((await database.describe(never)).setName);
      expect([...hosts].sort()).toEqual(members.map(({ host }) => host.toLowerCase()).sort());
      await database.mark(load, never);
      const client = new MongoClient(host.uri);
      open.push(() => client.close());
      const other = client.db(`${host.db}_foreign`);
      await other.collection('orders').insertOne({ total: 1 });
      const found = (await database.foreignDatabases(never)).find(({ name }) => name === `${host.db}_foreign`);
      expect(found?.bytes).toBeGreaterThan(0);
      const names = (await database.foreignDatabases(never)).map(({ name }) => name);
      for (const known of ['admin', 'config', 'local', 'minuteback', host.db]) expect(names).not.toContain(known);
      await other.dropDatabase();
    });

    describe('the lease', () => {
      const us = { show: 'contract-us', host: 'laptop', pid: 1 };
      const them = { show: 'contract-them', host: 'other', pid: 2 };

      async function openTwo(): Promise<Database> {
        await openLoaded(1);
        const other = host.open(`c${load.second}`);
        open.push(
          () => database.dropLease(us, never),
          () => other.dropLease(them, never),
          () => other.close(),
        );
        return other;
      }

      it('is one for the set, dated by the server, and renewed by who has it alone', async () => {
        const other = await openTwo();
        expect(await database.lease(never)).toBeUndefined();
        expect(await database.putLease(us, undefined, never)).toBe(true);
        const taken = await other.lease(never);
        expect(taken).toMatchObject(us);
        expect(taken!.ageMs).toBeGreaterThanOrEqual(0);
        expect(taken!.ageMs).toBeLessThan(60_000);
        expect(await other.putLease(them, undefined, never)).toBe(false);
        expect(await database.putLease(us, undefined, never)).toBe(true);
        const renewed = await other.lease(never);
        expect(renewed).toMatchObject({ ...us, since: taken!.since });
        expect(renewed!.renewedAt).toBeGreaterThanOrEqual(taken!.renewedAt);
        await other.dropLease(them, never);
        expect(await database.lease(never)).toMatchObject(us);
        await database.dropLease(us, never);
        expect(await other.lease(never)).toBeUndefined();
      });

      it('goes to exactly one of those who want it at once, free or stale', async () => {
        const other = await openTwo();
        const free = await Promise.all([
          database.putLease(us, undefined, never),
          other.putLease(them, undefined, never),
        ]);
        expect(free.filter(Boolean)).toHaveLength(1);
        await database.dropLease(us, never);
        await other.dropLease(them, never);
        const gone = { show: 'contract-gone', host: 'away', pid: 3 };
        expect(await database.putLease(gone, undefined, never)).toBe(true);
        const seen = await database.lease(never);
        const taken = await Promise.all([database.putLease(us, seen, never), other.putLease(them, seen, never)]);
        expect(taken.filter(Boolean)).toHaveLength(1);
      });

      it('is not taken over once it was renewed', async () => {
        const other = await openTwo();
        await other.putLease(them, undefined, never);
        const seen = await database.lease(never);
        do await other.putLease(them, undefined, never);
        while ((await database.lease(never))?.renewedAt === seen?.renewedAt);
        expect(await database.putLease(us, seen, never)).toBe(false);
        expect(await database.lease(never)).toMatchObject(them);
      });
    });

    it('describes the set by its members', async () => {
      await openLoaded(1);
      const { members, version, foreignDatabases } = await database.describe(never);
      expect(members.filter(({ role }) => role === 'primary')).toHaveLength(1);
      expect(members.every(({ processId }) => /^[0-9a-f]{24}$/.test(processId ?? ''))).toBe(true);
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
      expect(foreignDatabases).not.toContain('minuteback');
      expect(foreignDatabases).not.toContain('local');
      expect(await database.probe(never)).toEqual(members);
    });

    it('reads sizes', async () => {
      await openLoaded();
      const stats = await database.stats(never);
      expect(stats).toMatchObject({
        estimatedDocuments: DOCUMENTS,
        dataBytes: DOCUMENTS * 16_384,
        averageDocumentBytes: 16_384,
      });
      expect(stats.indexes.map(({ name }) => name)).toEqual(['_id_']);
    });

    it('refuses to write and to count behind a barrier, and does both again when it is lifted', async () => {
      await openLoaded(10);
      const barrier = await raiseBarrier();
      await expect(writer.insert(load, 10, 20, never)).rejects.toBeInstanceOf(BugError);
      await expect(database.openWriter('delete', never)).rejects.toBeInstanceOf(BugError);
      await expect(database.mark(load, never)).rejects.toBeInstanceOf(BugError);
      const us = { show: 'contract', host: 'laptop', pid: 1 };
      await expect(database.putLease(us, undefined, never)).rejects.toBeInstanceOf(BugError);
      await expect(database.adopt({ show: 'contract', at: 1, documents: 1 }, never)).rejects.toBeInstanceOf(BugError);
      expect(await database.count(never)).toBeUndefined();
      database.lift(barrier);
      standing = undefined;
      expect(() => database.lift(barrier)).toThrow(BugError);
      const next = await database.openWriter('load', never);
      open.push(() => next.close());
      expectDone(await next.insert(load, 10, 20, never), 10);
      expect(await database.count(never)).toMatchObject({ documents: 20 });
    });

    it('drains its writers before a barrier stands', async () => {
      await openLoaded(10);
      const inserting = writer.insert(load, 10, 2_000, never);
      await raiseBarrier();
      const outcome = (await inserting) as Done;
      expect(outcome.tag).toBe('done');
      const { ids } = await database.scanIds(never);
      expect(ids.size).toBe(10 + outcome.documents);
    });

    it('reads behind a barrier with fresh clients, and reaches the primary', async () => {
      await openLoaded(10);
      await raiseBarrier();
      expect((await database.scanIds(never)).ids.size).toBe(10);
      expect((await database.stats(never)).estimatedDocuments).toBe(10);
      expect((await database.findIds(idsOf(load, 0, 5), never)).size).toBe(5);
      const reached = await database.reach(never);
      expect(reached?.members.find(({ role }) => role === 'primary')?.host).toBe(reached?.primary);
    });

    it('throws what the signal carries, from every call that takes one', async () => {
      await openLoaded(1);
      const stopped = AbortSignal.abort(new Error('stopped'));
      const calls = [
        () => database.describe(stopped),
        () => database.stats(stopped),
        () => database.opTime(stopped),
        () => database.count(stopped),
        () => database.scanIds(stopped),
        () => database.findIds(toIdList(new Uint8Array(ID_BYTES)), stopped),
        () => database.readDocuments(toIdList(new Uint8Array(ID_BYTES)), stopped),
        () => database.shape(stopped),
        () => database.dbHash(stopped),
        () => database.marker(stopped),
        () => database.mark(load, stopped),
        () => database.identity(stopped),
        () => database.foreignDatabases(stopped),
        () => database.lease(stopped),
        () => database.adopt({ show: 'contract', at: 1, documents: 1 }, stopped),
        () => database.putLease({ show: 'contract', host: 'h', pid: 1 }, undefined, stopped),
        () => database.openWriter('load', stopped),
        () => database.awaitMajority({ t: 1, i: 1 }, stopped),
        () => database.barrier(stopped),
        () => database.reach(stopped),
        () => writer.insert(load, 0, 1, stopped),
        () => writer.delete(toIdList(new Uint8Array(ID_BYTES)), stopped),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow('stopped');
    });
  });
}
