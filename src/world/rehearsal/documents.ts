import { UUID } from 'bson';
import { BugError } from '../../errors.ts';
import { toShowHash } from '../../proof/content.ts';
import type { Load } from '../../proof/facts.ts';
import type { RestorePoint } from '../../proof/op-time.ts';
import type { Draws } from './draws.ts';
import type { SetSizes } from './parts.ts';
import type { Recorder } from './set/changes.ts';
import { createCollection, type Collection } from './set/collection.ts';
import { BY_RULE, NOW } from './set/columns.ts';
import { toCut, toVersion, type OpTimes } from './set/op-times.ts';
import { createRebuilder, MARKERS, toMarker } from './set/rebuild.ts';

export interface EarlierLoad {
  readonly load: Load;
  readonly documents: number;
}

/** Everything that the set stores, with its history: what was alive at any op time can be had back. */
export interface Documents {
  /** The one that was there at `at`, `NOW` by default. */
  collection(namespace: string, at?: number): Collection | undefined;
  /** Makes the collection when it is not there, at an op time of its own. */
  collectionFor(namespace: string): Collection;
  make(namespace: string, born: number): Collection;
  /** False when there was none. Without `died`, at an op time of its own. */
  drop(namespace: string, died?: number): boolean;
  /** By name. */
  collections(): readonly Collection[];
  /** Whether an `_id` with these first words belongs to a load that `minuteback.shows` tells of. */
  knows(second: number, showHash: number): boolean;
  /** What is kept of documents whole, dead versions included. */
  wholeBytes(): number;
  sizes(): SetSizes;
  /** Goes back to the state at `point`: collections made later vanish, dropped ones return, later history is forgotten. */
  restoreTo(point: RestorePoint): void;
  /** As if `loads` had happened at their seconds, markers included. Only before anything else is written. */
  seedEarlierLoads(setName: string, namespace: string, loads: readonly EarlierLoad[]): void;
}

interface Kept {
  readonly collection: Collection;
  died: number;
}

export function createDocuments(opTimes: OpTimes, draws: Draws, recorder: Recorder): Documents {
  let kept: Kept[] = [];
  let live = new Map<string, Kept>();
  const wasThere = ({ collection, died }: Kept, at: number): boolean => collection.born <= at && at < died;
  const find = (namespace: string, at = NOW): Collection | undefined =>
    at === NOW
      ? live.get(namespace)?.collection
      : kept.find((entry) => entry.collection.namespace === namespace && wasThere(entry, at))?.collection;
  const rebuilder = createRebuilder(() => find(MARKERS)?.whole);

  function make(namespace: string, born: number): Collection {
    const uuid = new UUID(draws.bytes(`collection ${namespace}`, born));
    const entry = { collection: createCollection(namespace, uuid, born, rebuilder, recorder), died: Infinity };
    kept.push(entry);
    live.set(namespace, entry);
    recorder.made(namespace, born);
    return entry.collection;
  }

  const all = (): Collection[] =>
    [...live.values()]
      .map(({ collection }) => collection)
      .sort((a, b) => (a.namespace < b.namespace ? -1 : Number(a.namespace > b.namespace)));

  return {
    collection: find,
    collectionFor: (namespace) => find(namespace) ?? make(namespace, opTimes.take(1)),
    make,
    drop(namespace, died) {
      const gone = live.get(namespace);
      if (!gone) return false;
      gone.died = died ?? opTimes.take(1);
      recorder.dropped(namespace, gone.died);
      return live.delete(namespace);
    },
    collections: all,
    knows: (second, showHash) => rebuilder.knows(second, showHash),
    wholeBytes: () => kept.reduce((bytes, { collection }) => bytes + collection.whole.heldBytes, 0),
    sizes() {
      const sum = (of: (collection: Collection) => number): number => all().reduce((total, c) => total + of(c), 0);
      return {
        documents: sum(({ documents }) => documents),
        dataBytes: sum(({ dataBytes }) => dataBytes),
        storageBytes: sum(({ storageBytes }) => storageBytes),
      };
    },
    restoreTo(point) {
      const cut = toCut(point);
      kept = kept.filter(({ collection }) => collection.born < cut);
      live = new Map();
      for (const entry of kept) {
        if (entry.died >= cut) {
          entry.died = Infinity;
          live.set(entry.collection.namespace, entry);
        }
        entry.collection.cutTo(cut);
      }
    },
    seedEarlierLoads(setName, namespace, loads) {
      const at = ({ load }: EarlierLoad): number => toVersion({ t: load.second, i: 1 });
      for (const earlier of loads.toSorted((a, b) => at(a) - at(b))) {
        const { load, documents } = earlier;
        const born = at(earlier);
        if (born + documents > opTimes.newest()) throw new BugError('An earlier load lies in the future');
        (find(MARKERS) ?? make(MARKERS, born)).addWhole(toMarker(setName, namespace, load), born + 1);
        const collection = find(namespace) ?? make(namespace, born + 1);
        const hash = toShowHash(load.show);
        for (let sequence = 0; sequence < documents; sequence++) {
          collection.addLarge(load.second, hash, sequence, load.documentBytes, BY_RULE, born + 2 + sequence);
        }
      }
    },
  };
}
