import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { PickerOverlay } from '../../../components/overlays/PickerOverlay.tsx';
import { pickRows } from '../../../components/parts/pick-plot.ts';
import type { Picker } from '../../../src/wizard/picker.ts';
import type { Survey } from '../../../src/wizard/asides.ts';
import { at } from '../../helpers/break-cases.ts';
import * as states from '../../helpers/break-states.ts';
import { BODY, drawLines, drawScreen } from '../../helpers/draw.ts';
import { NOW, OP_TIME, SNAPSHOT } from '../../helpers/states.ts';

const HERE: Picker = { tag: 'picker', point: states.POINT, movedS: 0 };

function lines(
  picker: Partial<Picker> = {},
  survey: Partial<Survey> = {},
  size: { width: number; height: number } = BODY,
) {
  const state = at('restore', { tag: 'briefing' }, { results: states.BROKEN, asides: states.choosing(survey) });
  const drawn = drawLines(
    createElement(PickerOverlay, { picker: { ...HERE, ...picker }, state, now: NOW, ...size }),
    size.width,
  );
  expect(drawn.length, drawn.join('\n')).toBeLessThanOrEqual(size.height);
  return drawn;
}
const draw = (...args: Parameters<typeof lines>): string => lines(...args).join('\n');

const covered = (t: number): Partial<Survey> => ({
  side: { ...states.SURVEY.side, coverage: { tag: 'ranges', ranges: states.rangesUntil(t) } },
});

describe('the picker', () => {
  it.each([BODY, { width: 96, height: 23 }, { width: 89, height: 33 }, { width: 170, height: 45 }])(
    'fits into $width x $height and cuts nothing off, whatever is said in it',
    (size) => {
      const pickers: Partial<Picker>[] = [
        {},
        { typed: '14:02:30' },
        { typed: '25:00', refused: 'no-time' },
        { refused: 'not-exact', movedS: -3 },
        { point: states.OP_TIME_POINT, movedS: 540 },
      ];
      for (const picker of pickers) expect(draw(picker, {}, size)).not.toContain('…');
      expect(draw({}, covered(OP_TIME.t - 67), size)).not.toContain('…');
    },
  );

  it('tells everything about the point that the arrows have come to', () => {
    const text = draw();
    expect(text).toMatch(/now is frozen at [\d:]{8}/);
    expect(text).toMatch(/Point +[\d:]{8} .*iteration 2/);
    expect(text).toContain(`before Timestamp(${OP_TIME.t - 60}, 0)`);
    expect(text).toMatch(/Brings back +[\d,]+ documents, [\d,]+ in total +[\d,]+ stay deleted/);
    expect(text).toMatch(/Starts from +the snapshot of [\d:]{8}, then 29 min 00 s of oplog/);
    expect(text).toMatch(/✓ Open +its oplog is there/);
  });

  it('names the other form of a point, and how far it was moved', () => {
    const text = draw({ point: states.OP_TIME_POINT, movedS: -3 });
    expect(text).toContain(`through Timestamp(${OP_TIME.t - 80}, 1017)  moved 3 s off a batch`);
    expect(draw({ movedS: 540 })).toContain('moved 540 s to be exact');
  });

  it('says what would open a point that cannot be asked for', () => {
    expect(draw({}, covered(OP_TIME.t - 67))).toMatch(
      /✗ Not yet +oplog reaches [\d:]+, not yet [\d:]+: wait about 7 s/,
    );
  });

  it('shows a time as it is typed, and why it is not gone to', () => {
    expect(draw({ typed: '14:0' })).toMatch(/Local time +14:0_ +HH:MM:SS, or HH:MM/);
    expect(draw({ typed: '23:59', refused: 'to-come' })).toMatch(/23:59_ +✗ after now, which is frozen at [\d:]{8}/);
  });
});

describe('its chart', () => {
  it('marks the point, the first delete, the end of the coverage and now, and explains only what it shows', () => {
    const text = draw({}, covered(OP_TIME.t - 30));
    expect(text).toContain('▲ point   D first delete   C coverage ends   N now   ╌ no oplog');
    expect(text).toMatch(/━━D━+▲━+C╌+N/);
    expect(draw({}, covered(OP_TIME.t + 30))).toContain('▲ point   D first delete   N now\n');
  });

  it('marks a base snapshot among the deletes', () => {
    const snapshots = [{ ...SNAPSHOT, created: { t: OP_TIME.t - 100, i: 1 } }];
    expect(draw({}, { side: { ...states.SURVEY.side, snapshots } })).toContain('S snapshot');
  });

  it('falls in steps from the first to the last plateau', () => {
    const input = {
      plateaus: [0, 1].map((k) => ({
        from: { t: k * 10, i: 0 },
        to: { t: k * 10 + 9, i: 0 },
        iteration: k,
        outlook: { tag: 'known', total: 10 - k, returns: 1 - k, stayDeleted: k } as const,
      })),
      counts: [],
      coverage: { tag: 'unknown' } as const,
      span: { from: 0, to: 19_000 },
      pointAt: 5000,
      ticks: [],
    };
    const { plot, axis, seen, column, most, least } = pickRows(input, 20, 2);
    const rows = plot.map((cells) => cells.join(''));
    expect([...rows[0]!].slice(0, 9)).toEqual([...'⠉⠉⠉⠉⠉⠉⠉⠉⠉']);
    expect([...rows[1]!].slice(11)).toEqual([...'⣀⣀⣀⣀⣀⣀⣀⣀⣀']);
    expect(rows[1]![column]).toBe('┃');
    expect(axis.join('')).toBe('─────▲──────────────');
    expect([seen, most, least]).toEqual([['point'], 10, 9]);
  });

  it('moves the point with its column and its time', () => {
    const early = lines({ point: { form: 'second', t: states.FIRST_DELETE_S } }).find((line) => line.includes('▲'))!;
    const late = lines({ point: { form: 'second', t: OP_TIME.t - 18 } }).find((line) => line.includes('▲'))!;
    expect(early.indexOf('▲')).toBeLessThan(late.indexOf('▲'));
  });
});

it('says on the screen that a point was picked by hand, and drops it for nothing but another', () => {
  const state = at('restore', { tag: 'briefing' }, { results: states.BROKEN, asides: states.choosing() });
  const point = { form: 'second', t: OP_TIME.t - 18 } as const;
  const picked = { ...state, stage: { ...state.stage, choice: { tag: 'picked', point, movedS: 0 } as const } };
  expect(drawScreen(picked)).toMatch(/Restore point +before [\d:]{8} +picked by hand/);
});
