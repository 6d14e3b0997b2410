import { describe, expect, it } from 'vitest';
import type { State } from '../../../src/wizard/state.ts';
import type { Progress } from '../../../src/wizard/progress.ts';
import {
  checksWith,
  DONE,
  FAILED,
  INPUTS,
  LOADING,
  NOW,
  RESULTS,
  running,
  SAMPLE,
  SKIPPED,
  SNAPSHOT,
  STARTED,
  stateWith,
  watching,
} from '../../helpers/states.ts';
import { drawScreen } from '../../helpers/draw.ts';

describe('preflight', () => {
  const done = (checks: ReturnType<typeof checksWith>): State =>
    stateWith({ phases: { preflight: DONE }, results: { preflight: { ...RESULTS.preflight, checks } } });

  const TALL = { width: 90, height: 36 };

  it('shows a sign for each check in a place of its own while it looks', () => {
    const looking = checksWith({ members: 'warning', engine: 'unproved', backup: 'looking' });
    const draw = (checks: typeof looking, how = {}): string =>
      drawScreen(stateWith({ phases: { preflight: running({ checks }) } }), how);
    const text = draw(looking);
    expect(text).toMatch(/✓ Node.js +✓ Database user/);
    expect(text).toMatch(/! Members /);
    expect(text).toMatch(/\? Ops Manager/);
    expect(text).toMatch(/• Backup$/m);
    expect(text).not.toContain('→ Fix');
    const places = (drawn: string): string => drawn.replaceAll(/[✓!?•✗]/g, ' ').replace(/^.*good.*$/m, '');
    expect(places(text)).toBe(places(draw(checksWith())));
    expect(places(draw(looking, TALL)).split('\n').length).toBe(places(draw(checksWith(), TALL)).split('\n').length);
  });

  it('gives each check a line with sign and word where there is room, and what to do once all are looked at', () => {
    const checks = checksWith({ members: 'warning', engine: 'unproved' });
    const text = drawScreen(done(checks), TALL);
    expect(text).toMatch(/✓ Node.js +good/);
    expect(text).toMatch(/! Members +warning/);
    expect(text).toMatch(/\? Ops Manager +unproved/);
    expect(text).toMatch(/✓ Restore window +good +nothing restorable yet/);
    expect(text).toContain('→ Fix what is wrong with the members');
  });

  it('says in full what is not good where there are not lines enough for all, whatever the size', () => {
    const others = checksWith({ members: 'bad', disk: 'warning', oplog: 'warning', key: 'bad', agents: 'unproved' });
    const text = drawScreen(done(others), { ...TALL, height: 30 });
    for (const name of ['members', 'disk', 'oplog', 'key', 'agents']) {
      expect(text).toContain(`→ Fix what is wrong with the ${name}`);
    }
    expect(text).toMatch(/✓ good 20: Node.js, [^]*Restore window/);
    expect(text).not.toContain('more on');
  });

  it('says in two lines what is good, and the rest in full, where there is no room for all', () => {
    const text = drawScreen(done(checksWith({ members: 'warning', engine: 'unproved' })));
    expect(text).toMatch(/✓ good 23: Node.js, Terminal, /);
    expect(drawScreen(done(checksWith({ set: 'bad', key: 'bad', disk: 'bad', user: 'bad', names: 'bad' })))).toMatch(
      /, \d+ more$/m,
    );
    expect(text).toMatch(/! Members +warning +1 primary, 2 secondaries/);
    expect(text).toContain('→ Fix what is wrong with the members');
    expect(text).toContain('→ Fix what is wrong with the engine');
    expect(text).toContain('Target: loadtest.events');
  });

  it('says first what hurts others, and last what is of this machine', () => {
    const text = drawScreen(done(checksWith({ node: 'warning', databases: 'warning', names: 'bad', cluster: 'bad' })));
    const at = (name: string): number => text.indexOf(`→ Fix what is wrong with the ${name}`);
    expect([at('cluster'), at('names'), at('databases'), at('node')]).toEqual(
      [at('cluster'), at('names'), at('databases'), at('node')].sort((a, b) => a - b),
    );
    expect(at('cluster')).toBeGreaterThan(0);
  });

  it('joins checks that were not looked at for the same reason', () => {
    const why = 'not looked at: the set was not reached';
    const left = ['members', 'topology', 'disk'];
    const text = drawScreen(
      done(
        checksWith({ set: 'bad' }).map((check) =>
          left.includes(check.name) ? { name: check.name, verdict: 'unproved', seen: why } : check,
        ),
      ),
    );
    expect(text).toMatch(new RegExp(`\\? 3 checks +unproved +${why}\\n +Members, Addresses, Disk`));
  });

  it('ends with the whole target and what a restore would replace', () => {
    const text = drawScreen(done(checksWith()));
    expect(text).toContain('25 good');
    expect(text).toContain('Target: loadtest.events');
    expect(text).toContain('mongodb://127.0.0.1:28001');
    expect(text).toContain('no other databases are on it');
  });

  it('names other databases that a restore would replace too', () => {
    const foreignSizes = [{ name: 'orders', bytes: 1.2e9 }];
    const set = { ...RESULTS.preflight.set, foreignDatabases: ['orders', 'users'], foreignSizes };
    const text = drawScreen(
      stateWith({ phases: { preflight: DONE }, results: { preflight: { ...RESULTS.preflight, set } } }),
    );
    expect(text).toContain('these databases too: orders (1.20 GB)');
  });

  it('says what was found when the show was opened, as much of it as there is room for', () => {
    const notices = [
      'Show a was set aside: its journal is garbled (kept as /shows/a/journal.bad)',
      'One more',
      'Third',
    ];
    const checks = checksWith({ node: 'bad', cluster: 'bad', agents: 'bad', backup: 'bad', disk: 'bad' });
    const { about } = done([]);
    expect(drawScreen({ ...done(checks), about: { ...about, notices } })).toContain(
      '! Show a was set aside: its journal is garbled; and 2 more\n',
    );
    const roomy = drawScreen({ ...done(checksWith()), about: { ...about, notices } }, { height: 36 });
    expect(roomy).toContain('journal.bad)');
    expect(roomy).toContain('! Third');
  });

  it('shows no target while something is wrong, and the fixes of failed checks first', () => {
    const text = drawScreen(
      done(
        checksWith({
          node: 'warning',
          cluster: 'bad',
          agents: 'bad',
          automation: 'bad',
          backup: 'bad',
          coverage: 'bad',
          stores: 'warning',
        }),
      ),
    );
    expect(text).not.toContain('Target:');
    expect(text).toContain('→ Fix what is wrong with the cluster');
    expect(text).not.toContain('→ Fix what is wrong with the stores');
    expect(text).toContain('more on 3: a taller terminal shows it');
  });

  it('tells all that a failed check has seen, and says the same words only once', () => {
    const seen = 'Ops Manager at http://ops.example.net:8080 did not answer GET /groups/5f1e/clusters within 5 s';
    const checks = checksWith().map((check) =>
      check.name === 'engine' || check.name === 'cluster'
        ? ({ name: check.name, verdict: 'bad', seen, fix: 'Check that Ops Manager runs' } as const)
        : check,
    );
    const text = drawScreen(done(checks));
    expect(text.replaceAll(/\s+/g, ' ')).toContain(seen);
    expect(text.match(/→ Check that Ops Manager runs/g)).toHaveLength(1);
  });

  it('draws the phases before and without checks', () => {
    expect(drawScreen(stateWith({}))).toContain('Nothing was looked at yet');
    expect(drawScreen(stateWith({ phases: { preflight: running() } }))).toContain('In Ops Manager');
    expect(drawScreen(stateWith({ phases: { preflight: FAILED } }))).toContain('→ Check that mongod runs');
    expect(drawScreen(stateWith({ phases: { preflight: SKIPPED } }))).toContain('nothing is proved');
  });
});

