type IsBefore = (a: number, b: number) => boolean;

/** Merges the ascending stretches `from[a..b)` and `from[b..c)` into `into[a..c)`. */
function merge(from: Int32Array, into: Int32Array, a: number, b: number, c: number, isBefore: IsBefore): void {
  let left = a;
  let right = b;
  for (let at = a; at < c; at++) {
    const takeRight = left === b || (right < c && isBefore(from[right]!, from[left]!));
    into[at] = takeRight ? from[right++]! : from[left++]!;
  }
}

/** Sorts by merging the stretches that are ascending already: a load in flight twice arrives as a few hundred of them. */
function sortByRuns(items: Int32Array, isBefore: IsBefore): Int32Array {
  let from = items;
  let into: Int32Array = new Int32Array(items.length);
  let starts = [0];
  for (let at = 1; at < from.length; at++) if (isBefore(from[at]!, from[at - 1]!)) starts.push(at);
  while (starts.length > 1) {
    const merged: number[] = [];
    for (let run = 0; run < starts.length; run += 2) {
      const end = starts[run + 2] ?? from.length;
      merge(from, into, starts[run]!, starts[run + 1] ?? end, end, isBefore);
      merged.push(starts[run]!);
    }
    [from, into] = [into, from];
    starts = merged;
  }
  return from;
}

/** `order` holds the slots 0 to its length, sorted; the answer holds 0 to `size`, sorted. What came since is sorted alone first. */
export function extendOrder(order: Int32Array, size: number, isBefore: IsBefore): Int32Array {
  if (order.length === size) return order;
  const added = sortByRuns(
    Int32Array.from({ length: size - order.length }, (_, k) => order.length + k),
    isBefore,
  );
  const joined = new Int32Array(size);
  joined.set(order);
  joined.set(added, order.length);
  if (order.length === 0 || !isBefore(added[0]!, order.at(-1)!)) return joined;
  const sorted = new Int32Array(size);
  merge(joined, sorted, 0, order.length, size, isBefore);
  return sorted;
}
