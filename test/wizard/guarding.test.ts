import { describe, expect, it } from 'vitest';
import type { ForeignDatabase } from '../../src/proof/facts.ts';
import type { Lease } from '../../src/proof/lease.ts';
import { isRight, isUnarmed, wantedText } from '../../src/wizard/arming.ts';
import type { TargetSeen } from '../../src/wizard/asides.ts';
import { armedLine } from '../../src/wizard/copy/guards.ts';
import { hintsFor } from '../../src/wizard/keymap.ts';
import type { Step } from '../../src/wizard/steps.ts';
import { RULES, STEPS } from '../../src/wizard/steps.ts';
import { drive, runOf } from '../helpers/drive.ts';
import type { Driven } from '../helpers/drive.ts';
import { ARMED, checksWith, DONE, looking, NOW, RESULTS, running, stateWith, TARGET } from '../helpers/states.ts';
import { SURVEY } from '../helpers/break-states.ts';

const LIVE = { kind: 'live' } as const;
const CHANGES = STEPS.filter((step) => RULES[step].changes);
const FOREIGN: readonly ForeignDatabase[] = [
  { name: 'orders', bytes: 1_500_000 },
  { name: 'users', bytes: 2_000 },
];
const armed = (driven: Driven) => driven.state.durable.filter(({ type }) => type === 'armed');
const starts = (driven: Driven) => driven.takeEffects().filter(({ type }) => type === 'start');

/** A finished preflight, on real systems unless said otherwise. */
const looked = (target: Partial<TargetSeen> = {}, about: { readonly kind: 'live' | 'rehearsal' } = LIVE) =>
  drive(stateWith({ about, phases: { preflight: DONE }, results: RESULTS, asides: looking(target) }));

