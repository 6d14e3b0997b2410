import { parentPort, workerData } from 'node:worker_threads';
import type { ShowError } from '../../errors.ts';
import { BugError, toShowError } from '../../errors.ts';
import type { Anchor } from './clock.ts';
import type { Injection } from './faults.ts';
import type { Connection, RehearsalServers, WorldOptions } from './servers.ts';
import { createRehearsalServers } from './servers.ts';

/*
 * The thread that the rehearsal servers run in. Everything but this small control port goes through their sockets: with them in
 * the thread of the screen, it would stall while they work.
 */

export type ToThread =
  | { readonly type: 'pace'; readonly rate: number }
  | { readonly type: 'jump'; readonly id: number }
  | { readonly type: 'fault'; readonly fault: Injection }
  | { readonly type: 'close' };

export type FromThread =
  | { readonly type: 'ready'; readonly connection: Connection; readonly anchor: Anchor }
  | { readonly type: 'failed'; readonly error: ShowError }
  | { readonly type: 'anchor'; readonly anchor: Anchor }
  | { readonly type: 'jumped'; readonly id: number; readonly name: string | undefined }
  | { readonly type: 'historyLost'; readonly why: string };

if (!parentPort) throw new BugError('The rehearsal thread was run as a program of its own');
const host = parentPort;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
const tell = (message: FromThread): void => host.postMessage(message);

function serve(servers: RehearsalServers): void {
  const { connection, clock, faults, historyLost } = servers;
  let isTold = true;
  const tellTime = (): void => {
    if (!isTold) tell({ type: 'anchor', anchor: clock.anchor() });
    isTold = true;
  };
  // A jump passes many events, each of which moves the clock: the last one is enough.
  clock.onChange(() => {
    if (isTold) setImmediate(tellTime);
    isTold = false;
  });

  host.on('message', (message: ToThread) => {
    switch (message.type) {
      case 'pace':
        return clock.setRate(message.rate);
      case 'jump':
        return void servers.jump().then((name) => {
          tellTime();
          tell({ type: 'jumped', id: message.id, name });
        });
      case 'fault':
        return faults.add(message.fault);
      case 'close':
        return void servers.close().then(() => host.close());
    }
  });
  tell({ type: 'ready', connection, anchor: clock.anchor() });
  void historyLost.then((why) => tell({ type: 'historyLost', why }));
}

createRehearsalServers(workerData as WorldOptions).then(serve, (error: unknown) => {
  tell({ type: 'failed', error: toShowError(error) });
  host.close();
});
