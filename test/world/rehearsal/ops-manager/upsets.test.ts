import { describe, expect, it } from 'vitest';
import type { Injection, Mishap } from '../../../../src/world/rehearsal/faults.ts';
import { startOpsManager } from '../../../helpers/ops-manager.ts';

/** A restore to half a minute ago, with something that goes wrong; times count from its creation. */
async function startRestore(...injections: Injection[]) {
  const om = await startOpsManager();
  await om.startBackup();
  await om.jumpTo('first snapshot complete');
  await om.pass(60);
  injections.forEach((one) => om.faults.add(one));
  const { body } = await om.restoreTo({ pointInTimeUTCMillis: om.clock.now() - 30_000 });
  const id: string = body.results[0].id;
  const stateName = async (): Promise<string> =>
    (await om.request('GET', `${om.cluster}/restoreJobs/${id}`)).body.statusName;
  const covered = async () => (await om.coverage()) !== undefined;
  return { ...om, stateName, covered };
}

describe('a restore job', () => {
  it.each(['BROKEN', 'KILLED'])('that is %s leaves the set as it is, and others may follow', async (stateName) => {
    const om = await startRestore({ tag: 'job', afterMs: 20_000, stateName, ends: true });
    await om.pass(10);
    expect(await om.stateName()).toBe('FINISHED');
    await om.pass(10);
    expect(await om.stateName()).toBe(stateName);
    await om.pass(600);
    expect(om.set.done).toEqual([]);
    expect(await om.covered()).toBe(true);
    expect((await om.restoreTo({ pointInTimeUTCMillis: om.clock.now() - 60_000 })).status).toBe(200);
  });

  it('may read a word that nobody knows, and go on', async () => {
    const om = await startRestore({ tag: 'job', afterMs: 5000, stateName: 'PONDERING', ends: false });
    await om.jumpTo('goal reached');
    expect(await om.stateName()).toBe('PONDERING');
    expect(om.set.restoredTo).toHaveLength(1);
  });

  it('that stalls reads FINISHED while the set is down, and goes on later', async () => {
    const om = await startRestore({ tag: 'job-stalls', afterMs: 100_000, forMs: 300_000 });
    await om.pass(390);
    expect([0, 1, 2].map((member) => om.set.isUp(member))).toEqual([false, false, false]);
    expect(await om.stateName()).toBe('FINISHED');
    expect(om.set.restoredTo).toEqual([]);
    await om.jumpTo('goal reached');
    expect(om.set.restoredTo).toHaveLength(1);
    expect([0, 1, 2].map((member) => om.set.isUp(member))).toEqual([true, true, true]);
  });

  it('that runs already is befallen from now on', async () => {
    const om = await startRestore();
    await om.pass(30);
    om.faults.add({ tag: 'job', afterMs: 20_000, stateName: 'BROKEN', ends: true });
    await om.pass(0);
    expect(await om.stateName()).toBe('BROKEN');
  });
});

describe('an answer', () => {
  const answered = async (mishap: Mishap) => {
    const om = await startOpsManager();
    const path = `/api/public/v1.0${om.project}`;
    om.faults.add({ point: 'request', name: `GET ${path}`, when: 'before', times: 1, mishap });
    const url = new URL(path, om.server.url);
    const { sign, parseChallenge } = await import('../../../../src/world/live/ops-manager/digest.ts');
    const challenge = parseChallenge((await fetch(url)).headers.get('www-authenticate')!)!;
    const { publicKey: user, privateKey: password } = om.server;
    const signing = { method: 'GET', uri: path, count: 1, cnonce: 'x' };
    const signed = await fetch(url, {
      headers: { authorization: sign({ user, password }, challenge, signing) },
      redirect: 'manual',
    });
    return { status: signed.status, headers: signed.headers, text: await signed.text() };
  };

  it('may be a page of HTML', async () => {
    const { status, headers, text } = await answered({ tag: 'answer', status: 502, body: '<html></html>' });
    expect([status, headers.get('content-type'), text]).toEqual([502, 'text/html', '<html></html>']);
  });

  it('may be a redirect', async () => {
    const redirect: Mishap = { tag: 'answer', status: 302, body: '', headers: { location: 'https://login.test/' } };
    const { status, headers } = await answered(redirect);
    expect([status, headers.get('location')]).toEqual([302, 'https://login.test/']);
  });

  it('may break off in its middle', async () => {
    const { status, text } = await answered({ tag: 'torn' });
    expect(status).toBe(200);
    expect(text).toMatch(/^\{/);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('may be a challenge to sign anew, as for a nonce that is stale', async () => {
    const { status, headers, text } = await answered({ tag: 'challenge' });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('stale=true');
    expect(text).not.toContain('errorCode');
  });
});
