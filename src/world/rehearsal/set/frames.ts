import { serialize, type Document } from 'bson';

/* The wire protocol's messages: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */

export const HEADER_BYTES = 16;
/** `maxMessageSizeBytes` of a real server. */
export const MAX_MESSAGE_BYTES = 48_000_000;
/** `maxBsonObjectSize`, and the 16 KB that a real server adds for what wraps a document of that size. */
export const MAX_DOCUMENT_BYTES = 16 * 2 ** 20;
export const MAX_WRAPPED_BYTES = MAX_DOCUMENT_BYTES + 16 * 2 ** 10;

export const OPCODE = { reply: 1, query: 2004, message: 2013 } as const;
export const FLAG = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;
/** `QueryFailure` of an OP_REPLY. */
const QUERY_FAILURE = 2;

/** Elements of a document without its length and its terminator, so that they can be joined. */
export type Elements = Buffer;

export function toElements(document: Document): Elements {
  return Buffer.from(serialize(document)).subarray(4, -1);
}

export interface Outgoing {
  readonly requestId: number;
  readonly responseTo: number;
  readonly body: readonly Elements[];
}

const TERMINATOR = Buffer.alloc(1);

/** The parts of one message, to be written one after the other: a large body is never copied. */
function toFrame({ requestId, responseTo, body }: Outgoing, opcode: number, before: Buffer): Buffer[] {
  const bodyBytes = body.reduce((bytes, part) => bytes + part.length, 4 + TERMINATOR.length);
  const head = Buffer.alloc(HEADER_BYTES + before.length + 4);
  head.writeInt32LE(HEADER_BYTES + before.length + bodyBytes, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(opcode, 12);
  before.copy(head, HEADER_BYTES);
  head.writeInt32LE(bodyBytes, HEADER_BYTES + before.length);
  return [head, ...body, TERMINATOR];
}

/** An OP_MSG with one section of kind 0. */
export function toMessageFrame(outgoing: Outgoing, moreToCome: boolean): Buffer[] {
  const before = Buffer.alloc(5);
  before.writeUInt32LE(moreToCome ? FLAG.moreToCome : 0, 0);
  return toFrame(outgoing, OPCODE.message, before);
}

/** An OP_REPLY with one document, the answer to an OP_QUERY. */
export function toReplyFrame(outgoing: Outgoing, failed: boolean): Buffer[] {
  const before = Buffer.alloc(20);
  before.writeInt32LE(failed ? QUERY_FAILURE : 0, 0);
  before.writeInt32LE(1, 16);
  return toFrame(outgoing, OPCODE.reply, before);
}
