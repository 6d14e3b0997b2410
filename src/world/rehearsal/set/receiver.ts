import type { Document } from 'bson';
import { INSERTED, parseDocument, readBody } from './body.ts';
import { MalformedError } from './bson-walk.ts';
import { createCutter, type Wanted } from './chunks.ts';
import { FLAG, HEADER_BYTES, MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES, MAX_WRAPPED_BYTES, OPCODE } from './frames.ts';
import { MAX_BATCH, type Staged } from './staging.ts';

export interface Message {
  readonly requestId: number;
  /** `query` is what clients may say hello with before they know better. */
  readonly kind: 'message' | 'query';
  readonly moreToCome: boolean;
  readonly exhaustAllowed: boolean;
  /** Undefined when the bytes are no BSON after all. */
  readonly body: Document | undefined;
  /** The namespace of an OP_QUERY, else empty. */
  readonly queried: string;
  /** The documents of sections of kind 1, except those to be inserted: they are in `Staged`. */
  readonly sequences: ReadonlyMap<string, readonly Document[]>;
}

/** Names of sequences are short; so are namespaces. */
const MAX_NAME_BYTES = 256;
const EMPTY_DOCUMENT_BYTES = 5;
/** Of an OP_QUERY, which only says hello. */
const MAX_QUERY_BYTES = 2 ** 16;

function checkLength(length: number, least: number, most: number, what: string): number {
  if (length < least || length > most) throw new MalformedError(`${what} cannot be ${length} bytes long`);
  return length;
}

/**
 * Reads messages from the chunks of one connection and hands each over when it is complete. Documents to be inserted are noted in
 * `staged` as they stream by and are never assembled. Throws `MalformedError` when nothing sensible can follow.
 */
