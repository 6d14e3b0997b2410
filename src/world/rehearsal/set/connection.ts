import type { Socket } from 'node:net';
import type { Document } from 'bson';
import type { Mishap } from '../faults.ts';
import { MalformedError } from './bson-walk.ts';
import type { Answer, Call, Process, Shared } from './call.ts';
import { HELLO_COMMANDS } from './commands/hello.ts';
import { answerCall, finishAnswer } from './dispatch.ts';
import { CommandError, toErrorReply } from './errors.ts';
import { toMessageFrame, toReplyFrame, type Elements } from './frames.ts';
import { awaitNews, isStreaming, type Awaitable } from './hello-stream.ts';
import { createReceiver, type Message } from './receiver.ts';
import { createStaged } from './staging.ts';

/** A client that asks and never reads is cut off here. */
const MAX_UNREAD_BYTES = 256 * 2 ** 20;

export interface ConnectionOptions {
  readonly socket: Socket;
  readonly connectionId: number;
  readonly shared: Shared;
  readonly process: Process & Awaitable;
}

/** Serves one client until its socket closes, whatever it sends. */
export function serveConnection({ socket, connectionId, shared, process }: ConnectionOptions): void {
  const staged = createStaged((second, showHash) => shared.documents.knows(second, showHash));
  const receive = createReceiver(staged, onMessage);
  const peer = `${socket.remoteAddress}:${socket.remotePort}`;
  let lastRequestId = 0;
  let stopWaiting = (): void => {};

  function send(frame: readonly Buffer[]): void {
    if (socket.destroyed) return;
    socket.cork();
    for (const part of frame) socket.write(part);
    socket.uncork();
    if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy();
    else if (socket.writableNeedDrain) socket.pause();
  }

  function sendAnswer(body: readonly Elements[], responseTo: number, moreToCome = false): number {
    lastRequestId += 1;
    send(toMessageFrame({ requestId: lastRequestId, responseTo, body }, moreToCome));
    return lastRequestId;
  }

  function toCall(name: string, message: Message, body: Document): Call {
    const db = typeof body['$db'] === 'string' ? body['$db'] : 'admin';
    return { name, db, body, sequences: message.sequences, staged, connectionId, peer, shared, process };
  }

  /** All that is due has happened when a client is answered: no two replies show the story in another order. */
  const answer = (call: Call): Elements[] => shared.clock.act(() => answerCall(call));

  function onQuery(message: Message): void {
    const body = (message.body?.['$query'] ?? message.body ?? {}) as Document;
    const name = Object.keys(body)[0] ?? '';
    // All that is left of this opcode since MongoDB 5.1.
    const isHello = Object.hasOwn(HELLO_COMMANDS, name) && message.queried.endsWith('.$cmd');
    const refused = new CommandError('UnsupportedOpQueryCommand', 'Unsupported OP_QUERY command: use OP_MSG instead');
    const elements = isHello
      ? answer(toCall(name, message, body))
      : finishAnswer({ $err: refused.message, ...toErrorReply(refused) }, shared);
    lastRequestId += 1;
    send(toReplyFrame({ requestId: lastRequestId, responseTo: message.requestId, body: elements }, !isHello));
  }

  /** True when this mishap is all that happens. */
  function suffer(mishap: Mishap | undefined, message: Message): boolean {
    if (!mishap) return false;
    if (mishap.tag === 'cut') socket.destroy();
    else if (mishap.tag === 'answer') sendAnswer(finishAnswer(mishap.body as Answer, shared), message.requestId);
    return true;
  }

  /** Answers when there is news or the client's patience ends, and then again, if the client wants a stream. */
  function streamHello(call: Call, exhaust: boolean, responseTo: number): void {
    stopWaiting();
    stopWaiting = awaitNews(call, process, () => {
      const requestId = sendAnswer(answer(call), responseTo, exhaust);
      if (!exhaust || socket.destroyed) return;
      const body = { ...call.body, topologyVersion: process.topologyVersion() };
      streamHello({ ...call, body }, exhaust, requestId);
    });
  }

  function onMessage(message: Message): void {
    if (socket.destroyed) return;
    if (message.kind === 'query') return onQuery(message);
    const name = message.body && Object.keys(message.body)[0];
    if (!message.body || name === undefined) {
      const error = new CommandError('InvalidBSON', 'The message has no readable command');
      sendAnswer(finishAnswer(toErrorReply(error), shared), message.requestId);
      return;
    }
    const call = toCall(name, message, message.body);
    if (suffer(shared.faults.take('command', name, 'before'), message)) return;
    if (isStreaming(call)) return streamHello(call, message.exhaustAllowed, message.requestId);
    const elements = answer(call);
    if (suffer(shared.faults.take('command', name, 'after'), message) || message.moreToCome) return;
    if (name === 'insert') shared.pacing(staged.bytes, () => sendAnswer(elements, message.requestId));
    else sendAnswer(elements, message.requestId);
  }

  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    try {
      receive(chunk);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      socket.destroy();
    }
  });
  socket.on('drain', () => socket.resume());
  // What a client does to its end of the connection is no concern of ours.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => stopWaiting());
}
