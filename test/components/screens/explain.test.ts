import { describe, expect, it } from 'vitest';
import { STORES as WORDS } from '../../../src/wizard/copy/stores.ts';
import { BEAT_LINES } from '../../../src/wizard/copy/cursors.ts';
import type { Step } from '../../../src/wizard/steps.ts';
import { BEATS } from '../../../src/wizard/steps.ts';
import {
  DONE,
  FAILED,
  NOW,
  OP_TIME,
  RESULTS,
  running,
  SAMPLE,
  SKIPPED,
  SNAPSHOT,
  stateWith,
  STORES,
  watching,
} from '../../helpers/states.ts';
import { drawScreen } from '../../helpers/draw.ts';

const READING = ['stats', 'stores', 'schedule', 'snapshots'] as const satisfies readonly Step[];

describe.each(READING)('%s', (shown) => {
  it('draws every phase, and keeps what it knows while it looks again', () => {
    const known = drawScreen(stateWith({ shown, phases: { [shown]: DONE }, results: RESULTS }));
    expect(drawScreen(stateWith({ shown, phases: { [shown]: running() }, results: RESULTS }))).toBe(known);
    expect(drawScreen(stateWith({ shown, phases: { [shown]: running() } }))).toMatch(/Reading/);
    expect(drawScreen(stateWith({ shown, phases: { [shown]: FAILED } }))).toContain('✗ Nobody answered');
    expect(drawScreen(stateWith({ shown, phases: { [shown]: SKIPPED } }))).toContain('Skipped');
    expect(drawScreen(stateWith({ shown })).length).toBeGreaterThan(0);
  });
});

describe('stats', () => {
  const stats = (parts = {}): string =>
    drawScreen(stateWith({ shown: 'stats', phases: { stats: DONE }, results: RESULTS, ...parts }));

  it('says of each figure where it comes from, and names the baseline', () => {
    const text = stats();
    expect(text).toMatch(/Documents +517,440 +exact at/);
    expect(text).toMatch(/Server estimate +517,440 +from metadata/);
    expect(text).toMatch(/Storage +10.31 GB +on disk/);
    expect(text).toMatch(/primary +127.0.0.1:28001/);
    expect(text).toContain(`517,440 documents at Timestamp(${OP_TIME.t}, 4)`);
    expect(text).toContain('0f3a9c5577e2d401');
  });

  it('gives a line for an independent count', () => {
    expect(stats()).toContain('db.getSiblingDB("loadtest").events.countDocuments({}, {hint: "_id_"})');
  });

  it('prefers the newest count, and marks it when it is stale', () => {
    expect(stats({ asides: watching() })).toMatch(/Documents +451,904 +exact at [\d:]+$/m);
    expect(stats({ asides: watching({ ...SAMPLE, at: NOW - 9000 }) })).toMatch(/451,904 +exact at [\d:]+, stale/);
  });

  it('draws the figures while the server still hashes, and then its hash or why there is none', () => {
    const { hash: _later, ...found } = RESULTS.stats;
    const hashing = running<'stats'>({ ids: 517_440, found, hashingSince: NOW - 12_000 });
    const text = drawScreen(stateWith({ shown: 'stats', phases: { stats: hashing } }));
    expect(text).toMatch(/Documents +517,440 +exact at/);
    expect(text).toMatch(/Hash +the server hashes every byte: 12 s; deleting ends it/);
    expect(stats()).toMatch(/Hash +md5 9a0364b9e99bb480dd25e1f0284c8555, of every byte, in 12 s/);
    const without = (because: 'writing' | 'stopped'): string =>
      stats({ results: { ...RESULTS, stats: { ...RESULTS.stats, hash: { tag: 'not-taken', because } } } });
    expect(without('writing')).toMatch(/Hash +none: documents were written meanwhile/);
    expect(without('stopped')).toMatch(/Hash +none: it was ended/);
  });

  it('tells how many ids were read while the baseline is taken', () => {
    const text = drawScreen(stateWith({ shown: 'stats', phases: { stats: running({ ids: 123_456 }) } }));
    expect(text).toContain('123,456');
  });
});

describe('cursors', () => {
  const cursors = (beat: number, more = {}): string =>
    drawScreen(stateWith({ shown: 'cursors', stage: { beat, ...more } }));

  it('reveals one beat after the other, and marks the present one', () => {
    for (let beat = 1; beat <= BEATS; beat++) {
      const text = cursors(beat);
      BEAT_LINES.forEach((line, k) => expect(text.includes(line)).toBe(k < beat));
      expect(text).toContain(`→ ${beat}  `);
    }
  });

  it('draws each part with the beat that speaks of it', () => {
    expect(cursors(1)).toContain('$backupCursor');
    expect(cursors(1)).not.toContain('Snapshot store');
    expect(cursors(3)).toContain('Snapshot store');
    expect(cursors(5)).not.toContain('Oplog store');
    expect(cursors(6)).toContain('Oplog store');
    expect(cursors(7)).toContain('restore: snapshot of T');
  });

  it('moves with the time, and stands where the time stands', () => {
    const state = stateWith({ shown: 'cursors', stage: { beat: 7 } });
    expect(drawScreen(state, { now: NOW + 140 })).not.toBe(drawScreen(state));
    expect(drawScreen(state, { now: NOW })).toBe(drawScreen(state));
  });

  it('keeps the present beat in sight above the notes', () => {
    const above = cursors(7, { notes: true }).split('\n').slice(0, 12).join('\n');
    expect(above).toContain('→ 7');
  });

  it('uses the room of a large terminal', () => {
    const text = drawScreen(stateWith({ shown: 'cursors', stage: { beat: 7 } }), { width: 89, height: 33 });
    expect(text).toContain('How a running replica set is copied');
  });
});