describe('arming', () => {
  it.each(CHANGES)('is asked for before %s begins on real systems, and g goes there', (step) => {
    const driven = drive(stateWith({ shown: step, about: LIVE, results: RESULTS, asides: looking() }));
    driven.press('advance', 'again', 'yes');
    expect(driven.state.stage.flash?.reason).toBe('not-armed');
    expect(hintsFor(driven.state).find(({ main }) => main)?.reason).toBe('not-armed');
    expect(starts(driven)).toEqual([]);
    driven.press('steps');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'goto' });
  });

  it('shows the target in full, and takes a y for it', () => {
    const driven = looked().press('advance');
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'arm' });
    driven.press('cancel');
    expect(armed(driven)).toEqual([]);
    driven.press('advance', 'submit', 'advance');
    expect(driven.state.show.armed).toBeUndefined();
    driven.press('yes');
    const cluster = { projectName: 'Demo', clusterName: 'rehearsal' };
    expect(armed(driven)).toMatchObject([{ armed: { ...ARMED, cluster } }]);
    expect(driven.press('advance').state.stage.shown).toBe('load');
    driven.takeEffects();
    driven.press('advance');
    expect(starts(driven)).toMatchObject([{ step: 'load', input: { armed: { ...ARMED, cluster } } }]);
  });

  it('is not offered while a check has failed, or the target is not known', () => {
    const results = { preflight: { ...RESULTS.preflight, checks: checksWith({ agents: 'bad' }) } };
    const failed = drive(stateWith({ about: LIVE, phases: { preflight: DONE }, results, asides: looking() }));
    expect(failed.press('advance').state.stage).toMatchObject({
      shown: 'preflight',
      flash: { reason: 'checks-failed' },
    });
    const unknown = looked({ foreign: { why: 'not allowed' } });
    expect(unknown.press('advance').state.stage.flash?.reason).toBe('target-unknown');
    expect(unknown.state.stage.overlay).toBeUndefined();
  });

  it('has databases of others confirmed by their names', () => {
    const driven = looked({ foreign: FOREIGN }).press('advance');
    driven.press('yes', 'submit');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', wrong: true });
    driven.tell({ type: 'type', text: 'orders' }).press('submit');
    expect(driven.state.show.armed).toBeUndefined();
    driven.press('erase', 'erase', 'erase', 'erase', 'erase', 'erase');
    driven.tell({ type: 'type', text: ' users  orders' }).press('submit');
    expect(driven.state.show.armed?.databases).toEqual(['orders', 'users']);
  });

  it('wants the number where there are too many names', () => {
    const many = Array.from({ length: 6 }, (_, k) => ({ name: `db${k}`, bytes: 1 }));
    const driven = looked({ foreign: many }).press('advance');
    driven.tell({ type: 'type', text: 'db0 db1 db2 db3 db4 db5' }).press('submit');
    expect(driven.state.show.armed).toBeUndefined();
    for (let k = 0; k < 23; k++) driven.press('erase');
    driven.tell({ type: 'type', text: 'replace 6 databases' }).press('submit');
    expect(driven.state.show.armed?.databases).toHaveLength(6);
  });

  it('is asked for anew once the set has other members than those that were confirmed', () => {
    const identity = { setName: ARMED.setName, hosts: [...ARMED.hosts, 'new:27017'] };
    const driven = looked().press('advance', 'yes');
    expect(isUnarmed(driven.state)).toBe(false);
    const { target } = driven.state.asides;
    driven.tell({ type: 'aside-told', aside: 'target', run: target!.run, facts: { ...TARGET, identity } });
    expect(armedLine(driven.state)).toContain('Not armed');
    driven.tell({ type: 'go', step: 'load' }).press('advance');
    expect(driven.state.stage.flash?.reason).toBe('not-armed');
    expect(starts(driven)).toEqual([]);
    driven.tell({ type: 'go', step: 'preflight' }).press('advance', 'yes');
    expect(driven.state.show.armed?.hosts).toEqual(identity.hosts);
  });

  it('follows a rehearsal to other ports, which nobody has to confirm', () => {
    const rehearsal = { kind: 'rehearsal' } as const;
    const driven = drive(stateWith({ about: rehearsal, phases: { preflight: DONE }, armed: ARMED, asides: looking() }));
    const identity = { setName: ARMED.setName, hosts: ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3'] };
    driven.tell({ type: 'aside-told', aside: 'target', run: 90, facts: { ...TARGET, identity } });
    expect(driven.state.show.armed?.hosts).toEqual(identity.hosts);
  });

  it('asks in full for a database that came while the question stood', () => {
    const driven = looked().press('advance');
    const { target } = driven.state.asides;
    const facts = { ...TARGET, foreign: FOREIGN };
    driven.tell({ type: 'aside-told', aside: 'target', run: target!.run, facts }).press('yes');
    expect(driven.state.show.armed).toBeUndefined();
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', asked: { for: 'arm' } });
  });

  it('is silent in a rehearsal with nothing of others, and asked for in one with something', () => {
    const quiet = drive(stateWith({ asides: { target: { run: 90 } } }));
    quiet.tell({ type: 'aside-told', aside: 'target', run: 90, facts: TARGET });
    expect(armed(quiet)).toMatchObject([{ armed: ARMED }]);
    expect(quiet.state.stage.overlay).toBeUndefined();
    const shared = looked({ foreign: FOREIGN }, { kind: 'rehearsal' });
    shared.press('next', 'advance');
    expect(shared.state.stage).toMatchObject({ shown: 'load', flash: { reason: 'not-armed' } });
    shared.press('back', 'advance');
    expect(shared.state.stage.overlay).toMatchObject({ tag: 'name', asked: { for: 'arm' } });
  });

  it('is asked again before a restore for what has come since, and for nothing that has gone', () => {
    const state = (databases: readonly string[]) =>
      stateWith({
        shown: 'restore',
        about: LIVE,
        results: RESULTS,
        armed: { ...ARMED, databases },
        asides: { ...looking({ foreign: [FOREIGN[1]!] }), survey: { run: 91, latest: SURVEY } },
      });
    expect(drive(state(['users', 'gone'])).press('advance').state.stage.overlay).toMatchObject({
      asked: { for: 'restore' },
    });
    const driven = drive(state(['orders'])).press('advance');
    expect(driven.state.stage.overlay).toMatchObject({ asked: { for: 'arm' } });
    driven.tell({ type: 'type', text: 'users' }).press('submit');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', typed: '', asked: { for: 'restore' } });
    driven.tell({ type: 'type', text: 'rehearsal' }).press('submit');
    const input = { typed: 'rehearsal', armed: { databases: ['users'] } };
    expect(starts(driven)).toMatchObject([{ step: 'restore', input }]);
  });

  it('knows what has to be typed, and takes names in any order but no other', () => {
    const state = stateWith({ asides: looking({ foreign: FOREIGN }) });
    const asked = { for: 'arm', armed: { ...ARMED, databases: ['orders', 'users'] } } as const;
    expect(wantedText(state, asked)).toBe('orders users');
    expect(isRight(state, asked, 'users orders')).toBe(true);
    for (const wrong of ['', 'orders', 'orders users users', 'Orders users', 'orders,users']) {
      expect(isRight(state, asked, wrong)).toBe(false);
    }
  });
});

