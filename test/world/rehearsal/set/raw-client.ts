import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deserialize, serialize, type Document } from 'bson';
import type { ReplicaSet } from '../../../../src/world/rehearsal/set/replica-set.ts';

export interface RawReply {
  readonly responseTo: number;
  readonly requestId: number;
  readonly moreToCome: boolean;
  readonly body: Document;
}

/** A connection without a driver: whole frames in, parsed replies out. */
export interface RawClient {
  readonly socket: Socket;
  send(frame: Buffer): void;
  /** The next reply; rejects when the connection ends first. */
  reply(): Promise<RawReply>;
}

export function toFrame(body: Document, { requestId = 1, flags = 0 } = {}): Buffer {
  const document = serialize(body);
  const frame = Buffer.alloc(21);
  frame.writeInt32LE(21 + document.length, 0);
  frame.writeInt32LE(requestId, 4);
  frame.writeInt32LE(2013, 12);
  frame.writeUInt32LE(flags, 16);
  return Buffer.concat([frame, document]);
}

/** An OP_QUERY, as clients sent it before OP_MSG. */
export function toQueryFrame(namespace: string, body: Document): Buffer {
  const document = serialize(body);
  const name = Buffer.from(`${namespace}\0`);
  const head = Buffer.alloc(20);
  head.writeInt32LE(20 + name.length + 8 + document.length, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(2004, 12);
  const counts = Buffer.alloc(8);
  counts.writeInt32LE(-1, 4);
  return Buffer.concat([head, name, counts, document]);
}

function parse(frame: Buffer): RawReply {
  const isReply = frame.readInt32LE(12) === 1;
  return {
    requestId: frame.readInt32LE(4),
    responseTo: frame.readInt32LE(8),
    moreToCome: !isReply && (frame.readUInt32LE(16) & 2) !== 0,
    body: deserialize(frame.subarray(isReply ? 36 : 21)),
  };
}

export async function connectRaw(set: ReplicaSet, member = 0): Promise<RawClient> {
  const [host = '', port] = set.hosts[member]!.split(':');
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'connect');
  let buffered = Buffer.alloc(0);
  const replies: RawReply[] = [];
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 4 && buffered.length >= buffered.readInt32LE(0)) {
      const length = buffered.readInt32LE(0);
      replies.push(parse(buffered.subarray(0, length)));
      buffered = buffered.subarray(length);
      socket.emit('reply');
    }
  });
  socket.on('close', () => socket.emit('reply'));
  return {
    socket,
    send: (frame) => void socket.write(frame),
    async reply() {
      while (replies.length === 0) {
        if (socket.destroyed) throw new Error('The connection ended');
        await once(socket, 'reply');
      }
      return replies.shift()!;
    },
  };
}
