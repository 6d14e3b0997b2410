import { describe, expect, it } from 'vitest';
import { BugError } from '../../src/errors.ts';
import { judge } from '../../src/proof/guard.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { NO_JOB_APPEARED } from '../../src/workers/restore.ts';
import { DRILLS, toInjections } from '../../src/world/rehearsal/drills.ts';
import type { Mishap } from '../../src/world/rehearsal/faults.ts';
import type { Stage } from '../helpers/drilled.ts';
import { startStage } from '../helpers/drilled.ts';

/* Restores while Ops Manager and the set fail: one job at most, nothing of ours on the restored set, and a true verdict. */

const never = new AbortController().signal;
const DOCUMENTS = 60;
/** The screen moves each second; twice that and more is left to a busy machine. */
const MOVES_WITHIN_MS = 2500;

const BAD_GATEWAY: Mishap = { tag: 'answer', status: 502, body: '<html>Bad Gateway</html>' };
const RATE_LIMITED: Mishap = {
  tag: 'answer',
  status: 429,
  headers: { 'retry-after': '2' },
  body: { error: 429, errorCode: 'RATE_LIMITED', detail: 'Resource is limited to 100 requests every 1 minutes.' },
};

type OnFact = (fact: Progress['restore']) => unknown;

interface Ready extends Stage {
  /** After the baseline and before the first delete. */
  readonly point: RestorePoint;
  /** Restores to it; as soon as the job is known, each fact moves the world on to its next event. */
  readonly mend: (onFact?: OnFact, mayJump?: () => boolean) => ReturnType<Stage['restore']>;
  readonly jobs: () => Promise<number>;
}

/** Documents loaded, backed up and in part deleted, so that a restore brings some of them back. */
async function startBroken(): Promise<Ready> {
  const stage = await startStage();
  await stage.load(DOCUMENTS);
  await stage.backUp();
  const { result } = await stage.deleteSome(1);
  await stage.cover();
  const point = { form: 'second', t: result.baseline.at.t + 1 } as const;
  const mend = (onFact?: OnFact, mayJump = () => true) =>
    stage.restore(point, async (fact) => {
      await onFact?.(fact);
      const isOn = fact.job && !fact.stages.some((mark) => mark.stage === 'goal-reached');
      if (isOn && mayJump()) await stage.host.control.jump();
    });
  return { ...stage, point, mend, jobs: async () => (await stage.engine.restoreJobs(never)).length };
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
}

async function expectVerified({ verify }: Ready): Promise<void> {
  const { result } = await verify();
  expect(result.verdict).toMatchObject({ tag: 'verified', expected: DOCUMENTS, returned: 6 });
}

describe('the request', () => {
  it('whose answer is lost makes one job, which is found, and is not sent again', async () => {
    const stage = await startBroken();
    stage.failRequest('restore', 'after', { tag: 'cut' });
    let armed = false;
    const { facts } = await stage.mend(() => {
      // Once it is about to be asked for: neither the look before the request nor the first one after it is answered.
      if (!armed) stage.failRequest('jobs', 'before', BAD_GATEWAY, 8);
      armed = true;
    });
    expect(facts.some(({ waitingFor }) => waitingFor?.because === 'answer-lost')).toBe(true);
    expect(await stage.jobs()).toBe(1);
    await expectVerified(stage);
  });

  it('that a proxy swallowed is not sent again unasked, and says where to look first', async () => {
    const stage = await startBroken();
    stage.failRequest('restore', 'before', BAD_GATEWAY);
    expect(await caught(stage.mend())).toMatchObject({
      kind: 'unreachable',
      code: NO_JOB_APPEARED,
      message: expect.stringContaining('The restore was asked for, the answer was lost (HTTP status 502)') as string,
      nextSteps: [expect.stringContaining('Restore History') as string, expect.any(String) as string],
    });
    expect(await stage.jobs()).toBe(0);
    expect(await caught(stage.database.openWriter('delete', never))).toBeInstanceOf(BugError);
  });

  it('that is turned away begins nothing, and lets our writers back', async () => {
    const stage = await startBroken();
    stage.failRequest('restore', 'before', RATE_LIMITED);
    expect(await caught(stage.mend())).toMatchObject({
      kind: 'refused',
      code: 'RATE_LIMITED',
      message: expect.stringMatching(/^Ops Manager refused to start the restore: Resource is limited/) as string,
      nextSteps: ['Try again in a minute'],
    });
    expect(await stage.jobs()).toBe(0);
    await (await stage.database.openWriter('delete', never)).close();
    await stage.mend();
    expect(await stage.jobs()).toBe(1);
  });
});

