import { deserialize, type Document } from 'bson';
import { elementsOf, MalformedError, TYPE, type Element } from './bson-walk.ts';
import { MAX_WRAPPED_BYTES } from './frames.ts';
import type { Staged } from './staging.ts';

/** What a document sequence, or an array in the body, of documents to insert is called. */
export const INSERTED = 'documents';

/** Undefined when these bytes are no BSON inside. */
export function parseDocument(bytes: Buffer, start: number, end: number): Document | undefined {
  try {
    return deserialize(Buffer.from(bytes.subarray(start, end)));
  } catch {
    return undefined;
  }
}

/** Notes what an insert carries in its own body, and answers the rest of that body. */
function stageArray(body: Buffer, array: Element, staged: Staged): Document | undefined {
  for (const { type, valueAt, end } of elementsOf(body, array.valueAt, array.end)) {
    if (type !== TYPE.document) throw new MalformedError('Only documents can be inserted');
    staged.note(body, valueAt, end);
  }
  const rest = Buffer.concat([body.subarray(0, array.at), body.subarray(array.end)]);
  rest.writeInt32LE(rest.length, 0);
  return parseDocument(rest, 0, rest.length);
}

/** The command, without the documents that it may want inserted: those are noted in `staged` and never made objects of. */
export function readBody(body: Buffer, staged: Staged): Document | undefined {
  let isInsert: boolean | undefined;
  for (const element of elementsOf(body, 0, body.length)) {
    isInsert ??= element.name === 'insert';
    if (!isInsert) break;
    if (element.name === INSERTED && element.type === TYPE.array) return stageArray(body, element, staged);
  }
  if (body.length > MAX_WRAPPED_BYTES) throw new MalformedError('The command is larger than a document can be');
  return parseDocument(body, 0, body.length);
}
