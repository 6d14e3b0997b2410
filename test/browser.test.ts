import { afterEach, describe, expect, it, vi } from 'vitest';
import { createShow } from '../src/show.ts';
import type { ShowHandle } from '../src/show.ts';
import type { Intent } from '../src/wizard/events.ts';
import type { State } from '../src/wizard/state.ts';
import type { Step } from '../src/wizard/steps.ts';
import type { World } from '../src/world/world.ts';
import type { Stage } from './helpers/drilled.ts';
import { startStage } from './helpers/drilled.ts';
import { createRequester } from './helpers/signed-request.ts';

/* A whole show on the rehearsal servers, while a second client does in Ops Manager what a presenter does in the browser. */

const never = new AbortController().signal;
const DOCUMENTS = 60;

interface Presented {
  readonly stage: Stage;
  readonly show: ShowHandle;
  readonly request: ReturnType<typeof createRequester>;
  readonly config: string;
}

const open: ShowHandle[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((handle) => handle.close()));
});

async function present(
  from: Step,
  prepare: (stage: Stage) => Promise<unknown> = async () => undefined,
): Promise<Presented> {
  const stage = await startStage();
  await prepare(stage);
  const { host, database, engine, records } = stage;
  const { opsManager, publicKey, privateKey, projectId, clusterId } = host.connection;
  const world: World = { kind: 'rehearsal', database, engine, clock: host.clock, close: () => Promise.resolve() };
  const keeper = {
    keep: () => undefined,
    hear: () => undefined,
    note: () => undefined,
    lose: () => undefined,
    close: () => undefined,
  };
  const show = createShow(
    world,
    {
      showId: 'show-1',
      seed: 7,
      from,
      auto: false,
      speed: 60,
      load: { bytes: DOCUMENTS * 1024, documentBytes: 1024, batch: 50 },
      delete: { percent: 2, batch: 1, pauseMs: 500 },
    },
    { keeper, records, past: { snapshotMs: [], restoreMs: [] }, notices: [] },
  );
  open.push(show);
  const request = createRequester(opsManager, { publicKey, privateKey });
  return { stage, show, request, config: `/groups/${projectId}/backupConfigs/${clusterId}` };
}

const until = (show: ShowHandle, holds: (state: State) => boolean): Promise<void> =>
  vi.waitFor(() => expect(holds(show.store.getState())).toBe(true), { timeout: 15_000, interval: 20 });
const press = (show: ShowHandle, ...intents: readonly Intent[]): void =>
  intents.forEach((intent) => show.dispatch({ type: 'intent', intent }));

describe('in the browser', () => {
  it('a backup that is started is noticed, and waited for', async () => {
    const { show, request, config } = await present('snapshot');
    await until(show, ({ asides }) => asides.browser?.latest?.backup?.stateName === 'INACTIVE');
    await request('PATCH', config, { statusName: 'STARTED', storageEngineName: 'WIRED_TIGER', syncSource: 'PRIMARY' });
    await until(show, ({ show: { phases } }) => phases.snapshot.tag === 'running');
    expect(show.store.getState().stage.noticed).toEqual({ what: 'backup' });
  });

  it('a schedule that is changed is noticed, and shown', async () => {
    const { show, request, config } = await present('schedule', ({ engine }) => engine.startBackup(never));
    await until(
      show,
      ({ asides, show: { phases } }) =>
        phases.schedule.tag === 'done' && asides.browser?.latest?.schedule !== undefined,
    );
    const { status } = await request('PATCH', `${config}/snapshotSchedule`, { snapshotIntervalHours: 6 });
    expect(status).toBe(200);
    await until(show, ({ show: { results } }) => results.schedule?.schedule?.snapshotIntervalHours === 6);
    expect(show.store.getState().stage.noticed).toEqual({ what: 'schedule' });
  });

  it('a restore that is begun under a delete ends it, and is followed to a verdict', async () => {
    const { stage, show } = await present('delete', async (made) => {
      await made.load(DOCUMENTS);
      await made.backUp();
    });
    await until(show, ({ show: { phases } }) => phases.preflight.tag === 'done');
    await until(show, ({ asides }) => asides.browser?.latest !== undefined && asides.target?.latest !== undefined);
    // There is a database of others, which a restore would replace: the target is confirmed by its name.
    show.dispatch({ type: 'go', step: 'preflight' });
    press(show, 'advance');
    show.dispatch({ type: 'type', text: 'earlier' });
    press(show, 'submit');
    show.dispatch({ type: 'go', step: 'delete' });
    press(show, 'advance', 'yes');
    await until(
      show,
      ({
        show: {
          phases: { delete: deleting },
        },
      }) => deleting.tag === 'running' && (deleting.progress?.deleted ?? 0) >= 2,
    );
    const t = stage.records.history.baselines.at(-1)!.at.t + 1;
    await stage.cover();
    const job = await stage.browse({ pointInTimeUTCMillis: t * 1000 });
    await until(show, ({ show: { phases } }) => phases.restore.tag === 'running');
    expect(show.store.getState().stage).toMatchObject({
      shown: 'restore',
      noticed: { what: 'restore', jobId: job.id },
    });
    await until(show, ({ show: { phases } }) => phases.delete.tag === 'done');
    const { deleted } = show.store.getState().show.results.delete!;
    for (let tries = 0; tries < 200 && show.store.getState().show.phases.restore.tag === 'running'; tries++) {
      await stage.host.control.jump();
      await stage.host.clock.sleep(0, never, 50);
    }
    await until(show, ({ show: { phases } }) => phases.restore.tag === 'done');
    expect(show.store.getState().show.results.restore).toMatchObject({
      taken: true,
      jobId: job.id,
      pointFrom: 'engine',
    });
    press(show, 'next');
    await until(show, ({ show: { phases } }) => phases.verify.tag === 'done');
    expect(show.store.getState().show.results.verify?.verdict).toMatchObject({
      tag: 'verified',
      expected: DOCUMENTS,
      returned: deleted,
    });
    expect((await stage.engine.restoreJobs(never)).map(({ id }) => id)).toEqual([job.id]);
  }, 60_000);
});