describe('read only', () => {
  it.each(CHANGES)('says so on the key of %s, and begins nothing', (step) => {
    const about = { readOnly: true };
    const driven = drive(stateWith({ shown: step, about, armed: ARMED, results: RESULTS, asides: looking() }));
    driven.press('advance', 'again', 'yes', 'submit');
    expect(driven.state.stage.flash?.reason).toBe('read-only');
    expect(hintsFor(driven.state).find(({ main }) => main)?.reason).toBe('read-only');
    expect(starts(driven)).toEqual([]);
  });

  it('edits no schedule, walks everywhere, and leaves the lease alone', () => {
    const about = { readOnly: true };
    const phases = { schedule: DONE };
    const driven = drive(stateWith({ shown: 'schedule', about, phases, results: RESULTS })).press('edit');
    expect(driven.state.stage).toMatchObject({ flash: { reason: 'read-only' } });
    expect(driven.press('next').state.stage.shown).toBe('snapshots');
    const opened = drive(stateWith({ about })).tell({ type: 'opened' });
    expect(Object.keys(opened.state.asides)).toEqual(['target']);
  });
});

describe('a collection of others', () => {
  const OTHERS = { holding: { whose: 'others', documents: 12_000, bytes: 3_000_000 } } as const;
  const begin = (shown: Step) =>
    drive(stateWith({ shown, armed: ARMED, results: RESULTS, asides: looking(OTHERS), phases: { preflight: DONE } }));

  it.each(['preflight', 'load', 'delete'] as const)(
    'is adopted from %s by its full name, once its size is shown',
    (step) => {
      const driven = begin(step).press('advance');
      expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', asked: { for: 'adopt' } });
      expect(driven.takeEffects()).toMatchObject([{ type: 'start-aside', aside: 'adopt', input: {} }]);
      driven.tell({ type: 'type', text: 'loadtest.events' }).press('submit');
      expect(driven.takeEffects()).toEqual([]);
      const told = { documents: 12_345, bytes: 3_000_000, adopted: false };
      const first = driven.state.asides.adopt!.run;
      driven.tell(
        { type: 'aside-told', aside: 'adopt', run: first, facts: told },
        { type: 'aside-ended', aside: 'adopt', run: first },
      );
      expect(driven.state.stage.overlay).toMatchObject({
        typed: 'loadtest.events',
        asked: { size: { documents: 12_345 } },
      });
      driven.press('submit');
      const [sent] = driven.takeEffects();
      expect(sent).toMatchObject({ aside: 'adopt', input: { typed: 'loadtest.events', armed: ARMED } });
      expect(driven.press('submit').takeEffects()).toEqual([]);
      const { run } = driven.state.asides.adopt!;
      driven.tell({ type: 'aside-told', aside: 'adopt', run, facts: { ...told, adopted: true } });
      expect(driven.state.stage.overlay).toBeUndefined();
      expect(driven.state.durable).toContainEqual(expect.objectContaining({ type: 'adopted', documents: 12_345 }));
      expect(driven.state.stage.flash?.reason).toBe('adopted');
      if (step === 'preflight') expect(runOf(driven.state, 'preflight')).toBeGreaterThan(0);
      else expect(driven.press('advance').state.stage.overlay).not.toMatchObject({ asked: { for: 'adopt' } });
    },
  );

  it('is not adopted by another name, nor by Enter, and says why it was refused', () => {
    const driven = begin('load').press('advance');
    const { run } = driven.state.asides.adopt!;
    const facts = { documents: 1, bytes: 1, adopted: false };
    driven.tell({ type: 'aside-told', aside: 'adopt', run, facts }, { type: 'aside-ended', aside: 'adopt', run });
    driven.takeEffects();
    driven.press('submit', 'advance', 'yes').tell({ type: 'type', text: 'loadtest.event' }).press('submit');
    expect(driven.state.stage.overlay).toMatchObject({ wrong: true });
    expect(driven.takeEffects()).toEqual([]);
    driven.tell({ type: 'type', text: 's' }).press('submit');
    const error = { kind: 'refused', message: 'held by another', nextSteps: [] } as const;
    driven.tell({ type: 'aside-ended', aside: 'adopt', run: driven.state.asides.adopt!.run, error });
    expect(driven.state.stage.overlay).toMatchObject({ refused: 'held by another' });
    expect(driven.state.show.adopted).toBeUndefined();
    expect(driven.press('cancel').state.stage.overlay).toBeUndefined();
  });

  it('is asked about after the worker has found it, where no look has told yet', () => {
    const error = { kind: 'refused', message: 'holds documents', nextSteps: [], code: 'COLLECTION_OF_OTHERS' } as const;
    const driven = drive(stateWith({ shown: 'load', phases: { load: { tag: 'failed', error } } })).press('advance');
    expect(driven.state.stage.overlay).toMatchObject({ asked: { for: 'adopt' } });
  });
});