describe('load', () => {
  const loading = (progress: Partial<Progress['load']>, how = {}): string =>
    drawScreen(
      stateWith({ shown: 'load', phases: { load: running({ ...LOADING, ...progress }, how) }, asides: watching() }),
    );

  it('says before it begins exactly what is added, and to what', () => {
    const text = drawScreen(
      stateWith({ shown: 'load', results: { preflight: RESULTS.preflight }, asides: watching() }),
    );
    expect(text).toContain('1.07 GB: 65,536 documents of 16.4 KB');
    expect(text).toContain('loadtest.events on replica set rehearsal');
    expect(text).toMatch(/There now +451,904 +documents, exact at/);
    expect(text).not.toContain('Backup is on');
  });

  it('says until when rounds go on', () => {
    const inputs = { load: { ...INPUTS.load, untilBytes: 11e9 } };
    expect(drawScreen(stateWith({ shown: 'load', inputs }))).toContain('until 11.00 GB are on disk');
  });

  it('shows figures that say where they come from while it runs', () => {
    const text = loading({});
    expect(text).toMatch(/█+.*░ +48 %/);
    expect(text).toMatch(/31,522 +of 65,536/);
    expect(text).toMatch(/58.3 MB\/s +over the last 10 s/);
    expect(text).toMatch(/9.4 s +estimate/);
    expect(text).toMatch(/9.87 GB +on one member; lags up to a minute/);
    expect(text).toMatch(/Elapsed +02:00/);
  });

  it('says for how long nothing has come back', () => {
    expect(loading({ stalledMs: 4200 })).toMatch(/Speed +stalled for 4.2 s/);
  });

  it('says why it rests between rounds, and for how long', () => {
    const resting = (why: Progress['load']['resting']): string =>
      loading({ round: 2, ...(why ? { resting: why } : {}) });
    const pace = resting({ because: 'pace', leftMs: 8000 });
    expect(pace).toMatch(/Speed +rests 8.0 s +so that Ops Manager keeps up/);
    expect(pace).not.toContain('Time left');
    expect(resting({ because: 'checkpoint', leftMs: 42_000 })).toMatch(/rests 42 s +sizes on disk lag a minute/);
    const slow = resting({ because: 'engine', leftMs: 4000, forMs: 72_000, answerMs: 3200 });
    expect(slow).toMatch(/rests 4.0 s +Ops Manager took 3.2 s to answer/);
    expect(slow).toMatch(/Rests since +1 min 12 s +goes on once it answers within 2 s/);
    expect(resting({ because: 'engine', leftMs: 4000, forMs: 9000 })).toContain('Ops Manager does not answer');
    expect(resting({ because: 'engine', leftMs: 0, forMs: 9000 })).toMatch(/waits +for an answer of Ops Manager/);
    expect(slow).not.toContain('…');
  });

  it('says that it is paused, stopping, or adds to a backup', () => {
    expect(loading({}, { paused: true })).toContain('Paused');
    expect(loading({}, { stopping: true })).toContain('Stopping');
    expect(loading({ backupIsOn: true })).toContain('! Backup is on');
  });

  it('marks a count that is too old as stale, but not while time is hurried', () => {
    const old = watching({ ...SAMPLE, at: NOW - 9000 });
    expect(drawScreen(stateWith({ shown: 'load', asides: old }))).toContain('stale');
    expect(drawScreen(stateWith({ shown: 'load', asides: old, stage: { rate: 20 } }))).not.toContain('stale');
  });

  it('ends with what was added and what is there', () => {
    const text = drawScreen(stateWith({ shown: 'load', phases: { load: DONE }, results: RESULTS }));
    expect(text).toMatch(/Added +65,536 +documents/);
    expect(text).toMatch(/Storage +10.31 GB +server estimate/);
    const stopped = { ...RESULTS, load: { ...RESULTS.load, stopped: true } };
    expect(drawScreen(stateWith({ shown: 'load', phases: { load: DONE }, results: stopped }))).toContain(
      'stopped before',
    );
  });

  it('does not call added what a skip found there', () => {
    const results = { load: { ...RESULTS.load, documents: 0, tookMs: 0, rounds: 0 } };
    const text = drawScreen(stateWith({ shown: 'load', phases: { load: { tag: 'skipped', why: 'holds' } }, results }));
    expect(text).toContain('what this step is for is there already');
    expect(text).not.toContain('Added');
  });

  it('draws a run without progress, and a failure', () => {
    expect(drawScreen(stateWith({ shown: 'load', phases: { load: running() } }))).toMatch(/Elapsed +02:00/);
    expect(drawScreen(stateWith({ shown: 'load', phases: { load: FAILED }, results: RESULTS }))).toContain(
      '✗ Nobody answered',
    );
  });
});

