import { afterEach, describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../../src/errors.ts';
import type { RestoreAnswer } from '../../src/proof/facts.ts';
import type { OpTime, RestorePoint } from '../../src/proof/op-time.ts';
import { isAfter } from '../../src/proof/op-time.ts';
import type { BackupEngine, Database } from '../../src/world/world.ts';

/** A backup product with one cluster whose backup has not been started, and which fails where it is told to. */
export interface EngineHost {
  readonly engine: BackupEngine;
  readonly database: Database;
  /** The same product with a key that it does not know. */
  readonly stranger: BackupEngine;
  /** The same product without a key for its administration. */
  readonly humble: BackupEngine;
  /** Moves on to when this has happened. */
  readonly until: (what: 'snapshot begins' | 'snapshot complete' | 'restored') => Promise<void>;
  /** The next call of this kind is answered so; or its answer is lost, after it was done or before. */
  readonly fail: (
    call: 'startRestore' | 'coverage' | 'snapshots',
    how: 'lost' | 'cut' | { readonly status: number; readonly body: object },
  ) => void;
  /** From here on nobody answers. */
  readonly vanish: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const never = new AbortController().signal;

/** What `BackupEngine` promises, asked of the live client. */
export function describeBackupEngine(where: string, start: () => Promise<EngineHost>): void {
  describe(`a backup engine on ${where}`, () => {
    let host: EngineHost | undefined;

    async function begin(): Promise<EngineHost> {
      host = await start();
      return host;
    }

    /** Started, with one complete snapshot. */
    async function beginWithSnapshot(): Promise<EngineHost> {
      const begun = await begin();
      await begun.engine.startBackup(never);
      await begun.until('snapshot complete');
      return begun;
    }

    async function restore({ engine, database }: EngineHost, point: RestorePoint): Promise<RestoreAnswer> {
      return engine.startRestore(await database.barrier(never), point, never);
    }

    async function latestOf({ engine }: EngineHost): Promise<OpTime> {
      const coverage = await engine.coverage(never);
      const end = coverage.tag === 'ranges' ? coverage.ranges.at(-1)?.end : undefined;
      if (!end) throw new Error('nothing is covered');
      return end;
    }

    afterEach(async () => {
      await host?.close();
      host = undefined;
    });

    it('describes project, cluster, hosts and agents', async () => {
      const { engine, database } = await begin();
      const facts = (await engine.describe(never))!;
      const { setName, members } = await database.describe(never);
      expect(facts).toMatchObject({ setName, hosts: members.map((member) => member.host) });
      expect(facts.version).toMatch(/^\d+\.\d+/);
      expect([facts.projectName, facts.clusterName].every((name) => name !== '')).toBe(true);
      const agents = await engine.looks!.agents(never);
      expect(new Set(agents.map(({ kind }) => kind))).toEqual(new Set(['AUTOMATION', 'BACKUP', 'MONITORING']));
    });

    it('starts a backup, and starting it again is no error', async () => {
      const { engine, until } = await begin();
      expect(await engine.backup(never)).toEqual({ stateName: 'INACTIVE' });
      await engine.startBackup(never);
      await engine.startBackup(never);
      await until('snapshot begins');
      await engine.startBackup(never);
      expect(await engine.backup(never)).toEqual({ stateName: 'STARTED' });
    });

    it('shows a snapshot in progress, then complete, newest first', async () => {
      const { engine, until, database } = await begin();
      expect(await engine.snapshots(never)).toEqual([]);
      await engine.startBackup(never);
      await until('snapshot begins');
      const [going] = await engine.snapshots(never);
      expect(going).toMatchObject({ complete: false });
      expect(going).not.toHaveProperty('completedAt');
      const { members } = await database.describe(never);
      expect(members.map((member) => member.host)).toContain(going?.member);
      await until('snapshot complete');
      const [done] = await engine.snapshots(never);
      expect(done).toMatchObject({ id: going?.id, complete: true, memberRoleName: 'SECONDARY' });
      expect(done?.dataBytes).toBeGreaterThan(0);
      await engine.takeSnapshot(never);
      await until('snapshot begins');
      const both = await engine.snapshots(never);
      expect(both.map(({ complete }) => complete)).toEqual([false, true]);
      expect(isAfter(both[0]!.created, both[1]!.created)).toBe(true);
    });

    it('refuses a snapshot on demand before the first', async () => {
      const { engine } = await begin();
      await expect(engine.takeSnapshot(never)).rejects.toBeInstanceOf(RefusedError);
    });

    it('changes the schedule, or says no in the words of the server', async () => {
      const { engine } = await beginWithSnapshot();
      const before = await engine.schedule(never);
      const after = await engine.changeSchedule({ snapshotIntervalHours: 6 }, never);
      expect(after).toEqual({ ...before, snapshotIntervalHours: 6 });
      const refused = engine.changeSchedule({ snapshotIntervalHours: 7 }, never);
      await expect(refused).rejects.toThrow('Snapshot interval must be 6, 8, 12, or 24 hours.');
      await expect(refused).rejects.toMatchObject({ kind: 'refused', code: 'INVALID_SNAPSHOT_INTERVAL' });
      expect(await engine.schedule(never)).toEqual(after);
    });

    it('changes every field of the schedule that may be changed, and refuses each in words about it', async () => {
      const { engine } = await beginWithSnapshot();
      const wanted = {
        snapshotIntervalHours: 12,
        snapshotRetentionDays: 5,
        dailySnapshotRetentionDays: 7,
        weeklySnapshotRetentionWeeks: 4,
        monthlySnapshotRetentionMonths: 12,
        pointInTimeWindowHours: 30,
        referenceHourOfDay: 3,
        referenceMinuteOfHour: 30,
        referenceTimeZoneOffset: '+0000',
        fullIncrementalDayOfWeek: 'FRIDAY',
      };
      for (const [field, value] of Object.entries(wanted)) {
        expect(await engine.changeSchedule({ [field]: value }, never)).toMatchObject({ [field]: value });
      }
      expect(await engine.schedule(never)).toEqual(wanted);
      for (const [field, value, words] of [
        ['snapshotRetentionDays', 9, 'retention period'],
        ['dailySnapshotRetentionDays', 8, 'Daily snapshot retention'],
        ['weeklySnapshotRetentionWeeks', 53, 'Weekly snapshot retention'],
        ['monthlySnapshotRetentionMonths', 37, 'Monthly snapshot retention'],
        ['pointInTimeWindowHours', 25, 'point in time window'],
        ['referenceHourOfDay', 24, 'reference hour'],
        ['referenceMinuteOfHour', 60, 'reference minute'],
        ['referenceTimeZoneOffset', '99', 'timezone offset'],
        ['fullIncrementalDayOfWeek', 'FUNDAY', 'FUNDAY'],
      ] as const) {
        await expect(engine.changeSchedule({ [field]: value }, never)).rejects.toThrow(words);
      }
      expect(await engine.schedule(never)).toEqual(wanted);
    });

    it('does not change the schedule of a backup that is inactive', async () => {
      const { engine } = await begin();
      await expect(engine.changeSchedule({ pointInTimeWindowHours: 24 }, never)).rejects.toBeInstanceOf(RefusedError);
    });

    it('shows stores and daemons to who may see them', async () => {
      const { engine, humble } = await begin();
      const stores = await engine.stores(never);
      expect(stores).toMatchObject({ tag: 'stores', daemons: [{ assignable: true }] });
      const kinds = stores.tag === 'stores' ? stores.stores.map(({ kind }) => kind) : [];
      expect(kinds).toEqual(['fileSystem', 'oplogMongo']);
      expect(JSON.stringify(stores)).not.toMatch(/@|mongodb:/);
      expect(await humble.stores(never)).toEqual({ tag: 'noKey' });
    });

    it('covers nothing before a snapshot, and from it onwards', async () => {
      const { engine, until } = await begin();
      expect(await engine.coverage(never)).toEqual({ tag: 'ranges', ranges: [] });
      await engine.startBackup(never);
      await until('snapshot complete');
      const [snapshot] = await engine.snapshots(never);
      const coverage = await engine.coverage(never);
      expect(coverage).toMatchObject({ ranges: [{ snapshotId: snapshot?.id, start: snapshot?.created }] });
    });

    it('does not know the coverage where the call is not there', async () => {
      const { engine, fail } = await begin();
      fail('coverage', {
        status: 404,
        body: { error: 404, errorCode: 'RESOURCE_NOT_FOUND', detail: 'Cannot find it.' },
      });
      expect(await engine.coverage(never)).toEqual({ tag: 'unknown' });
    });

    it('lists snapshots where the filter is not known', async () => {
      const { engine, fail } = await beginWithSnapshot();
      fail('snapshots', {
        status: 400,
        body: { error: 400, errorCode: 'INVALID_QUERY_PARAMETER', detail: 'completed' },
      });
      expect(await engine.snapshots(never)).toHaveLength(1);
    });

    it('refuses a point that the oplog has not reached, and takes one that it has', async () => {
      const begun = await beginWithSnapshot();
      const end = await latestOf(begun);
      const early = await restore(begun, { form: 'second', t: end.t + 120 });
      expect(early).toEqual({ tag: 'tooFresh', words: expect.stringMatching(/^Invalid restore point:/) as string });
      expect(await begun.engine.restoreJobs(never)).toEqual([]);
      const before = (await begun.engine.automation(never))!;
      const taken = await restore(begun, { form: 'opTime', at: end });
      expect(taken).toMatchObject({ tag: 'accepted', job: { pointInTime: true } });
      const id = taken.tag === 'accepted' ? taken.job.id : '';
      expect(await begun.engine.restoreJob(id, never)).toMatchObject({ id });
      await expect(restore(begun, { form: 'opTime', at: end })).rejects.toMatchObject({
        kind: 'refused',
        code: expect.stringMatching(/^CONCURRENT_RESTORES/) as string,
      });
      await begun.until('restored');
      const after = (await begun.engine.automation(never))!;
      expect(after.goal).toBeGreaterThan(before.goal);
      expect(after.processes.map(({ achieved }) => achieved)).toEqual(before.processes.map(() => after.goal));
      expect(await begun.engine.coverage(never)).toEqual({ tag: 'ranges', ranges: [] });
      expect((await begun.engine.restoreJobs(never)).map((job) => job.id)).toEqual([id]);
    });

    it('tells what a job restores to once its agents are told, by a clock that it knows', async () => {
      const begun = await beginWithSnapshot();
      const { engine } = begun;
      const end = await latestOf(begun);
      const taken = await restore(begun, { form: 'opTime', at: end });
      if (taken.tag !== 'accepted') throw new Error(taken.tag);
      await begun.until('restored');
      expect(await engine.pointOf(taken.job, never)).toEqual(
        end.i === 0 ? { form: 'second', t: end.t } : { form: 'opTime', at: end },
      );
      expect(await engine.pointOf({ ...taken.job, id: 'another' }, never)).toBeUndefined();
      expect(engine.clockOffsetMs()).toEqual(expect.any(Number));
    });

    it('tells the op time of a snapshot that is restored as it is', async () => {
      const { engine } = await beginWithSnapshot();
      const [snapshot] = await engine.snapshots(never);
      const job = { id: 'any', createdAt: 0, stateName: 'FINISHED', pointInTime: false, snapshotId: snapshot!.id };
      expect(await engine.pointOf(job, never)).toEqual({ form: 'opTime', at: snapshot!.created });
    });

    it.each([
      ['lost after the job was made', 'lost', 1],
      ['cut off before', 'cut', 0],
    ] as const)('does not know about a request that was %s, and asks only once', async (_, how, jobs) => {
      const begun = await beginWithSnapshot();
      const end = await latestOf(begun);
      begun.fail('startRestore', how);
      expect(await restore(begun, { form: 'second', t: end.t })).toMatchObject({ tag: 'unknown' });
      expect(await begun.engine.restoreJobs(never)).toHaveLength(jobs);
    });

    it('is refused with a wrong key, and by an id that is none', async () => {
      const { engine, stranger } = await begin();
      await expect(stranger.backup(never)).rejects.toThrow('it does not accept the API key');
      await expect(engine.restoreJob('../x', never)).rejects.toBeInstanceOf(RefusedError);
    });

    it('is unreachable when nobody answers', async () => {
      const { engine, vanish } = await begin();
      await vanish();
      await expect(engine.backup(never)).rejects.toBeInstanceOf(UnreachableError);
    });

    it('throws what the signal carries', async () => {
      const { engine } = await begin();
      const stopped = AbortSignal.abort(new Error('stopped'));
      await expect(engine.backup(stopped)).rejects.toThrow('stopped');
      await expect(engine.startBackup(stopped)).rejects.toThrow('stopped');
      expect(await engine.backup(never)).toEqual({ stateName: 'INACTIVE' });
    });
  });
}
