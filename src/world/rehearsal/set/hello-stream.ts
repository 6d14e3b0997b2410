import type { Document, Long, ObjectId } from 'bson';
import type { Call } from './call.ts';
import { HELLO_COMMANDS } from './commands/hello.ts';

/*
 * A hello that waits for news, under any of its names: the client says what it knows and how long it would wait
 * (https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md#streaming-protocol).
 */

/** Somebody whose `topologyVersion` changes. */
export interface Awaitable {
  topologyVersion(): Document;
  /** Calls once, with the next change; answers how not to be called. */
  onceChanged(listener: () => void): () => void;
}

const LONGEST_MS = 2 ** 31 - 1;

const isVersion = (value: unknown): value is { processId: ObjectId; counter: number | Long } =>
  typeof value === 'object' && value !== null && 'counter' in value && 'processId' in value;

/** Whether this is a hello whose sender would wait. */
export function isStreaming({ name, body }: Call): boolean {
  const isHello = Object.hasOwn(HELLO_COMMANDS, name);
  return isHello && isVersion(body['topologyVersion']) && Number(body['maxAwaitTimeMS']) >= 0;
}

function knowsAll({ body }: Call, who: Awaitable): boolean {
  const known: unknown = body['topologyVersion'];
  const now: unknown = who.topologyVersion();
  if (!isVersion(known) || !isVersion(now)) return false;
  return String(known.processId) === String(now.processId) && Number(known.counter) === Number(now.counter);
}

/** Runs `answer` once: now if there is news, else with the next change or after `maxAwaitTimeMS` of real time. Answers how to stop that. */
export function awaitNews(call: Call, who: Awaitable, answer: () => void): () => void {
  if (!knowsAll(call, who)) {
    answer();
    return () => {};
  }
  const timer = setTimeout(finish, Math.min(Number(call.body['maxAwaitTimeMS']), LONGEST_MS));
  const forget = who.onceChanged(finish);
  function stop(): void {
    clearTimeout(timer);
    forget();
  }
  function finish(): void {
    stop();
    answer();
  }
  return stop;
}
