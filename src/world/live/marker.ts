import type { Document } from 'mongodb';
import * as v from 'valibot';
import type { Adoption, Load, Marker } from '../../proof/facts.ts';
import { OWN_DATABASE } from './namespace.ts';

/** Where each load leaves its note: one document per load, so that no two shows write the same one. */
export const MARKER = { db: OWN_DATABASE, coll: 'shows' } as const;
export const TOOL = 'minuteback';

const About = { show: v.string(), setName: v.string(), namespace: v.string() };

const Note = v.object({
  ...About,
  second: v.pipe(v.number(), v.integer()),
  seed: v.pipe(v.number(), v.integer()),
  documentBytes: v.pipe(v.number(), v.integer()),
});

const ADOPTED = 'adopted';

const AdoptionNote = v.object({
  ...About,
  kind: v.literal(ADOPTED),
  at: v.date(),
  documents: v.pipe(v.number(), v.integer()),
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

export const toAdoptionNote = ({ show, at, documents }: Adoption, { setName, namespace }: Owner): Document => ({
  _id: `${ADOPTED} ${show} ${at} ${namespace}`,
  tool: TOOL,
  kind: ADOPTED,
  show,
  setName,
  namespace,
  at: new Date(at),
  documents,
});

/** Finds the notes about our namespace on the set that bears this name: a copy of the data elsewhere is not ours. */
export const toMarkerFilter = ({ setName, namespace }: Owner): Document => ({ tool: TOOL, setName, namespace });

function parsedBy<S extends v.GenericSchema<unknown, Owner>>(
  schema: S,
  documents: readonly Document[],
  { setName, namespace }: Owner,
): readonly v.InferOutput<S>[] {
  return documents
    .map((document) => v.safeParse(schema, document))
    .flatMap((parsed) => (parsed.success ? [parsed.output] : []))
    .filter((note) => note.setName === setName && note.namespace === namespace);
}

/** Joins the notes, oldest load first; what is not a note of ours is passed over. */
export function toMarker(documents: readonly Document[], owner: Owner): Marker | undefined {
  const loads = parsedBy(Note, documents, owner)
    .map(({ show, second, seed, documentBytes }): Load => ({ second, show, seed, documentBytes }))
    .sort((a, b) => a.second - b.second);
  const [adopted] = parsedBy(AdoptionNote, documents, owner)
    .map(({ show, at, documents }): Adoption => ({ show, at: at.getTime(), documents }))
    .sort((a, b) => b.at - a.at);
  if (loads.length === 0 && !adopted) return undefined;
  return { ...owner, loads, ...(adopted ? { adopted } : {}) };
}
