import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openLineFile, parseLines, readLines, toLine } from '../src/line-file.ts';
import { temporaryFolder } from './helpers/folder.ts';

const inFolder = (): string => join(temporaryFolder(), 'lines');

it('gives back what was appended, in order, and goes on after what was kept', async () => {
  const path = inFolder();
  const first = openLineFile(path, 0);
  first.append({ a: 1 });
  first.append(['é\n', null]);
  first.flushNow();
  first.close();
  const { values, bytes, end } = readLines(path);
  expect([values, end]).toEqual([[{ a: 1 }, ['é\n', null]], { tag: 'whole' }]);
  const again = openLineFile(path, bytes);
  again.append(3);
  await again.flush();
  again.close();
  expect(readLines(path).values).toEqual([{ a: 1 }, ['é\n', null], 3]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('reads what a kill at any byte has left, up to the last whole line', () => {
  const lines = [toLine({ step: 'delete' }), toLine('é'), toLine([1, 2])];
  const content = Buffer.from(lines.join(''));
  const ends = lines.map((_, k) => Buffer.byteLength(lines.slice(0, k + 1).join('')));
  for (let cut = 0; cut <= content.length; cut++) {
    const whole = ends.filter((end) => end <= cut).length;
    const { values, bytes, end } = parseLines(content.subarray(0, cut));
    expect([values.length, bytes]).toEqual([whole, ends[whole - 1] ?? 0]);
    expect(end.tag).toBe(bytes === cut ? 'whole' : 'torn');
  }
});

it('trusts nothing behind a byte that was changed', () => {
  const lines = [toLine({ a: 1 }), toLine({ b: 'two' }), toLine({ c: 3 })];
  const content = Buffer.from(lines.join(''));
  const check = fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const changed = Buffer.from(content);
    changed[at]! ^= change;
    const { values, end } = parseLines(changed);
    expect(values.length).toBeLessThan(3);
    expect(end.tag).not.toBe('whole');
    expect([{ a: 1 }, { b: 'two' }].slice(0, values.length)).toEqual(values);
  });
  fc.assert(check, { seed: 20_261_124, numRuns: 500 });
});

it('cuts off what was torn before it appends', () => {
  const path = inFolder();
  writeFileSync(path, `${toLine(1)}${toLine(2).slice(0, -3)}`);
  const { bytes, end } = readLines(path);
  expect(end).toEqual({ tag: 'torn' });
  const file = openLineFile(path, bytes);
  file.append(3);
  file.close();
  expect(readLines(path)).toMatchObject({ values: [1, 3], end: { tag: 'whole' } });
  expect(readFileSync(path, 'utf8')).toBe(toLine(1) + toLine(3));
});

it('throws an error of its own once it is closed, and leaves the file alone that has its number by then', async () => {
  const path = inFolder();
  const file = openLineFile(path, 0);
  file.close();
  const other = openLineFile(`${path}.other`, 0);
  expect(() => file.append('late')).toThrow(`${path} is closed`);
  expect(() => file.flushNow()).toThrow('is closed');
  await expect(file.flush()).rejects.toThrow('is closed');
  file.close();
  other.append('mine');
  other.close();
  expect(readLines(`${path}.other`).values).toEqual(['mine']);
});
