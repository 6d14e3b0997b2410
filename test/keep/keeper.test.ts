import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JournalLine } from '../../src/keep/journal.ts';
import { createKeeper, createNoKeeper } from '../../src/keep/keeper.ts';
import { createRecorder, readRecording } from '../../src/keep/recording.ts';
import type { LineFile } from '../../src/line-file.ts';
import { openLineFile } from '../../src/line-file.ts';
import type { Event } from '../../src/wizard/events.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { NOW, SAMPLE } from '../helpers/states.ts';

const event = (body: object, realAt = NOW): Event => ({ type: 'nothing-due', realAt, storyAt: NOW, ...body }) as Event;
const showed = (step: 'load' | 'delete' | 'restore') => ({ type: 'showed', step }) as const;

/** A file on a disk that a test fills and empties. */
function onDisk() {
  const disk = { full: false, lines: [] as JournalLine[], flushes: 0 };
  const file: LineFile = {
    append(value) {
      if (disk.full) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      disk.lines.push(value as JournalLine);
    },
    flush: () => Promise.resolve(),
    flushNow: () => void (disk.flushes += 1),
    close: () => undefined,
  };
  return { disk, file };
}

it('keeps what could not be written, in its place, and writes it once there is room', () => {
  const { disk, file } = onDisk();
  const keeper = createKeeper(file, createRecorder(file));
  expect(keeper.keep([showed('load')], event({}), false)).toBeUndefined();
  disk.full = true;
  expect(keeper.keep([showed('delete')], event({}), true)).toBe('ENOSPC: no space left on device');
  expect(keeper.keep([], event({}), false)).toContain('ENOSPC');
  disk.full = false;
  expect(keeper.keep([showed('restore')], event({}), true)).toBeUndefined();
  expect(disk.lines.map(({ event }) => 'step' in event && event.step)).toEqual(['load', 'delete', 'restore']);
  expect(disk.flushes).toBe(1);
});

it('says from then on what else is not kept any more', () => {
  const { file } = onDisk();
  const keeper = createKeeper(file, createRecorder(file));
  keeper.lose('the world is not kept');
  expect(keeper.keep([showed('load')], event({}), false)).toBe('the world is not kept');
  expect(createNoKeeper('EROFS').keep([], event({}), true)).toBe('EROFS');
});

it('records once a second of each kind, and gives it back', () => {
  const path = join(temporaryFolder(), 'recording.jsonl');
  const recorder = createRecorder(openLineFile(path, 0));
  for (let k = 0; k < 30; k++) {
    const realAt = NOW + k * 100;
    recorder.hear(event({ type: 'aside-told', aside: 'watch', run: 1, facts: SAMPLE }, realAt));
    recorder.hear(event({ type: 'progressed', step: 'stats', run: 2, progress: { ids: k } }, realAt));
    recorder.hear(event({ type: 'intent', intent: 'help' }, realAt));
  }
  recorder.close();
  const { lines } = readRecording(path);
  expect(lines.map(({ event }) => event.type)).toEqual(
    Array.from({ length: 3 }, () => ['sampled', 'progressed']).flat(),
  );
  expect(lines.at(-1)?.event).toMatchObject({ step: 'stats', progress: { ids: 20 } });
  expect(readRecording(join(path, 'none'))).toEqual({ lines: [], bytes: 0 });
});

it('writes nothing more once it is closed, least of all into a file that has the number of its own by then', () => {
  const folder = temporaryFolder();
  const recorder = createRecorder(openLineFile(join(folder, 'recording.jsonl'), 0));
  const keeper = createKeeper(openLineFile(join(folder, 'journal.jsonl'), 0), recorder);
  keeper.close();
  const others = ['one', 'two'].map((name) => openLineFile(join(folder, name), 0));
  expect(keeper.keep([showed('load')], event({}), true)).toBe('the show is closed');
  keeper.note({ type: 'left' }, event({}));
  keeper.hear(event({ type: 'progressed', step: 'stats', run: 2, progress: { ids: 1 } }));
  keeper.close();
  for (const other of others) other.append(1);
  for (const other of others) other.close();
  expect(readFileSync(join(folder, 'one'))).toEqual(readFileSync(join(folder, 'two')));
  expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).toBe('');
});
