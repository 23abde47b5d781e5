// A load process of `bench scale`: lean clients on bare sockets, and some real ones. It joins them, says so, and counts between `measure`
// and `report`; then it plays on until it is ended.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { joinUrl } from '@starfray/client/net';
import { starfray } from '@starfray/starfray/rules';
import { ACKNOWLEDGEMENT_BYTES, INPUT_BYTES, LeanInputs, prebuiltInputs } from './lean-inputs.ts';
import { FRAME_HEAD_BYTES, LeanSocket, leanFrame } from './lean-socket.ts';
import { joinReal } from './real-client.ts';
import type { FromLoad, ScaleLoadOptions, ScaleSeen, ToLoad } from './scale-messages.ts';
import { isSnapshot, readTick, TICK_BYTES } from './snapshot-tick.ts';
import { passTime } from './turns.ts';

const RETRY_MS = 1000;
const READ_BYTES = 64 * 1024;

const options: ScaleLoadOptions = JSON.parse(process.argv[2] ?? '{}');
const url = new URL(joinUrl({ server: 'ws://127.0.0.1', version: options.version, kind: 'human' }));
const frames = prebuiltInputs();
const buffer = Buffer.alloc(READ_BYTES);
const counts = { snapshots: 0, bytes: 0, inputs: 0, isMeasuring: false };
/** How often clients were not let in, by what the server said. */
const refusals = new Map<string, number>();

function tell(message: FromLoad): void {
  process.send?.(message);
}

/** A lean client: it knows the newest snapshot's tick, and its inputs are prebuilt. */
class LeanClient {
  snapshots = 0;
  isIn = false;
  private readonly index: number;
  private inputs: LeanInputs;
  private socket: LeanSocket | undefined;

  constructor(index: number) {
    this.index = index;
    this.inputs = new LeanInputs(frames, options.firstIndex + index);
  }

  join(): void {
    const { addresses, port } = options;
    this.socket = new LeanSocket(
      {
        port,
        path: `${url.pathname}${url.search}`,
        subprotocol: starfray.identity.subprotocol,
        from: addresses[this.index % Math.max(1, addresses.length)],
        headBytes: TICK_BYTES,
        buffer,
      },
      {
        opened: () => undefined,
        message: (bytes, at, length) => this.take(bytes, at, length),
        ended: (why, retryMs) => this.ended(why, retryMs),
      },
    );
  }

  /** One frame of time. */
  pass(): void {
    const { inputs, socket } = this;
    if (inputs.pass()) {
      const frame = leanFrame(INPUT_BYTES);
      inputs.write(frame, FRAME_HEAD_BYTES);
      socket?.send(frame);
      if (counts.isMeasuring) counts.inputs += 1;
    } else if (inputs.isOverdue) {
      const frame = leanFrame(ACKNOWLEDGEMENT_BYTES);
      inputs.acknowledge(frame, FRAME_HEAD_BYTES);
      socket?.send(frame);
    }
  }

  private take(bytes: Buffer, at: number, length: number): void {
    if (!isSnapshot(bytes, at)) return;
    this.isIn = true;
    this.inputs.tick = readTick(bytes, this.inputs.tick, at);
    if (!counts.isMeasuring) return;
    this.snapshots += 1;
    counts.snapshots += 1;
    counts.bytes += length;
  }

  // A server that is full for the moment asks to come again; one that throws out a player who is in does not hold.
  private ended(why: string, retryMs: number | undefined): void {
    if (this.isIn) tell({ kind: 'failed', reason: `client ${this.index} was in and lost its connection: ${why}` });
    refusals.set(why, (refusals.get(why) ?? 0) + 1);
    this.inputs = new LeanInputs(frames, options.firstIndex + this.index);
    setTimeout(() => this.join(), retryMs ?? RETRY_MS);
  }
}

const lean: LeanClient[] = [];
const real = Array.from({ length: options.real }, (_, index) =>
  joinReal({
    server: `ws://127.0.0.1:${options.port}`,
    version: options.version,
    kind: 'human',
    index,
    onSend: () => {
      if (counts.isMeasuring) counts.inputs += 1;
    },
  }),
);
setInterval(() => {
  for (const { fly } of real) fly();
}, 1000 / 60);
passTime(lean);

async function joinAll(): Promise<void> {
  const startMs = performance.now();
  for (let i = 0; i < options.lean; i += 1) {
    const leftMs = startMs + (i * 1000) / options.joinsPerSecond - performance.now();
    if (leftMs > 0) await pause(leftMs);
    const client = new LeanClient(i);
    client.join();
    lean.push(client);
  }
  const left = () =>
    lean.filter(({ isIn }) => !isIn).length + real.filter(({ client }) => client.stats.snapshots === 0).length;
  while (left() > 0) {
    if (performance.now() - startMs > options.joinWithinMs) {
      const seconds = Math.round(options.joinWithinMs / 1000);
      tell({ kind: 'failed', reason: `${left()} clients were not in after ${seconds} s${refused()}` });
      return;
    }
    await pause(50);
  }
  tell({ kind: 'in' });
}

function refused(): string {
  const [[most, times] = []] = [...refusals].sort(([, a], [, b]) => b - a);
  return most === undefined ? '' : `; ${times} times: ${most}`;
}

const delays = monitorEventLoopDelay({ resolution: 1 });
let realBefore: number[] = [];
let cpuBefore = process.cpuUsage();
let startMs = performance.now();

function measure(): void {
  realBefore = real.map(({ client }) => client.stats.snapshots);
  cpuBefore = process.cpuUsage();
  startMs = performance.now();
  delays.enable();
  counts.isMeasuring = true;
}

function report(): ScaleSeen {
  counts.isMeasuring = false;
  delays.disable();
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startMs) / 1000;
  const realSnapshots = real.map(({ client }, i) => client.stats.snapshots - (realBefore[i] ?? 0));
  return {
    kind: 'seen',
    seconds,
    snapshots: counts.snapshots + realSnapshots.reduce((sum, count) => sum + count, 0),
    bytes: counts.bytes / Math.max(1, counts.snapshots),
    inputs: counts.inputs,
    rates: [...lean.map(({ snapshots }) => snapshots), ...realSnapshots].map((count) => count / seconds),
    desyncs: real.reduce((sum, { client }) => sum + client.stats.desyncs, 0),
    cpuShare: (user + system) / 1e6 / seconds,
    loopDelayMs: delays.percentile(99) / 1e6,
  };
}

process.on('message', (order: ToLoad) => {
  if (order === 'measure') measure();
  else tell(report());
});
// The bench is gone.
process.on('disconnect', () => process.exit(0));
await joinAll();
