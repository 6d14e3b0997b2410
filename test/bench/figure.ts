/** Something measured, what was wanted of it, and what else was measured in the same run to judge it by. */
export interface Figure {
  readonly what: string;
  /** Undefined where this machine has no way to measure it. */
  readonly value: number | undefined;
  readonly unit: string;
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number };
  readonly beside?: { readonly what: string; readonly value: number | undefined };
}

/** Of at least one value; `part` 0.5 is the median. */
export function quantile(values: readonly number[], part = 0.5): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

/** What stands between the runs of each alternative changes with the machine: taking turns lets both have the same of it. */
export async function takeTurns(
  rounds: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<readonly [number, number]> {
  const ones: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ones.push(await one());
    others.push(await other());
  }
  return [quantile(ones), quantile(others)];
}

function toShown(value: number | undefined, unit: string): string {
  if (value === undefined) return 'not measured';
  const digits = value < 100 ? 1 : 0;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

function toCells({ what, value, unit, aim, beside }: Figure): readonly string[] {
  const aimed = aim && ('atMost' in aim ? `<= ${toShown(aim.atMost, unit)}` : `>= ${toShown(aim.atLeast, unit)}`);
  const times = value !== undefined && beside?.value ? value / beside.value : undefined;
  return [
    what,
    toShown(value, unit),
    aimed ?? '',
    times === undefined ? '' : `${times < 1 ? times.toFixed(2) : times.toFixed(times < 10 ? 1 : 0)} x`,
    beside ? `${beside.what}: ${toShown(beside.value, unit)}` : '',
  ];
}

export function toTable(figures: readonly Figure[]): string {
  const rows = [['figure', 'measured', 'aim', 'ratio', 'beside it, in the same run'], ...figures.map(toCells)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isFigure = (column: number): boolean => column >= 1 && column <= 3;
  const toLine = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isFigure(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return rows.map(toLine).join('\n');
}
