import type { Document } from 'mongodb';
import * as v from 'valibot';
import type { Load, Marker } from '../../proof/facts.ts';

/** Where each load leaves its note: one document per load, so that no two shows write the same one. */
export const MARKER = { db: 'minuteback', coll: 'shows' } as const;
const TOOL = 'minuteback';

const Note = v.object({
  show: v.string(),
  setName: v.string(),
  namespace: v.string(),
  second: v.pipe(v.number(), v.integer()),
  seed: v.pipe(v.number(), v.integer()),
  documentBytes: v.pipe(v.number(), v.integer()),
});

export interface Owner {
  readonly setName: string;
  readonly namespace: string;
}

/** Its `_id` is of the load, so that a note that was sent twice is there once. */
export const toNote = (load: Load, { setName, namespace }: Owner): Document => ({
  _id: `${load.show} ${load.second} ${namespace}`,
  tool: TOOL,
  show: load.show,
  setName,
  namespace,
  second: load.second,
  seed: load.seed,
  documentBytes: load.documentBytes,
});

/** Finds the notes about our namespace on the set that bears this name: a copy of the data elsewhere is not ours. */
export const toMarkerFilter = ({ setName, namespace }: Owner): Document => ({ tool: TOOL, setName, namespace });

/** Joins the notes, oldest load first; what is not a note of ours is passed over. */
export function toMarker(documents: readonly Document[], { setName, namespace }: Owner): Marker | undefined {
  const loads = documents
    .map((document) => v.safeParse(Note, document))
    .filter((parsed) => parsed.success)
    .map(({ output }) => output)
    .filter((note) => note.setName === setName && note.namespace === namespace)
    .map(({ show, second, seed, documentBytes }): Load => ({ second, show, seed, documentBytes }))
    .sort((a, b) => a.second - b.second);
  return loads.length > 0 ? { setName, namespace, loads } : undefined;
}
