const MINUTE_MS = 60_000;

/** How long the same took in earlier shows of the same set, in whole minutes; the newest of them last. */
export function usualLine(pastMs: readonly number[]): string {
  const minutes = pastMs.map((ms) => Math.max(1, Math.round(ms / MINUTE_MS)));
  const [least, most] = [Math.min(...minutes), Math.max(...minutes)];
  if (minutes.length === 0) return 'no history yet';
  if (minutes.length === 1) return `${least} min the last time, 1 show`;
  return `usually ${least === most ? '' : `${least} to `}${most} min, ${minutes.length} shows`;
}
