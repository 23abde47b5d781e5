// The other thread of the tests of shared memory: it publishes ticks, fills a ring of inputs, posts messages or listens to a bell as fast as it can,
// and every so often waits until the thread that reads has got on, so that both have their turn however busy the machine is.

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { EventQueue, InputTable } from '@starfray/shared/contract';
import { stampedGame } from '@starfray/testing';
import { WorldFacts } from '../../packages/server/src/room/front/player-facts.ts';
import { PlayerSet } from '../../packages/server/src/room/front/player-set.ts';
import { type InputRingMemory, InputRingWriter } from '../../packages/server/src/room/shared/input-ring.ts';
import { OrderedPort } from '../../packages/server/src/room/shared/ordered-port.ts';
import type { SharedRoomMemory } from '../../packages/server/src/room/shared/room-memory.ts';
import { TickBellListener, type TickBellMemory } from '../../packages/server/src/room/shared/tick-bell.ts';
import { TickPublisher } from '../../packages/server/src/room/shared/tick-publisher.ts';

type Task =
  | { readonly kind: 'ticks'; readonly memory: SharedRoomMemory }
  | { readonly kind: 'inputs'; readonly memory: InputRingMemory }
  | { readonly kind: 'messages'; readonly port: MessagePort }
  | { readonly kind: 'bell'; readonly memory: TickBellMemory };

/** Integers that both threads see: how far this one is, and how often the other one got on. */
const WRITTEN = 0;
const READ = 1;
const { signals, count, task }: { signals: Int32Array; count: number; task: Task } = workerData;

const readCount = () => Atomics.load(signals, READ);

/** Waits until the other thread has got on since its count was `before`. */
function waitForReader(before: number): void {
  Atomics.wait(signals, READ, before);
}

function publishTicks(memory: SharedRoomMemory): void {
  const world = stampedGame.createWorld({ side: 1 }, 1);
  const present = new PlayerSet();
  for (const playerId of [1, 2, 5]) present.add(playerId);
  const publisher = new TickPublisher(memory, stampedGame, world, new WorldFacts(stampedGame, world, present));
  const queue = new EventQueue(stampedGame.events, 64);
  const inputs = new InputTable(stampedGame.input);
  for (let i = 1; i <= count; i += 1) {
    stampedGame.step(world, [], inputs, queue);
    publisher.controlCounts.fill(world.tick);
    publisher.publish(queue, world.tick);
    if (i % 64 === 0 && i < count) waitForReader(readCount());
  }
}

function writeInputs(memory: InputRingMemory): void {
  const writer = new InputRingWriter(memory);
  for (let i = 0; i < count; ) {
    const before = readCount();
    if (writer.input(i, 1 + (i % 4095), i, -i, i % 1000, [i, -i, i, -i])) i += 1;
    else waitForReader(before);
  }
}

function postMessages(port: MessagePort): void {
  const sender = new OrderedPort(port, receiveMessageOnPort, () => undefined);
  let before = readCount();
  for (let i = 0; i < count; i += 1) {
    sender.post(i);
    Atomics.store(signals, WRITTEN, sender.postedCount);
    if (i % 100 < 99) continue;
    if (i + 1 < count) waitForReader(before);
    before = readCount();
  }
  port.unref();
}

// Says each time what it saw, until the other thread got on so often.
function listen(memory: TickBellMemory): void {
  const alive = setInterval(() => undefined, 60_000);
  const listener = new TickBellListener(
    memory,
    () => {
      const seen = readCount();
      Atomics.store(signals, WRITTEN, seen);
      Atomics.notify(signals, WRITTEN);
      if (seen < count) return;
      listener.stop();
      clearInterval(alive);
    },
    (callback) => void setImmediate(callback),
  );
}

parentPort?.postMessage('ready');
if (task.kind === 'ticks') publishTicks(task.memory);
else if (task.kind === 'inputs') writeInputs(task.memory);
else if (task.kind === 'bell') listen(task.memory);
else postMessages(task.port);