describe('snapshot', () => {
  const waiting = (progress?: Parameters<typeof running<'snapshot'>>[0], how = {}): string =>
    drawScreen(stateWith({ shown: 'snapshot', phases: { snapshot: running(progress, how) } }));
  const since = NOW - 120_000;

  it('follows the backup from stage to stage', () => {
    expect(waiting()).toMatch(/• Backup inactive/);
    expect(waiting({ backup: { stateName: 'INACTIVE' }, since })).toContain('→ Backup inactive');
    expect(waiting({ backup: { stateName: 'PROVISIONING' }, since })).toContain('→ Provisioning');
    expect(waiting({ backup: STARTED, since })).toContain('→ Started');
    const begun = waiting({ backup: STARTED, snapshot: { ...SNAPSHOT, complete: false }, since });
    expect(begun).toMatch(/→ Snapshot in progress +from 127.0.0.1:28003 \(secondary\)/);
    expect(begun).toContain('✓ Started');
    expect(begun).toMatch(/Elapsed +02:00 +usually 14 to 17 min, 3 shows/);
    expect(drawScreen(stateWith({ shown: 'snapshot' }))).toMatch(/Takes +usually 14 to 17 min, 3 shows/);
  });

  it('teaches while it waits, and says when it is being stopped', () => {
    expect(waiting({ backup: STARTED, since })).toContain('$backupCursor');
    expect(waiting({ backup: STARTED, since }, { stopping: true })).toContain('Stopping');
  });

  it('ends with where the snapshot was taken and what it holds', () => {
    const text = drawScreen(stateWith({ shown: 'snapshot', phases: { snapshot: DONE }, results: RESULTS }));
    expect(text).toContain('127.0.0.1:28003 (secondary)');
    expect(text).toContain('8.48 GB data, 10.31 GB storage');
    expect(text).toContain('15 min 05 s');
  });

  it('draws the other phases', () => {
    expect(drawScreen(stateWith({ shown: 'snapshot' }))).toContain('(path not verified)');
    expect(drawScreen(stateWith({ shown: 'snapshot', phases: { snapshot: FAILED } }))).toContain('✗ Nobody answered');
    expect(drawScreen(stateWith({ shown: 'snapshot', phases: { snapshot: SKIPPED } }))).toContain('Skipped');
  });
});
