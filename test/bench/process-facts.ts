import { readFileSync } from 'node:fs';

/** What Linux tells of a process (https://man7.org/linux/man-pages/man5/proc.5.html); undefined where there is no such file, or no such process any more. */
function readFact(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Of one clock tick, which Linux fixes for what it tells. */
const TICK_MS = 10;

/** Milliseconds of processor time so far, of all threads. */
export function cpuMs(pid: number): number | undefined {
  // The second field is a name in parentheses, which may hold blanks; user and system time are the fields 14 and 15.
  const fields = readFact(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

export interface Memory {
  readonly rssMegabytes: number;
  readonly peakMegabytes: number;
}

/** Resident memory, now and at most so far. */
export function memory(pid: number): Memory | undefined {
  const status = readFact(pid, 'status');
  const toMegabytes = (name: string): number =>
    (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status ?? '')?.[1]) * 1024) / 1e6;
  const read = { rssMegabytes: toMegabytes('VmRSS'), peakMegabytes: toMegabytes('VmHWM') };
  return Number.isNaN(read.rssMegabytes) ? undefined : read;
}