describe('a job', () => {
  it.each(['restore-job-broken', 'restore-job-killed'])(
    'that ends otherwise (%s) is told in its own word, keeps writers away, and can be followed by another',
    async (name) => {
      const stage = await startBroken();
      stage.inject(
        ...toInjections(
          DRILLS.find((drill) => drill.name === name)!,
          7,
        ),
      );
      const stateName = name === 'restore-job-broken' ? 'BROKEN' : 'KILLED';
      const error = await caught(stage.restore(stage.point));
      expect(error).toMatchObject({
        kind: 'refused',
        code: stateName,
        message: expect.stringMatching(
          new RegExp(`^Ops Manager says of the restore job \\w+: ${stateName}$`),
        ) as string,
        nextSteps: [expect.stringContaining('Restore History') as string, expect.any(String) as string],
      });
      expect(stage.records.barrier).toBeDefined();
      await stage.mend();
      expect(await stage.jobs()).toBe(2);
      await expectVerified(stage);
    },
  );

  it('that reads FINISHED is not done while the set is down', async () => {
    const stage = await startBroken();
    stage.inject({ tag: 'job-stalls', afterMs: 100_000, forMs: 300_000 });
    let finishedWhileDown = 0;
    await stage.mend(({ job, members, stages }) => {
      const isDown = members.every(({ role }) => role === 'down');
      if (job?.stateName !== 'FINISHED' || !isDown) return;
      finishedWhileDown += 1;
      expect(stages.map(({ stage }) => stage)).not.toContain('primary-elected');
    });
    expect(finishedWhileDown).toBeGreaterThan(0);
    await expectVerified(stage);
  });
});

it('is followed through whatever Ops Manager answers, and says what is wrong while it is', async () => {
  const stage = await startBroken();
  stage.inject({ tag: 'job', afterMs: 1000, stateName: 'PONDERING', ends: false });
  let armed = false;
  let looks = 0;
  const { facts, longestGapMs } = await stage.mend(
    ({ job }) => {
      if (job) looks += 1;
      if (!job || armed) return;
      armed = true;
      stage.failRequest('automation', 'before', BAD_GATEWAY, 4);
      stage.failRequest('automation', 'before', RATE_LIMITED);
      for (const [status, errorCode] of [
        [403, 'IP_ADDRESS_NOT_ON_ACCESS_LIST'],
        [404, 'RESOURCE_NOT_FOUND'],
        [409, 'ANY_CODE'],
      ] as const) {
        const body = { error: status, errorCode, detail: `No, by ${status}.` };
        stage.failRequest('automation', 'before', { tag: 'answer', status, body });
      }
      stage.failRequest('automation', 'before', { tag: 'torn' });
      stage.failRequest('automation', 'before', { tag: 'challenge' });
      stage.failRequest('automation', 'before', { tag: 'late', ms: 60_000 });
      stage.failRequest('automation', 'before', {
        tag: 'answer',
        status: 302,
        body: '',
        headers: { location: '/login' },
      });
    },
    () => looks > 18,
  );
  const troubles = facts.flatMap(({ trouble }) => trouble ?? []);
  expect(troubles).toContainEqual(
    expect.stringMatching(/^Could not read the state of automation at 127\.0\.0\.1:\d+ just now: HTTP status 502$/),
  );
  expect(troubles).toContain('Ops Manager refused to read the state of automation: HTTP status 302');
  for (const status of [403, 404, 409]) {
    expect(troubles).toContain(`Ops Manager refused to read the state of automation: No, by ${status}.`);
  }
  expect(longestGapMs).toBeLessThan(MOVES_WITHIN_MS);
  expect(facts.some(({ job }) => job?.stateName === 'PONDERING')).toBe(true);
  expect(await stage.jobs()).toBe(1);
  await expectVerified(stage);
});

