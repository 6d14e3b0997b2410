import { expect, it } from 'vitest';
import type { Asked, Overlay } from '../../src/wizard/stage.ts';
import { ARMED, looking, NOW, RESULTS, SAMPLE, stateWith, watching } from '../helpers/states.ts';
import { openApp } from '../helpers/draw.ts';
import type { State } from '../../src/wizard/state.ts';

const FOREIGN = [
  { name: 'orders', bytes: 1_500_000 },
  { name: 'users', bytes: 2_000 },
];
const lease = {
  show: '2026-11-24-4f2a9c',
  host: 'stage-laptop',
  pid: 4711,
  since: NOW - 900_000,
  renewedAt: NOW,
  ageMs: 75_000,
};

/** One frame. */
async function drawApp(state: State, size = { columns: 80, rows: 24 }): Promise<string> {
  const app = await openApp(state, size);
  const frame = app.frame();
  app.close();
  return frame;
}

/** The first screen with a question over it, as one text. */
async function over(overlay: Overlay, foreign = FOREIGN, size = { columns: 80, rows: 24 }): Promise<string> {
  const asides = { ...looking({ foreign }), lease: { run: 91, latest: { standing: 'stale', lease } } } as const;
  const state = stateWith({ about: { kind: 'live' }, results: RESULTS, asides, stage: { overlay } });
  return drawApp(state, size);
}
const asking = (asked: Asked, typed = '', wrong = false): Overlay => ({ tag: 'name', asked, typed, wrong });

it('shows the target in full before it is confirmed', async () => {
  const text = await over({ tag: 'confirm', question: 'arm' }, []);
  expect(text).toContain('Set rehearsal: 127.0.0.1:28001, 127.0.0.1:28002, 127.0.0.1:28003');
  expect(text).toContain('Collection loadtest.events');
  expect(text).toContain('Cluster rehearsal in project Demo');
  expect(text).toContain('no other databases are on it');
  expect(text).toContain('y: yes');
});

it('lists databases of others with their sizes, and says what to type', async () => {
  const armed = { ...ARMED, databases: ['orders', 'users'] };
  const text = await over(asking({ for: 'arm', armed }, 'orders', true));
  expect(text).toContain('orders (1.5 MB), users (2.0 KB)');
  expect(text).toContain('Type their names, with blanks between them');
  expect(text).toContain('orders_');
  expect(text).toContain('Not exactly these names');
});

it.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])('fits however many there are at $columns x $rows', async (size) => {
  const many = Array.from({ length: 60 }, (_, k) => ({ name: `customer_database_${k}`, bytes: 9_990_000_000 }));
  const armed = { ...ARMED, databases: many.map(({ name }) => name) };
  const text = await over(asking({ for: 'arm', armed }, 'replace'), many, size);
  expect(text).toContain('these 60 databases of others too');
  expect(text).toContain('more');
  expect(text).toContain('Type "replace 60 databases"');
  expect(text).toContain('replace_');
  expect(text).toContain('Esc close');
});

it('shows the size of a collection of others before its name is taken', async () => {
  expect(await over(asking({ for: 'adopt' }))).toContain('Its size is being read');
  const size = { documents: 12_345, bytes: 3_000_000 };
  const text = await over(asking({ for: 'adopt', size }, 'loadtest.e', true));
  expect(text).toContain('12,345 documents, counted exactly; 3.0 MB of data');
  expect(text).toContain('That is not its full name');
  expect(await over({ ...asking({ for: 'adopt', size }), refused: 'held by another' } as Overlay)).toContain(
    'held by another',
  );
});

it('names who has the set, in a line and in the question', async () => {
  const text = await over({ tag: 'confirm', question: 'take-lease' });
  expect(text).toContain('Take it over from show 2026-11-24-4f2a9c on stage-laptop, process 4711?');
  expect(text).toContain('silent for 1 min 15 s');
  expect(text).toContain('! Set held by show 2026-11-24-4f2a9c on stage-laptop since');
});

it('says in the badge that nothing is changed, and in a line that others have written', async () => {
  const results = {
    ...RESULTS,
    stats: { ...RESULTS.stats, baseline: { ...RESULTS.stats.baseline, at: { t: NOW / 1000 - 60, i: 1 } } },
  };
  const asides = watching({
    ...SAMPLE,
    count: { documents: RESULTS.stats.baseline.documents + 12, at: { t: NOW / 1000, i: 1 } },
    countedFrom: NOW,
  });
  const phases = { stats: { tag: 'done', at: NOW - 60_000 } } as const;
  const text = await drawApp(stateWith({ shown: 'delete', about: { readOnly: true }, phases, results, asides }), {
    columns: 80,
    rows: 24,
  });
  expect(text).toContain('READ ONLY REHEARSAL');
  expect(text).toMatch(/! Other clients wrote: 12 more than the ledger, exact at \d\d:\d\d:\d\d/);
});
