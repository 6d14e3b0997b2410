import { describe, expect, it } from 'vitest';
import type { Guard } from '../../../src/proof/guard.ts';
import type { NotKnown } from '../../../src/proof/history.ts';
import { DELETE, goneOf, minuteBackLine, untilLine } from '../../../src/wizard/copy/delete.ts';
import * as restore from '../../../src/wizard/copy/restore.ts';
import * as run from '../../../src/wizard/copy/restore-run.ts';
import { equalLine, halvesLine, VERIFY } from '../../../src/wizard/copy/verify.ts';
import { zone } from '../../../src/wizard/copy/words.ts';
import { lostLine, WRAP } from '../../../src/wizard/copy/wrap.ts';
import * as states from '../../helpers/break-states.ts';
import { NOW, OP_TIME, SNAPSHOT } from '../../helpers/states.ts';

/** Room beside the labels of the smallest restore screen. */
const VALUE_WIDTH = 59;

describe('one line of a step that works', () => {
  it('tells how far the delete has come', () => {
    expect(DELETE.working(states.DELETING, NOW)).toBe(
      'Deleting: iteration 3, 2,000 of 5,072; 12,297 deleted, 505,143 left',
    );
    const { baseline: _none, ...before } = states.DELETING;
    expect(DELETE.working(before, NOW)).toContain('Taking the baseline');
  });

  it('tells the stage of the restore and its clock, or why it is not accepted', () => {
    expect(restore.RESTORE.working(states.RESTORING, NOW)).toBe('Restoring: replacing and replaying, 03:12');
    const waitingFor = { because: 'too-fresh', words: 'too fresh', attempts: 7, until: NOW + 60_000 } as const;
    expect(restore.RESTORE.working({ ...states.RESTORING, waitingFor }, NOW)).toMatch(
      /^Not accepted yet: too fresh\. Asked 7 times, until \d\d:\d\d:27; Esc stops it$/,
    );
    expect(restore.RESTORE.working({ ...states.RESTORING, stages: [] }, NOW)).toContain('closing our writers, 00:00');
  });

  it('tells what is read and then compared', () => {
    expect(VERIFY.working({ ...states.READING, ids: 5, of: 10 }, NOW)).toBe(
      'Reading every _id from the primary: 5 of 10',
    );
    expect(VERIFY.working({ ...states.READING, ids: 10, of: 10 }, NOW)).toMatch(/^Comparing/);
    expect(VERIFY.working({ ...states.READING, ids: 10, of: 0 }, NOW)).toBe('Reading every _id from the primary: 10');
  });

  it('tells what the wrap-up waits for', () => {
    expect(WRAP.working({ since: NOW - 61_000 }, NOW)).toBe('Reopening: snapshot asked for, 01:01');
    expect(WRAP.working({ since: NOW, snapshot: SNAPSHOT }, NOW)).toContain('waiting for its oplog');
  });
});

describe('one line of a step that is done', () => {
  it('begins with the word of the verdict', () => {
    expect(VERIFY.done(states.VERIFIED)).toBe(
      'VERIFIED 516,628 documents equal the expected set; 4,137 returned; 812 deleted before the point stay deleted',
    );
    expect(VERIFY.done(states.DIFFERENT)).toBe(
      'DIFFERENT 23 missing, 1 extra, 0 altered, of 516,628 documents expected',
    );
    expect(VERIFY.done(states.NOT_VERIFIED)).toMatch(/^COULD NOT VERIFY what should be there is not known: /);
  });

  it('says what was deleted, restored and reopened', () => {
    expect(DELETE.done(states.DELETED)).toBe('Deleted 12,297 documents in 3 iterations, 505,143 left');
    expect(DELETE.done({ ...states.DELETED, iterations: 1, unknown: 7 })).toMatch(
      /in 1 iteration, .*7 with unknown outcome$/,
    );
    expect(restore.RESTORE.done(states.RESTORED)).toMatch(
      /^Restored to [\d:]+: a writable primary 4 min 42 s after the acceptance$/,
    );
    expect(WRAP.done(states.REOPENED)).toMatch(/^Next show possible since \d\d:\d\d, after 10 min 40 s$/);
  });

  it('says both halves in grammar that fits one document', () => {
    expect(equalLine(1)).toBe('1 document equals the expected set');
    expect(halvesLine(1, 1)).toBe('1 returned; 1 deleted before the point stays deleted');
    expect(halvesLine(5, 0)).toBe('5 returned; none was deleted before the point');
  });
});

describe('the delete', () => {
  it('never rounds up to everything', () => {
    expect(goneOf(1_000_000, 1)).toBe('99.99 %');
    expect(goneOf(1_000_000, 0)).toBe('100.00 %');
    expect(goneOf(0, 0)).toBe('0.00 %');
  });

  it('says when it ends by itself', () => {
    expect(untilLine({ percent: 1, batch: 1, pauseMs: 0, iterations: 4 })).toMatch(/^4 iterations are through/);
    expect(untilLine({ percent: 1, batch: 1, pauseMs: 0 })).toMatch(/^stopped with Esc/);
  });

  it('knows that a point in the second after the baseline still has no delete before it', () => {
    const back = (secondsAfterBaseline: number): string =>
      minuteBackLine(1000, 1100, (1000 + 60 + secondsAfterBaseline) * 1000);
    expect(back(1)).toContain('before the deletes for 1 s more');
    expect(back(2)).toContain('among the deletes');
    expect(back(100)).toContain('among the deletes');
    expect(back(101)).toContain('after the last delete');
  });
});