it('brings a set that is older and has lost its keys, which new clients reach, and no write of ours gets there', async () => {
  const stage = await startBroken();
  const drill = (name: string) =>
    toInjections(
      DRILLS.find((one) => one.name === name)!,
      7,
    );
  stage.inject(...drill('restored-set-lost-keys'));
  const writer = await stage.database.openWriter('delete', never);
  stage.failCommand('delete', 'before', { tag: 'hang' });
  const { ids } = await stage.database.scanIds(never);
  const inFlight = writer.delete(ids, never);
  await stage.mend();
  expect((await inFlight).tag).toBe('unknown');
  expect(await caught(writer.delete(ids, never))).toBeInstanceOf(BugError);
  await expectVerified(stage);
});

it('goes by snapshots alone where Ops Manager is too old to tell ranges, and comes to a verdict all the same', async () => {
  const stage = await startStage();
  stage.inject(
    ...toInjections(
      DRILLS.find(({ name }) => name === 'ops-manager-is-old')!,
      7,
    ),
  );
  await stage.load(DOCUMENTS);
  const facts = await stage.takeFirstSnapshot();
  expect(facts.at(-1)).toMatchObject({ backup: { stateName: 'STARTED' }, runningIsHidden: true });
  const { result } = await stage.deleteSome(1);
  await stage.host.clock.sleep(60_000, never);
  const { engine, database } = stage;
  const [coverage, snapshots, jobs, automation, now] = await Promise.all([
    engine.coverage(never),
    engine.snapshots(never),
    engine.restoreJobs(never),
    engine.automation(never),
    database.opTime(never),
  ]);
  const point = { form: 'second', t: result.baseline.at.t + 1 } as const;
  expect(coverage).toEqual({ tag: 'unknown' });
  expect(judge(point, { coverage, snapshots, jobs, ...(automation ? { automation } : {}) }, now)).toMatchObject({
    tag: 'open',
    certain: false,
  });
  await stage.restore(point, async ({ job, stages }) => {
    if (job && !stages.some((mark) => mark.stage === 'goal-reached')) await stage.host.control.jump();
  });
  expect((await stage.verify()).result.verdict).toMatchObject({ tag: 'verified', expected: DOCUMENTS, returned: 6 });
});

describe('a verdict', () => {
  it.each<readonly [string, (stage: Ready) => void]>([
    ['the connection is cut amid the reading', ({ failCommand }) => failCommand('find', 'after', { tag: 'cut' }, 2)],
    [
      'the set is silent for a minute and a half',
      ({ inject }) => inject({ tag: 'silence', afterMs: 0, forMs: 90_000 }),
    ],
    ['the primary steps down', ({ inject }) => inject({ tag: 'step-down', afterMs: 0, electionMs: 12_000 })],
  ])('comes all the same where %s, and says what it waits for', async (_, befall) => {
    const stage = await startBroken();
    await stage.mend();
    befall(stage);
    const { facts, result, longestGapMs } = await stage.verify();
    expect(result.verdict).toMatchObject({ tag: 'verified', expected: DOCUMENTS, returned: 6 });
    expect(longestGapMs).toBeLessThan(MOVES_WITHIN_MS);
    const waited = facts.flatMap(({ held }) => held ?? []);
    for (const { forMs } of waited) expect(forMs).toBeGreaterThan(0);
  });
});