describe('the lease', () => {
  const lease: Lease = { show: 'b', host: 'stage', pid: 7, since: NOW - 900_000, renewedAt: NOW, ageMs: 61_000 };
  const held = (standing: 'others' | 'stale', shown: Step = 'load', phases = {}) =>
    stateWith({
      shown,
      phases,
      armed: ARMED,
      asides: { ...looking(), lease: { run: 92, latest: { standing, lease } } },
    });

  it('of another that went stale is taken over by a y alone, and exactly that one', () => {
    const driven = drive(held('stale')).press('advance');
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'take-lease' });
    driven.press('submit', 'advance');
    expect(driven.takeEffects()).toEqual([]);
    driven.press('yes');
    expect(starts(driven)).toMatchObject([{ step: 'load', input: { takeover: lease } }]);
    const again = drive(held('stale')).press('advance', 'yes');
    again.tell({ type: 'finished', step: 'load', run: runOf(again.state, 'load'), result: RESULTS.load });
    const other = { ...lease, renewedAt: NOW + 1 };
    again.tell({ type: 'aside-told', aside: 'lease', run: 92, facts: { standing: 'stale', lease: other } });
    again.press('again', 'yes');
    expect(again.state.stage.overlay).toEqual({ tag: 'confirm', question: 'take-lease' });
  });

  it('that is lost stops what writes', () => {
    const ours = held('others', 'delete', { delete: running<'delete'>() });
    const driven = drive({ ...ours, asides: { lease: { run: 92, latest: { standing: 'ours' } } } });
    driven.tell({ type: 'aside-told', aside: 'lease', run: 92, facts: { standing: 'others', lease } });
    expect(driven.state.show.phases.delete).toMatchObject({ tag: 'running', stopping: true });
    expect(driven.takeEffects()).toEqual([{ type: 'abort', run: 1 }]);
    expect(driven.state.stage.flash?.reason).toBe('lease-lost');
  });

  it('is left alone from the request of a restore to its verdict, and looked at again then', () => {
    const driven = drive(stateWith({ shown: 'restore', results: RESULTS, armed: ARMED }));
    driven.tell({ type: 'opened' });
    driven.tell({ type: 'aside-told', aside: 'target', run: driven.state.asides.target!.run, facts: TARGET });
    driven.tell({ type: 'aside-told', aside: 'survey', run: driven.state.asides.survey!.run, facts: SURVEY });
    driven.press('advance').tell({ type: 'type', text: 'rehearsal' });
    const before = driven.state.asides.lease!.run;
    driven.takeEffects();
    driven.press('submit');
    expect(driven.state.asides.lease).toBeUndefined();
    expect(driven.takeEffects()).toContainEqual({ type: 'abort', run: before });
    const error = { kind: 'refused', message: 'no', nextSteps: [] } as const;
    const run = runOf(driven.state, 'restore');
    driven.tell({ type: 'errored', step: 'restore', run, error, verdictOut: false });
    expect(driven.takeEffects()).toContainEqual(expect.objectContaining({ aside: 'lease', input: { hold: true } }));
  });

  it('is not looked for when a restore has failed, but databases of others that came back with it are asked for', () => {
    const driven = drive(stateWith({ shown: 'restore', about: LIVE, results: RESULTS, armed: ARMED }));
    driven.tell({ type: 'opened' });
    driven.tell({ type: 'aside-told', aside: 'target', run: driven.state.asides.target!.run, facts: TARGET });
    driven.tell({ type: 'aside-told', aside: 'survey', run: driven.state.asides.survey!.run, facts: SURVEY });
    driven.press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit');
    expect(driven.state.asides.target).toBeUndefined();
    const error = { kind: 'refused', message: 'BROKEN', nextSteps: [] } as const;
    driven.tell({ type: 'errored', step: 'restore', run: runOf(driven.state, 'restore'), error, verdictOut: true });
    const { target } = driven.state.asides;
    driven.tell({ type: 'aside-told', aside: 'target', run: target!.run, facts: { ...TARGET, foreign: FOREIGN } });
    driven.tell({ type: 'aside-told', aside: 'survey', run: driven.state.asides.survey!.run, facts: SURVEY });
    driven.press('advance');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', asked: { for: 'arm' } });
    driven.tell({ type: 'type', text: 'orders users' }).press('submit');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', asked: { for: 'restore' } });
    expect(driven.state.asides.lease).toBeUndefined();
    driven.press('cancel', 'back');
    expect(driven.state.asides.target).toBeUndefined();
  });
});
