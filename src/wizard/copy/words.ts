import type { OpTime, RestorePoint } from '../../proof/op-time.ts';
import { instantOf } from '../../proof/op-time.ts';

const FIGURES = new Intl.NumberFormat('en-US');
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** `517,440`. */
export function figures(value: number): string {
  return FIGURES.format(Math.round(value));
}

/** `4,137 documents`, `1 document`. */
export function documents(count: number): string {
  return `${figures(count)} ${count === 1 ? 'document' : 'documents'}`;
}

/** Decimal units, three significant figures or two decimals: `8.48 GB`, `16.4 KB`. */
export function bytes(value: number): string {
  const power = value < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  const decimals = power === 0 ? 0 : scaled < 100 && power >= 3 ? 2 : scaled < 100 ? 1 : 0;
  return `${scaled.toFixed(decimals)} ${UNITS[power]}`;
}

/** `58.3 MB/s`. */
export function rate(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`;
}

/** `0.4 s`, `12 s`, `5 min 12 s`, `1 h 04 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** `05:12`, or `1:05:12`, for a running timer. */
export function timer(ms: number): string {
  const whole = Math.floor(Math.max(0, ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole < 3600 ? minutes : `${Math.floor(whole / 3600)}:${minutes}`;
}

/** `14:03:27`, in the presenter's zone. */
export function time(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour12: false });
}

/** `2026-11-24 14:03:27`, in the presenter's zone. */
export function dateTime(at: number): string {
  return `${new Date(at).toLocaleDateString('sv-SE')} ${time(at)}`;
}

/** `2026-11-24 13:03:27 UTC`. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The presenter's zone: `Europe/Paris`. */
export function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** An op time as MongoDB writes it: `Timestamp(1764000000, 4)`. */
export function opTime({ t, i }: OpTime): string {
  return `Timestamp(${t}, ${i})`;
}

/** The instant of a restore point in the presenter's zone, with what its edge means. */
export function point(of: RestorePoint): string {
  const at = time(instantOf(of));
  return of.form === 'second' ? `before ${at}` : `through ${at}, entry ${of.at.i}`;
}
