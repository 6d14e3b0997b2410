import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * A thread that swallows bytes, for what a bare socket takes. It answers with one byte whenever `workerData` bytes have come.
 */

const answerAfter = workerData as number;
const server = createServer((socket) => {
  let swallowed = 0;
  socket.on('data', ({ length }: Buffer) => {
    swallowed += length;
    for (; swallowed >= answerAfter; swallowed -= answerAfter) socket.write('.');
  });
});
server.listen(0, '127.0.0.1', () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
