import type { Socket } from 'node:net';
import type { Document } from 'bson';
import type { Mishap } from '../faults.ts';
import { MalformedError } from './bson-walk.ts';
import type { Call, Process, Shared } from './call.ts';
import { HELLO_COMMANDS } from './commands/hello.ts';
import { answerCall, finishAnswer, withLabels } from './dispatch.ts';
import { CommandError, toErrorReply } from './errors.ts';
import { toMessageFrame, toReplyFrame, type Elements } from './frames.ts';
import { awaitNews, isStreaming, type Awaitable } from './hello-stream.ts';
import { acknowledgeOnly } from './lost-writes.ts';
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

/** One client's connection, as what befalls the set takes hold of it. */
export interface Connection {
  interruptWrites(): void;
  silence(on: boolean): void;
}

/** What a write is answered that waited for its answer when its primary stepped down. */
const INTERRUPTED = new CommandError(
  'InterruptedDueToReplStateChange',
  'operation was interrupted because the member is no longer primary',
);

/** Serves one client until its socket closes, whatever it sends. */
export function serveConnection({ socket, connectionId, shared, process }: ConnectionOptions): Connection {
  const staged = createStaged((second, showHash) => shared.documents.knows(second, showHash));
  const receive = createReceiver(staged, onMessage);
  const peer = `${socket.remoteAddress}:${socket.remotePort}`;
  let lastRequestId = 0;
  let stopWaiting = (): void => {};
  /** What waits, while nothing comes through, to be received or sent. */
  let held: (() => void)[] | undefined;
  const unanswered = new Set<() => void>();

  function throughSilence(run: () => void): void {
    if (held) held.push(run);
    else run();
  }

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
    const frame = toMessageFrame({ requestId: lastRequestId, responseTo, body }, moreToCome);
    throughSilence(() => send(frame));
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

  function suffer(mishap: Exclude<Mishap, { tag: 'late' }>, call: Call, message: Message): void {
    switch (mishap.tag) {
      case 'belated':
        return doBelated(call, mishap.ms);
      case 'rolled-back':
        return loseWithPrimary(call, message, mishap);
      case 'cut':
      case 'torn':
        return void socket.destroy();
      case 'answer':
        sendAnswer(finishAnswer(withLabels(mishap.body as Document, call), shared), message.requestId);
        return;
      case 'hang':
      case 'challenge':
        return;
      default:
        mishap satisfies never;
    }
  }

  /** Whoever sent it is gone by then. The documents of an insert are kept for one message only. */
  function doBelated(call: Call, ms: number): void {
    socket.destroy();
    if (staged.count > 0) return;
    shared.clock.schedule(shared.clock.now() + ms, () => {
      if (!process.isOver()) answer(call);
    });
  }

  function loseWithPrimary(call: Call, message: Message, mishap: Extract<Mishap, { tag: 'rolled-back' }>): void {
    const lost = shared.clock.act(() => acknowledgeOnly(call));
    if (!lost) {
      shared.faults.add({ point: 'command', name: call.name, when: 'before', times: 1, mishap });
      return perform(call, message);
    }
    sendAnswer(lost, message.requestId);
    shared.faults.add({ tag: 'step-down', afterMs: 0, electionMs: mishap.electionMs });
  }

  /** Answers an insert once story time has moved on as far as a disk needs, unless it is interrupted before. */
  function answerPaced(call: Call, elements: readonly Elements[], requestId: number): void {
    const interrupt = (): void => {
      unanswered.delete(interrupt);
      const body = withLabels({ ...toErrorReply(INTERRUPTED), topologyVersion: process.topologyVersion() }, call);
      sendAnswer(finishAnswer(body, shared), requestId);
    };
    unanswered.add(interrupt);
    shared.pacing(staged.bytes, () => {
      if (unanswered.delete(interrupt)) sendAnswer(elements, requestId);
    });
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
    const early = shared.faults.take('command', name, 'before');
    if (early?.tag === 'late') return perform(call, message, early.ms);
    if (early) return suffer(early, call, message);
    perform(call, message);
  }

  /** Does it now, however late it is answered: the buffers of an insert belong to the next message then. */
  function perform(call: Call, message: Message, lateMs = 0): void {
    const { requestId, exhaustAllowed, moreToCome } = message;
    if (isStreaming(call)) return later(lateMs, () => streamHello(call, exhaustAllowed, requestId));
    const elements = answer(call);
    const late = shared.faults.take('command', call.name, 'after');
    if (late && late.tag !== 'late') return suffer(late, call, message);
    if (moreToCome) return;
    const waitMs = late?.ms ?? lateMs;
    if (call.name === 'insert' && waitMs === 0) answerPaced(call, elements, requestId);
    else later(waitMs, () => void sendAnswer(elements, requestId));
  }

  function later(ms: number, run: () => void): void {
    if (ms > 0) shared.clock.schedule(shared.clock.now() + ms, run);
    else run();
  }

  socket.setNoDelay(true);
  function onData(chunk: Buffer): void {
    if (socket.destroyed) return;
    try {
      receive(chunk);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      socket.destroy();
    }
  }
  socket.on('data', (chunk: Buffer) => throughSilence(() => onData(chunk)));
  socket.on('drain', () => socket.resume());
  // What a client does to its end of the connection is no concern of ours.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => stopWaiting());

  return {
    interruptWrites: () => [...unanswered].forEach((interrupt) => interrupt()),
    silence(on) {
      const waiting = on ? [] : (held ?? []);
      held = on ? (held ?? []) : undefined;
      for (const run of waiting) run();
    },
  };
}
