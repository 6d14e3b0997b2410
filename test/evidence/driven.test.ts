import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { toConfig } from '../../src/settings/config.ts';
import { readEvidence, writeEvidence } from '../../src/evidence/files.ts';
import { readKeptShow } from '../../src/evidence/kept-show.ts';
import { walkAlone } from '../../src/faces/auto.ts';
import { chooseShow, openFresh } from '../../src/opening.ts';
import { playScene, toFirstState } from '../../src/replay/fold.ts';
import { toScenes } from '../../src/replay/scenes.ts';
import { createShow } from '../../src/show.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { createWillingWorld } from '../helpers/willing-world.ts';

const FLAGS = { auto: true, targetGb: '0.001', docKb: '16', percent: '10', deleteBatch: '6' };

it('tells a show that was really presented, from what it left in its folder', async () => {
  const world = createWillingWorld();
  const config = toConfig(FLAGS);
  const opened = openFresh(
    config,
    '0.1.0',
    chooseShow({ ...config, begin: { tag: 'fresh', asked: true } }, temporaryFolder()),
  );
  const show = createShow(world, { ...opened.show, delete: { ...opened.show.delete, iterations: 1 } }, opened.kept);
  const stop = walkAlone(show);
  await vi.waitFor(() => expect(show.store.getState().quitting).toBe(true), { timeout: 10_000, interval: 5 });
  stop();
  const { results } = show.store.getState().show;
  await show.close();
  opened.release();

  const folder = opened.kept.folder!;
  const evidence = readEvidence(folder, { madeAt: 1 });
  expect(evidence).toMatchObject({
    showId: config.show.showId,
    versions: { mongodb: '8.0.15' },
    data: { deletes: { deleted: results.delete!.deleted, firstAfter: { i: expect.any(Number) } } },
    restore: {
      outcome: 'worked',
      recoveryMs: results.restore!.tookMs,
      point: results.restore!.point,
      outlook: { tag: 'known' },
    },
    verdict: { verdict: { tag: 'verified' }, found: results.verify!.found, writtenSince: [] },
    sittings: [{ ended: 'left' }],
  });
  expect(evidence.verdict!.checks.map(({ name }) => name)).toContain('ids');
  expect(evidence.steps.map(({ outcome }) => outcome)).not.toContain('unfinished');
  const html = readFileSync(await writeEvidence(folder), 'utf8');
  expect(html).toContain('VERIFIED');
  expect(JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8'))).toMatchObject({ showId: config.show.showId });

  const { journal, recorded } = readKeptShow(folder);
  const first = toFirstState(journal.head, { snapshotMs: [], restoreMs: [] }, folder, 1);
  const { show: played } = toScenes(journal, recorded).reduce((state, scene) => playScene(state, scene, 0), first);
  expect(played.results).toEqual(JSON.parse(JSON.stringify(results)));
});