describe('the guard', () => {
  const CLOSED: readonly Guard[] = [
    { tag: 'closed', because: 'future' },
    { tag: 'closed', because: 'no-snapshot' },
    { tag: 'closed', because: 'no-coverage' },
    { tag: 'closed', because: 'busy', left: 0 },
    { tag: 'closed', because: 'busy', left: 1 },
    { tag: 'closed', because: 'busy', left: 12 },
    { tag: 'closed', because: 'before-coverage', from: OP_TIME },
    { tag: 'closed', because: 'after-coverage', until: OP_TIME, waitS: 120 },
    { tag: 'closed', because: 'gap', from: OP_TIME, until: { t: OP_TIME.t + 600, i: 1 } },
  ];

  it('says for each reason what would open it, in a line that fits', () => {
    for (const guard of CLOSED) {
      const line = restore.guardLine(guard, states.POINT);
      expect(line.length, line).toBeLessThanOrEqual(VALUE_WIDTH);
      expect(line).toMatch(/wait|choose|before the next/);
    }
  });

  it('fits when it is open', () => {
    for (const certain of [true, false]) {
      expect(restore.guardLine({ tag: 'open', base: SNAPSHOT, certain }, states.POINT).length).toBeLessThanOrEqual(
        VALUE_WIDTH,
      );
    }
  });
});

describe('the restore point', () => {
  it('is written with the op time that the oplog is cut at', () => {
    expect(restore.alsoLine(states.POINT)).toBe(`14:02:27 UTC, before Timestamp(${OP_TIME.t - 60}, 0)`);
    expect(restore.alsoLine(states.OP_TIME_POINT)).toBe(`14:02:07 UTC, through Timestamp(${OP_TIME.t - 80}, 1017)`);
    expect(restore.alsoLine(states.OP_TIME_POINT).length).toBeLessThanOrEqual(VALUE_WIDTH);
  });

  it('is typed in a zone that is named', () => {
    const line = restore.typeLine(states.POINT);
    expect(line).toContain('14:02:27 UTC');
    expect(line).toContain(zone().split('/').at(-1));
    expect(line.length).toBeLessThanOrEqual(VALUE_WIDTH);
  });

  it('does not blame one minute back when the presenter chose another point', () => {
    const [, first] = states.CANDIDATES;
    expect(restore.whyLine(first!, states.CANDIDATES, true)).toEqual([]);
    expect(restore.whyLine(first!, states.CANDIDATES, false)).toHaveLength(1);
  });

  it('stays within its label whatever cannot be known', () => {
    for (const because of Object.keys(restore.NOT_KNOWN) as (keyof typeof restore.NOT_KNOWN)[]) {
      expect(restore.returnsLine({ tag: 'not-known', because: because as NotKnown }).length).toBeLessThanOrEqual(
        VALUE_WIDTH,
      );
    }
  });

  it('lies in ranges that are told newest last, with their day when that is not today', () => {
    const range = (start: number, end: number) => ({ start: { t: start, i: 1 }, end: { t: end, i: 1 } });
    const { t } = OP_TIME;
    const ranges = [range(t - 200_000, t - 190_000), range(t - 100_000, t - 90_000), range(t - 100, t - 10)];
    const line = restore.rangesLine({ tag: 'ranges', ranges }, NOW);
    expect(line).toMatch(/^\d\d Nov [\d:]{8} to \d\d Nov [\d:]{8}, then [\d:]{8} to [\d:]{8}, and 1 older$/);
    expect(restore.rangesLine({ tag: 'unknown' }, NOW)).toContain('cannot tell');
    expect(restore.rangesLine({ tag: 'ranges', ranges: [] }, NOW)).toBe('nothing yet');
  });
});

describe('the agents', () => {
  const moves = { process: 'a', seen: ['StopForRestore', 'Start'], left: ['Start'], atGoal: false };

  it('are quoted in their own words, spaced', () => {
    expect(run.movesLine(moves)).toBe('1 of 2 done; left: start');
    expect(run.movesLine({ ...moves, left: [] })).toBe('2 of 2 done');
    expect(run.movesLine({ ...moves, seen: [], left: [] })).toBe('no plan yet');
    expect(run.movesLine({ ...moves, atGoal: true })).toBe('✓ goal reached');
    expect(run.movesLine({ ...moves, error: 'disk full' })).toBe('✗ disk full');
    expect(run.moveName('WaitAllRsMembersUp')).toBe('wait all rs members up');
  });

  it('do not make more of a job than it is', () => {
    expect(run.jobLine({ ...states.JOB, stateName: 'IN_PROGRESS' })).toBe('Job IN_PROGRESS');
    expect(run.jobLine(states.JOB)).toContain('only means that the job was created');
  });
});

it('starts the clock at the acceptance and stops it at the primary', () => {
  expect(run.timerMs(states.stagesUntil('requested', 5000), NOW)).toBeUndefined();
  expect(run.timerMs(states.stagesUntil('accepted', 5000), NOW)).toBe(4000);
  expect(run.timerMs(states.stagesUntil('goal-reached', 900_000), NOW)).toBe(282_000);
});

it('counts as lost only what is missing', () => {
  expect(lostLine(states.VERIFIED.verdict)).toBe('0 documents');
  expect(lostLine(states.DIFFERENT.verdict)).toBe('23 documents');
  expect(lostLine(states.NOT_VERIFIED.verdict)).toBe(lostLine(undefined));
});
