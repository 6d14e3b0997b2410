import { NOW } from './columns.ts';
import { compareIds, idOfRaw, type Id } from './ids.ts';

interface Version {
  readonly id: Id;
  readonly raw: Buffer;
  readonly born: number;
  died: number;
  /** The version of the same `_id` before this one, or -1. */
  readonly earlier: number;
}

/** Small documents kept as they came, versioned like the columns. Versions are numbered from zero. */
export interface WholeDocuments {
  readonly live: number;
  readonly liveBytes: number;
  /** Of all versions, dead ones included. */
  readonly heldBytes: number;
  /** Grows with every change. */
  readonly changes: number;
  /** False when a live document has this `_id`. */
  add(raw: Buffer, born: number): boolean;
  /** The version that was alive at `at`, or -1. */
  find(id: Id, at: number): number;
  remove(version: number, died: number): void;
  /** Versions that were alive at `at`, by ascending `_id`. */
  ascending(at: number): number[];
  id(version: number): Id;
  raw(version: number): Buffer;
  isLive(version: number): boolean;
  cutTo(cut: number): void;
}

export function createWholeDocuments(): WholeDocuments {
  let versions: Version[] = [];
  let newest = new Map<string, number>();
  /** All versions by `_id`, as far as they have been sorted. */
  let order: number[] = [];
  let live = 0;
  let liveBytes = 0;
  let heldBytes = 0;
  let changes = 0;

  function enter(version: Omit<Version, 'earlier'>): void {
    const earlier = newest.get(version.id.key) ?? -1;
    newest.set(version.id.key, versions.push({ ...version, earlier }) - 1);
    heldBytes += version.raw.length;
    if (version.died !== Infinity) return;
    live += 1;
    liveBytes += version.raw.length;
  }

  const isAlive = ({ born, died }: Version, at: number): boolean => born <= at && at < died;

  function find(id: Id, at: number): number {
    let version = newest.get(id.key) ?? -1;
    while (version >= 0 && versions[version]!.born > at) version = versions[version]!.earlier;
    return version >= 0 && isAlive(versions[version]!, at) ? version : -1;
  }

  /** Sorting again what is sorted but for its end takes hardly more than one look at each. */
  function toOrder(): readonly number[] {
    if (order.length === versions.length) return order;
    for (let version = order.length; version < versions.length; version++) order.push(version);
    return order.sort((a, b) => compareIds(versions[a]!.id, versions[b]!.id));
  }

  return {
    get live() {
      return live;
    },
    get liveBytes() {
      return liveBytes;
    },
    get heldBytes() {
      return heldBytes;
    },
    get changes() {
      return changes;
    },
    add(raw, born) {
      const id = idOfRaw(raw);
      if (find(id, NOW) >= 0) return false;
      enter({ id, raw, born, died: Infinity });
      changes += 1;
      return true;
    },
    find,
    remove(version, died) {
      const gone = versions[version]!;
      gone.died = died;
      live -= 1;
      liveBytes -= gone.raw.length;
      changes += 1;
    },
    ascending: (at) => toOrder().filter((version) => isAlive(versions[version]!, at)),
    id: (version) => versions[version]!.id,
    raw: (version) => versions[version]!.raw,
    isLive: (version) => versions[version]!.died === Infinity,
    cutTo(cut) {
      const before = versions.filter(({ born }) => born < cut);
      versions = [];
      order = [];
      newest = new Map();
      live = liveBytes = heldBytes = 0;
      changes += 1;
      for (const version of before) enter({ ...version, died: version.died < cut ? version.died : Infinity });
    },
  };
}