describe('stores', () => {
  const stores = (tell = STORES): string =>
    drawScreen(stateWith({ shown: 'stores', phases: { stores: DONE }, results: { stores: { stores: tell } } }));

  it('marks what exists as available, and names every other option', () => {
    const text = stores();
    expect(text).toContain('✓ File system     available to this project: /backup/snapshots');
    expect(text).toMatch(/• S3 blockstore +an option/);
    expect(text).toContain('opsmanager.rehearsal, head /backup/head');
  });

  it('warns of a shared host as a condition, only where the oplog is in MongoDB', () => {
    expect(stores()).toContain('! If the oplog store shares a host with the application database');
    expect(stores({ tag: 'stores', stores: [], daemons: [] })).not.toContain('shares a host');
  });

  it('says it for sure, either way, where somebody has told the host', () => {
    const on = (appdbHost: string): string =>
      drawScreen(
        stateWith({
          shown: 'stores',
          phases: { stores: DONE },
          results: { stores: { stores: STORES } },
          about: { appdbHost },
        }),
      );
    expect(on('APPDB.rehearsal')).toContain('! The oplog store and the application database share a host:');
    expect(on('APPDB.rehearsal')).toContain('  appdb.rehearsal: fine for a demo, not for production');
    expect(on('om1:27017')).toContain('The application database is on another host, om1');
    expect(on('om1')).not.toContain('not for production');
  });

  it('asks nothing of Cloud Manager, which keeps them itself', () => {
    const engine = { product: 'cloud-manager', onDemand: 'not-offered', windowIsFixed: true } as const;
    const results = { stores: { stores: { tag: 'managed' } } } as const;
    const text = drawScreen(stateWith({ shown: 'stores', phases: { stores: DONE }, results, about: { engine } }));
    expect(text).toContain('In Cloud Manager: nothing to click');
    expect(text).toContain('Cloud Manager keeps them itself');
    expect(text).toMatch(/• File system +an option/);
    expect(WORDS.done({ stores: { tag: 'managed' } })).toBe('Cloud Manager keeps snapshots and oplog itself');
  });

  it('shows options and click path without a global key', () => {
    const text = stores({ tag: 'noKey' });
    expect(text).toContain('needs a global API key');
    expect(text).toMatch(/• File system +an option/);
    expect(text).toContain('Admin → Backup');
  });
});

describe('schedule', () => {
  it('says of the window of Cloud Manager that it is fixed', () => {
    const engine = { product: 'cloud-manager', onDemand: 'not-offered', windowIsFixed: true } as const;
    const state = { shown: 'schedule', phases: { schedule: DONE }, results: RESULTS } as const;
    expect(drawScreen(stateWith({ ...state, about: { engine } }))).toMatch(
      /Point-in-time window .*fixed by Cloud Manager/,
    );
    expect(drawScreen(stateWith(state))).not.toContain('fixed');
  });

  it('shows rhythm, window, reach, and what is computed', () => {
    const text = drawScreen(stateWith({ shown: 'schedule', phases: { schedule: DONE }, results: RESULTS }));
    expect(text).toMatch(/Snapshot +every 24 h/);
    expect(text).toMatch(/Point-in-time window +24 hours/);
    expect(text).toMatch(/Daily kept +no$/m);
    expect(text).toMatch(/Next snapshot .*computed from the schedule/);
    expect(text).toMatch(/Restorable until +[\d:]+ +newest oplog/);
    expect(text).toContain('e edits');
  });

  it('says why there is none while the backup is inactive', () => {
    const schedule = { backup: { stateName: 'INACTIVE' }, coverage: { tag: 'ranges', ranges: [] } } as const;
    const text = drawScreen(stateWith({ shown: 'schedule', phases: { schedule: DONE }, results: { schedule } }));
    expect(text).toContain('Backup state: INACTIVE');
    expect(text).not.toContain('e edits');
  });

  it('says that a change is on its way', () => {
    const state = stateWith({
      shown: 'schedule',
      phases: { schedule: DONE },
      results: RESULTS,
      asides: { reschedule: { run: 2 } },
    });
    expect(drawScreen(state)).toContain('is changing the schedule');
  });
});

describe('snapshots', () => {
  const listed = (count: number, size = {}): string => {
    const snapshots = Array.from({ length: count }, (_, k) => ({ ...SNAPSHOT, id: `s${k}`, complete: k > 0 }));
    const results = { snapshots: { ...RESULTS.snapshots, snapshots } };
    return drawScreen(stateWith({ shown: 'snapshots', phases: { snapshots: DONE }, results }), size);
  };

  it('lists time, size, state, expiry and member, and how far the oplog reaches', () => {
    const text = listed(2);
    expect(text).toMatch(/8.48 GB +in progress .*127.0.0.1:28003/);
    expect(text).toMatch(/8.48 GB +complete /);
    expect(text).toMatch(/Restorable +[\d:]+ to [\d:]+/);
  });

  it('says how many it has no room for', () => {
    expect(listed(20)).toContain('and 13 older');
    expect(listed(20, { width: 93, height: 33 })).not.toContain('older');
  });

  it('says that there is none', () => {
    expect(listed(0)).toContain('There is no snapshot yet');
  });
});