export function createReceiver(staged: Staged, onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let next: (bytes: Buffer, start: number, end: number) => Wanted = readHeader;
  let message = {
    requestId: 0,
    flags: 0,
    body: undefined as Document | undefined,
    sequences: new Map<string, Document[]>(),
  };
  /** Bytes of the message, and of its section, that are still to come. */
  let left = 0;
  let sectionLeft = 0;
  let bodies = 0;
  let sequence = '';

  function want(bytes: number, then: typeof next): Wanted {
    if (bytes > left) throw new MalformedError('A message ends too early');
    next = then;
    return { bytes };
  }

  function readHeader(bytes: Buffer, start: number): Wanted {
    const length = checkLength(bytes.readInt32LE(start), HEADER_BYTES + 1, MAX_MESSAGE_BYTES, 'A message');
    const opcode = bytes.readInt32LE(start + 12);
    message = { requestId: bytes.readInt32LE(start + 4), flags: 0, body: undefined, sequences: new Map() };
    staged.clear();
    bodies = 0;
    left = length - HEADER_BYTES;
    if (opcode === OPCODE.message) return want(4, readFlags);
    if (opcode === OPCODE.query) return want(checkLength(left, 1, MAX_QUERY_BYTES, 'A query'), readQuery);
    throw new MalformedError(`There is no opcode ${opcode} here`);
  }

  function readQuery(bytes: Buffer, start: number, end: number): Wanted {
    const query = bytes.subarray(start, end);
    const nul = query.indexOf(0, 4);
    const bodyAt = nul + 9;
    if (nul < 0 || bodyAt + EMPTY_DOCUMENT_BYTES > query.length) throw new MalformedError('A query is cut off');
    const length = checkLength(
      query.readInt32LE(bodyAt),
      EMPTY_DOCUMENT_BYTES,
      query.length - bodyAt,
      'A query document',
    );
    onMessage({
      requestId: message.requestId,
      kind: 'query',
      moreToCome: false,
      exhaustAllowed: false,
      body: parseDocument(query, bodyAt, bodyAt + length),
      queried: query.toString('latin1', 4, nul),
      sequences: new Map(),
    });
    return restart();
  }

  function readFlags(bytes: Buffer, start: number): Wanted {
    message.flags = bytes.readUInt32LE(start);
    const unknown = message.flags & 0xffff & ~(FLAG.checksumPresent | FLAG.moreToCome);
    if (unknown !== 0) throw new MalformedError(`Unknown required flags ${unknown}`);
    left -= 4;
    if (message.flags & FLAG.checksumPresent) left -= 4;
    return nextSection();
  }

  function nextSection(): Wanted {
    if (left > 0) return want(1, readKind);
    if (bodies !== 1) throw new MalformedError('A message has exactly one body');
    if (message.flags & FLAG.checksumPresent) {
      // TCP has checked the bytes already; a real server checks this one too.
      left = 4;
      return want(4, finish);
    }
    return finish();
  }

  function readKind(bytes: Buffer, start: number): Wanted {
    left -= 1;
    const kind = bytes[start];
    if (kind === 0) return want(4, readBodyLength);
    if (kind === 1) return want(4, readSequenceLength);
    throw new MalformedError(`There is no section of kind ${kind}`);
  }

  function readBodyLength(bytes: Buffer, start: number): Wanted {
    next = (bytes, start, end) => {
      left -= end - start;
      bodies += 1;
      message.body = readBody(bytes.subarray(start, end), staged);
      return nextSection();
    };
    return { more: checkLength(bytes.readInt32LE(start), EMPTY_DOCUMENT_BYTES, left, 'A body') };
  }

  function readSequenceLength(bytes: Buffer, start: number): Wanted {
    sectionLeft = checkLength(bytes.readInt32LE(start), 5, left, 'A section') - 4;
    left -= 4;
    return want(1, readName);
  }

  /** Byte by byte until its end is there: names are short. */
  function readName(bytes: Buffer, start: number, end: number): Wanted {
    const length = end - start;
    if (length > Math.min(sectionLeft, MAX_NAME_BYTES)) throw new MalformedError('The name of a section does not end');
    if (bytes[end - 1] !== 0) return { more: length + 1 };
    sequence = bytes.toString('latin1', start, end - 1);
    if (sequence !== INSERTED) message.sequences.set(sequence, []);
    left -= length;
    sectionLeft -= length;
    return nextDocument();
  }

  function nextDocument(): Wanted {
    if (sectionLeft === 0) return nextSection();
    if (sectionLeft < EMPTY_DOCUMENT_BYTES) throw new MalformedError('A section ends too early');
    return want(4, readDocumentLength);
  }

  function readDocumentLength(bytes: Buffer, start: number): Wanted {
    next = readDocument;
    const most = Math.min(sectionLeft, sequence === INSERTED ? MAX_DOCUMENT_BYTES : MAX_WRAPPED_BYTES);
    return { more: checkLength(bytes.readInt32LE(start), EMPTY_DOCUMENT_BYTES, most, 'A document') };
  }

  function readDocument(bytes: Buffer, start: number, end: number): Wanted {
    left -= end - start;
    sectionLeft -= end - start;
    if (sequence === INSERTED) staged.note(bytes, start, end);
    else collect(parseDocument(bytes, start, end));
    return nextDocument();
  }

  function collect(document: Document | undefined): void {
    const documents = message.sequences.get(sequence)!;
    if (!document || documents.length === MAX_BATCH) throw new MalformedError(`A sequence of ${sequence} is no good`);
    documents.push(document);
  }

  function finish(): Wanted {
    const { requestId, flags, body, sequences } = message;
    onMessage({
      requestId,
      kind: 'message',
      body,
      queried: '',
      sequences,
      moreToCome: (flags & FLAG.moreToCome) !== 0,
      exhaustAllowed: (flags & FLAG.exhaustAllowed) !== 0,
    });
    return restart();
  }

  function restart(): Wanted {
    next = readHeader;
    return { bytes: HEADER_BYTES };
  }

  return createCutter(HEADER_BYTES, (bytes, start, end) => next(bytes, start, end));
}
