import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createContent } from '../../src/proof/content.ts';
import type { Load } from '../../src/proof/facts.ts';
import type { Database } from '../../src/world/world.ts';
import type { Figure } from './figure.ts';
import { quantile, takeTurns } from './figure.ts';
import { withRehearsal } from './rehearsed.ts';
import { stallsDuring } from './stalls.ts';

const ROUNDS = 5;
const DOCUMENT_BYTES = 16_384;
/** One gigabyte of 2^30 bytes, in the batches of the demo. */
const DOCUMENTS = 65_536;
const BATCH = 2000;
const IDLE_MS = 2000;

const toLoad = (second: number): Load => ({ second, show: 'bench', seed: 7, documentBytes: DOCUMENT_BYTES });

/** Documents a second. */
async function toRate(write: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await write();
  return (DOCUMENTS / (performance.now() - began)) * 1000;
}

async function loadOnce(database: Database, load: Load): Promise<void> {
  const { signal } = new AbortController();
  await database.mark(load, signal);
  const writer = await database.openWriter('load', signal);
  for (let from = 0; from < DOCUMENTS; from += BATCH) {
    const outcome = await writer.insert(load, from, Math.min(DOCUMENTS, from + BATCH), signal);
    if (outcome.tag !== 'done') throw new Error(`A load went astray: ${outcome.why}`);
  }
  await writer.close();
}

/** The same payload bytes, as many at a time as there are in a batch, each awaited as a batch is. */
async function withBareSocket<T>(run: (write: () => Promise<void>) => Promise<T>): Promise<T> {
  const batchBytes = BATCH * DOCUMENT_BYTES;
  const worker = new Worker(new URL('./sink.js', import.meta.url), { workerData: batchBytes });
  const [port] = (await once(worker, 'message')) as [number];
  const socket = connect(port, '127.0.0.1');
  const content = createContent(toLoad(1));
  const batch = Buffer.concat(
    Array.from({ length: BATCH }, (_, k) => content.payloadOf(k)),
    batchBytes,
  );
  try {
    return await run(async () => {
      for (let from = 0; from < DOCUMENTS; from += BATCH) {
        const answered = once(socket, 'data');
        socket.write(batch);
        await answered;
      }
    });
  } finally {
    socket.destroy();
    await worker.terminate();
  }
}

/** One gigabyte into the rehearsal set as fast as it goes, beside the same bytes over a bare socket; and what timers of the loading thread had of it. */
export async function measureLoad(): Promise<readonly Figure[]> {
  const idle = await stallsDuring(() => sleep(IDLE_MS));
  const stalls: number[] = [];
  const [loaded, bare] = await withRehearsal((database) =>
    withBareSocket(async (write) => {
      // Each load is told apart by its second.
      let second = 1;
      const load = (): Promise<void> => loadOnce(database, toLoad((second += 1)));
      await load();
      return takeTurns(
        ROUNDS,
        async () => {
          let rate = 0;
          stalls.push(await stallsDuring(async () => (rate = await toRate(load))));
          return rate;
        },
        () => toRate(write),
      );
    }),
  );
  const toMegabytes = (rate: number): number => (rate * DOCUMENT_BYTES) / 1e6;
  return [
    {
      what: 'load, 16 KiB documents',
      value: loaded,
      unit: 'documents/s',
      aim: { atLeast: 30_000 },
      beside: { what: 'bare socket', value: bare },
    },
    {
      what: 'load, bytes',
      value: toMegabytes(loaded),
      unit: 'MB/s',
      beside: { what: 'bare socket', value: toMegabytes(bare) },
    },
    {
      what: 'stalls while loading, p95',
      value: quantile(stalls),
      unit: 'ms',
      aim: { atMost: 25 },
      beside: { what: 'idle', value: idle },
    },
  ];
}
