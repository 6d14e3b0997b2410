import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../../src/proof/facts.ts';
import type { Phase } from '../../../src/wizard/show.ts';
import type { Survey } from '../../../src/wizard/asides.ts';
import type { Outlook } from '../../../src/proof/history.ts';
import { at } from '../../helpers/break-cases.ts';
import * as states from '../../helpers/break-states.ts';
import { drawScreen } from '../../helpers/draw.ts';
import { COVERAGE, DONE, FAILED, NOW, OP_TIME, running, watching } from '../../helpers/states.ts';

const BRIEFING: Phase<'restore'> = { tag: 'briefing' };

function choosing(survey: Partial<Survey> = {}, size = {}): string {
  return drawScreen(at('restore', BRIEFING, { results: states.BROKEN, asides: states.choosing(survey) }), size);
}

const covered = (coverage: Coverage): Partial<Survey> => ({ side: { ...states.SURVEY.side, coverage } });

describe('while the point is chosen', () => {
  it('tells the point, what it brings back, and that now is frozen', () => {
    const text = choosing();
    expect(text).toMatch(/now is frozen at [\d:]+/);
    expect(text).toMatch(/before the first delete +now, exact at/);
    expect(text).toMatch(/Restore point +before [\d:]+ +one minute back/);
    expect(text).toContain(`14:02:27 UTC, before Timestamp(${OP_TIME.t - 60}, 0)`);
    expect(text).toMatch(/Brings back +4,137 documents, 516,628 in total/);
    expect(text).toMatch(/Stay deleted +812 deleted before the point/);
  });

  it('gives the date and time to type into the dialog of Ops Manager, with its zone and in UTC', () => {
    expect(choosing()).toMatch(/In Ops Manager +type 2026-11-2[345] [\d:]{8}.*(\(14:02:27 UTC\)|UTC)/);
    expect(choosing()).toContain('Continuous Backup → Restore or Download → PITR → restorable time ranges');
    const opTimePoint = states.CANDIDATES.filter(({ name }) => name === 'between-iterations');
    expect(choosing({ candidates: opTimePoint })).toContain(
      `type the oplog timestamp ${OP_TIME.t - 80}, increment 1017`,
    );
  });

  it('says why the first delete was preselected, and by how much a point was moved', () => {
    const candidates = states.CANDIDATES.map((candidate) =>
      candidate.name === 'minute-back'
        ? { ...candidate, outlook: { tag: 'known', total: 1, returns: 0, stayDeleted: 9 } as const }
        : { ...candidate, movedS: -3 },
    );
    const text = choosing({ candidates });
    expect(text).toContain('just before the first delete');
    expect(text).toContain('one minute back brings nothing back; moved 3 s off a batch');
  });

  it('says what cannot be known of a point', () => {
    const outlook: Outlook = {
      tag: 'uncertain',
      because: 'unknown-delete',
      certain: 515_628,
      uncertain: 1000,
      returns: 4137,
      stayDeleted: 812,
    };
    const candidates = [{ ...states.CANDIDATES[0]!, outlook }];
    expect(choosing({ candidates })).toMatch(
      /Brings back +at least 4,137, 515,628 in total; 1,000 more or not[^]*Not certain +a delete was sent and never answered/,
    );
  });

  it('offers the other points, all of them where there is room', () => {
    expect(choosing()).toMatch(/Or with t +just before the first delete, [\d:]+: 4,949 return/);
    const roomy = choosing({}, { height: 33 });
    expect(roomy).toMatch(/between two iterations, [\d:]+: 3,949 return/);
    expect(roomy).toContain('│ restore point');
  });

  it('opens when the oplog is there', () => {
    expect(choosing()).toMatch(/✓ Open +its oplog is there; Enter asks for the set's name/);
    expect(choosing(covered({ tag: 'unknown' }))).toMatch(/✓ Open +not certain: gaps are not told/);
  });

  it('says what would open a closed guard', () => {
    const short = { tag: 'ranges', ranges: states.rangesUntil(OP_TIME.t - 67) } as const;
    expect(choosing(covered(short))).toMatch(/✗ Not yet +oplog reaches [\d:]+, not yet [\d:]+: wait about 7 s/);
    expect(choosing(covered({ tag: 'ranges', ranges: [] }))).toContain('before the next complete snapshot');
    expect(choosing({ newest: { t: OP_TIME.t - 90, i: 1 } })).toContain('is still to come');
    const working = states.SURVEY.side.automation!.processes.map((process) => ({ ...process, achieved: 11 }));
    const side = { ...states.SURVEY.side, coverage: COVERAGE, automation: { goal: 12, processes: working } };
    expect(choosing({ side })).toContain('agents still work on 3 processes');
  });

  it('says that it looks, that the delete is drained, or why the backup side cannot be read', () => {
    const around = { results: states.BROKEN };
    expect(drawScreen(at('restore', BRIEFING, around))).toContain('Looking at the backup side');
    const draining = { ...around, phases: { delete: running<'delete'>(states.DELETING, { stopping: true }) } };
    expect(drawScreen(at('restore', BRIEFING, draining))).toContain('The delete is being stopped');
    const failed = drawScreen(at('restore', BRIEFING, { ...around, asideErrors: { survey: FAILED.error } }));
    expect(failed).toMatch(/The backup side could not be looked at\n✗ Nobody answered/);
  });
});

describe('while it restores', () => {
  const restoring = (change = {}, size = {}): string =>
    drawScreen(at('restore', running<'restore'>({ ...states.RESTORING, ...change })), size);

  it('says what it waits for before the first look', () => {
    expect(drawScreen(at('restore', running<'restore'>()))).toContain('Waiting for the majority commit');
  });

  it('runs the clock from the acceptance', () => {
    // 193 s after the request, 192 s after the acceptance: 03:12.
    expect(restoring()).toContain('███ ███   ██  ███');
    expect(restoring({ stages: states.stagesUntil('requested', 9000) })).toContain('███ ███   ███ ███');
  });

  it('ticks only what was observed', () => {
    const text = restoring({ stages: states.stagesUntil('primary-elected', 290_000, ['replacing']) });
    expect(text).toMatch(/✓ Members down +[\d:]{8} {2}03:57/);
    expect(text).toMatch(/• Replacing and replaying +not observed yet/);
    expect(text).toMatch(/→ Primary elected, timer stops +[\d:]{8} {2}00:07/);
    expect(text).toMatch(/• Goal reached\s/);
  });

  it('says of each member in words whether it is up', () => {
    expect(restoring()).toMatch(/127\.0\.0\.1:28001 ✗ down/);
    expect(restoring({ members: watching().watch.latest!.members })).toMatch(/127\.0\.0\.1:28001 ✓ primary/);
  });

  it('names the moves that the agents have left, and when anything last changed', () => {
    const text = restoring();
    expect(text).toContain('2 agents: 2 of 5 done; left: replace data files');
    expect(text).toContain('rehearsal_1: 3 of 5 done; left: replay oplog to point, start');
    expect(text).toContain('last change 12 s ago');
  });

  it('says how little the state of the job means', () => {
    expect(restoring()).toContain('Job FINISHED: for a point in time this only means that the job was created');
  });

  it('shows the words with which a point was refused as too fresh', () => {
    const waitingFor = {
      because: 'too-fresh',
      words: 'Invalid restore point',
      attempts: 7,
      until: NOW + 60_000,
    } as const;
    expect(restoring({ waitingFor })).toContain('Not accepted yet: Invalid restore point. Asked 7 times');
  });

  it('goes on when a look fails, and says so', () => {
    expect(restoring({ trouble: 'no answer' })).toContain('The last look failed, the restore goes on: no answer');
  });

  it('never ticks what happens inside the agents', () => {
    for (const size of [{}, { height: 33 }, { width: 160 }]) {
      const text = restoring({}, size);
      expect(text).toMatch(/Inside.*not observable/);
      expect(text).not.toMatch(/[✓→] (Inside|restore the files|start mongod|apply the|replay the|stop exactly)/);
    }
  });

  it('says beside the clock how long it took before', () => {
    const words = restoring()
      .split('\n')
      .map((line) => line.slice(17, 28).trim())
      .join(' ');
    expect(words).toContain('usually 4 to 6 min, 3 shows');
    expect(choosing()).toMatch(/Takes +usually 4 to 6 min, 3 shows/);
  });

  it('says where it is cancelled', () => {
    expect(restoring()).toContain('Backup → Restore History → Cancel');
    const waitingFor = { because: 'too-fresh', words: 'not yet', attempts: 7, until: NOW } as const;
    expect(restoring({ waitingFor })).not.toContain('Restore History → Cancel');
  });
});

it('stops the clock at the primary, and gives the laps', () => {
  const text = drawScreen(at('restore', DONE, { results: states.MENDED }));
  expect(text).toContain('███ █ █   █ █ ███');
  expect(text).toMatch(/Writable primary +4 min 42 s +after the acceptance/);
  expect(text).toMatch(/Goal reached +5 min 00 s/);
  expect(text).toMatch(/Verdict +not yet: whether all is back, only verify tells/);
  const proved = at('restore', DONE, { results: states.PROVED, phases: { verify: { tag: 'done', at: NOW } } });
  expect(drawScreen(proved)).toMatch(/Verdict +5 min 29 s +after the acceptance/);
});

it('keeps the point on screen below an error', () => {
  const failed = at('restore', FAILED, { results: states.BROKEN, asides: states.choosing() });
  expect(drawScreen(failed)).toMatch(/✗ Nobody answered[^]*Restore point/);
});
