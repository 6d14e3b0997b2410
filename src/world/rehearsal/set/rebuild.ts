import { crc32 } from 'node:zlib';
import { Binary, deserialize, ObjectId, serialize } from 'bson';
import { createContent, DOCUMENT_BYTES, toShowHash, type Content } from '../../../proof/content.ts';
import type { Load } from '../../../proof/facts.ts';
import { BY_RULE, NOW } from './columns.ts';
import { bytesOfWords, type Words } from './ids.ts';
import type { WholeDocuments } from './whole.ts';

/** The namespace where our loads are noted, one document each. */
export const MARKERS = 'minuteback.shows';

/** BSON around the bytes of a filler document: length 4, `_id` 17, `filler` name and header 13, terminator 1. */
const FILLER_ENVELOPE_BYTES = 35;

/** Each keeps 16 MiB alive. */
const CONTENTS = 2;

/** The marker document of one load, as the loader writes it. */
export function toMarker(setName: string, namespace: string, load: Load): Buffer {
  const { show, second, seed, documentBytes } = load;
  const _id = `${show} ${second}`;
  return Buffer.from(serialize({ _id, tool: 'minuteback', show, setName, namespace, second, seed, documentBytes }));
}

function isLoad(value: Record<string, unknown>): boolean {
  const { show, second, seed, documentBytes: bytes } = value;
  if (typeof show !== 'string' || !Number.isInteger(second) || !Number.isInteger(seed)) return false;
  return Number.isInteger(bytes) && Number(bytes) >= DOCUMENT_BYTES.min && Number(bytes) <= DOCUMENT_BYTES.max;
}

export interface Rebuilder {
  /** Whether the first two words of an `_id` belong to a load that the set knows of. */
  knows(second: number, showHash: number): boolean;
  /** The document by the loader's rule where its checksum agrees, else filler of the same size. */
  rebuild(words: Words, size: number, crc: number): Buffer;
}

/** `markers` gives the documents of `MARKERS` as they are now, if there are any. */
export function createRebuilder(markers: () => WholeDocuments | undefined): Rebuilder {
  let read: WholeDocuments | undefined;
  let readAt = -1;
  let loads = new Map<string, Load>();
  const contents = new Map<string, Content>();

  function known(second: number, showHash: number): Load | undefined {
    const documents = markers();
    if (documents !== read || documents?.changes !== readAt) {
      read = documents;
      readAt = documents?.changes ?? -1;
      const found = (documents?.ascending(NOW) ?? []).map((version) => deserialize(documents!.raw(version)));
      loads = new Map(
        found.filter(isLoad).map((load) => [`${load.second} ${toShowHash(load.show)}`, load as unknown as Load]),
      );
    }
    return loads.get(`${second} ${showHash}`);
  }

  function contentOf(load: Load): Content {
    const key = `${load.seed} ${load.documentBytes}`;
    const content = contents.get(key) ?? createContent(load);
    contents.delete(key);
    contents.set(key, content);
    if (contents.size > CONTENTS) contents.delete(contents.keys().next().value!);
    return content;
  }

  return {
    knows: (second, showHash) => known(second, showHash) !== undefined,
    rebuild(words, size, crc) {
      const _id = new ObjectId(bytesOfWords(words));
      const load = known(words[0], words[1]);
      if (load) {
        const seq = words[2];
        const document = Buffer.from(serialize({ _id, seq, payload: new Binary(contentOf(load).payloadOf(seq)) }));
        if (document.length === size && (crc === BY_RULE || crc === crc32(document))) return document;
      }
      return Buffer.from(serialize({ _id, filler: new Binary(Buffer.alloc(size - FILLER_ENVELOPE_BYTES)) }));
    },
  };
}
