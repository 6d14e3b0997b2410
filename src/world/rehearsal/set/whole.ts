import { compareIds, idOfRaw, type Id } from './ids.ts';

interface Version {
  readonly id: Id;
  readonly raw: Buffer;
  readonly born: number;
  died: number;
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
  /** The version that lives now, or -1. */
  find(id: Id): number;
  remove(version: number, died: number): void;
  /** Live versions by ascending `_id`. */
  ascending(): number[];
  id(version: number): Id;
  raw(version: number): Buffer;
  isLive(version: number): boolean;
  cutTo(cut: number): void;
}

export function createWholeDocuments(): WholeDocuments {
  let versions: Version[] = [];
  let newest = new Map<string, number>();
  let live = 0;
  let liveBytes = 0;
  let heldBytes = 0;
  let changes = 0;

  function enter(version: Version): void {
    newest.set(version.id.key, versions.push(version) - 1);
    heldBytes += version.raw.length;
    if (version.died !== Infinity) return;
    live += 1;
    liveBytes += version.raw.length;
  }

  function find(id: Id): number {
    const version = newest.get(id.key) ?? -1;
    return versions[version]?.died === Infinity ? version : -1;
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
      if (find(id) >= 0) return false;
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
    ascending: () =>
      [...versions.keys()]
        .filter((version) => versions[version]!.died === Infinity)
        .sort((a, b) => compareIds(versions[a]!.id, versions[b]!.id)),
    id: (version) => versions[version]!.id,
    raw: (version) => versions[version]!.raw,
    isLive: (version) => versions[version]!.died === Infinity,
    cutTo(cut) {
      const before = versions.filter(({ born }) => born < cut);
      versions = [];
      newest = new Map();
      live = liveBytes = heldBytes = 0;
      changes += 1;
      for (const version of before) enter({ ...version, died: version.died < cut ? version.died : Infinity });
    },
  };
}
