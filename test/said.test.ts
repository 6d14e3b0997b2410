import { expect, it } from 'vitest';
import { NO_LEDGER } from '../src/ledger.ts';
import { createRecords } from '../src/records.ts';
import { toSaid } from '../src/said.ts';
import { createShowState, reduceShow } from '../src/wizard/show.ts';
import type { Show } from '../src/wizard/show.ts';
import { JOB, POINT } from './helpers/break-states.ts';
import { INPUTS, MEMBERS, NOW, OP_TIME, SNAPSHOT } from './helpers/states.ts';

const NOTHING = createRecords(NO_LEDGER);
const takenUp = (show: Show) => ({ show, shown: 'restore', lastRun: 3, storyAt: NOW, left: false }) as const;
const fresh = createShowState(INPUTS);

it('knows nothing of a fresh show', () => {
  expect(toSaid({ records: NOTHING })).toEqual({ backupOn: false, snapshots: [] });
  expect(toSaid({ records: NOTHING, resumed: takenUp(fresh) })).toEqual({ backupOn: false, snapshots: [] });
});

it('knows that the backup was said to be on while its first snapshot was waited for', () => {
  const waiting = reduceShow(fresh, { type: 'started', step: 'snapshot', run: 1, at: NOW, input: { after: OP_TIME } });
  expect(toSaid({ records: NOTHING, resumed: takenUp(waiting) })).toEqual({ backupOn: true, snapshots: [] });
});

it('knows every snapshot that was told of, and the restore that was clicked', async () => {
  const newer = { ...SNAPSHOT, id: 'by hand 2' };
  const results = { snapshot: { snapshot: SNAPSHOT, tookMs: 1 }, wrap: { snapshot: newer, openAt: NOW, tookMs: 1 } };
  const records = createRecords(NO_LEDGER);
  const asking = { point: POINT, asked: OP_TIME, membersBefore: MEMBERS, jobsBefore: [], loads: [], since: NOW };
  await records.ask(asking);
  const resumed = takenUp({ ...fresh, results });
  expect(toSaid({ records, resumed })).toEqual({ backupOn: true, snapshots: [newer, SNAPSHOT] });
  records.accept(JOB);
  expect(toSaid({ records, resumed }).job).toEqual(JOB);
});
