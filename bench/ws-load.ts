// The load of `bench ws`, a process of its own: lean clients that count what comes and answer each message with a prebuilt
// input, and a few real headless ones. Its last line of stdout is a JSON object of what it saw while measuring.

import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { createRandom, item, randomBelow } from '@starfray/shared/core';
import { QUIET_FRAMES, versionHash } from '@starfray/shared/protocol';
import { type Arena, input, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { WebSocket } from 'ws';
import { createBenchPilot, flyBenchPilot } from './pilot.ts';
import { readTick } from './snapshot-tick.ts';

interface LoadOptions {
  readonly url: string;
  readonly lean: number;
  readonly real: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Lean clients send an input only when it differs from the last, and every sixth all the same, as real ones do. */
  readonly sendsChangesOnly?: boolean;
}

/** Frames prebuilt for all clients, each of which starts at another one. */
const PREBUILT = 4096;
const FRAME_BYTES = 26;
const ACKNOWLEDGED_AT = 3;
const TICK_AT = 8;
const CONTROLS_AT = 14;
const SNAPSHOT_TYPE = 16;
const JOINS_PER_SECOND = 40;
/** As a client draws on loopback: 2.5 ticks behind. */
const SEEN_BEHIND = 20;
/** A lean client's inputs are for so many ticks after the snapshot it answers: on time on loopback. */
const LEAD_TICKS = 4;
/** However long snapshots stay away, inputs are never further ahead of them. */
const MAX_LEAD_TICKS = 20;
/** In these turns the lean clients send, so that not all do so at once. */
const TURNS = 16;
const TURN_MS = 1000 / 30 / TURNS;

const options: LoadOptions = JSON.parse(process.argv[2] ?? '{}');
const version = versionHash(starfray);
/** What each lean client got while measuring. */
const perClient: number[] = [];
const counts = { snapshots: 0, bytes: 0, inputs: 0, sizes: [] as number[], isMeasuring: false };

/** An input frame with room for its two ticks; integers in forms of fixed length, so that they can be set in place. */
function prebuild(): Buffer {
  const frames = Buffer.alloc(PREBUILT * FRAME_BYTES);
  const pilot = createBenchPilot(1);
  const controls = input.view();
  const random = createRandom(2);
  for (let i = 0; i < PREBUILT; i += 1) {
    const at = i * FRAME_BYTES;
    // [1, acknowledged, tick, seen behind, [thrust, aim, boost, fire, thrust, aim, boost, fire]]
    frames.set([0x95, 1, 0xce, 0, 0, 0, 0, 0xce, 0, 0, 0, 0, SEEN_BEHIND, 0x98], at);
    for (let t = 0; t < 2; t += 1) {
      flyBenchPilot(pilot, randomBelow(random, 2000) - 1000, randomBelow(random, 2000) - 1000, controls);
      const place = at + CONTROLS_AT + t * 6;
      frames[place] = controls.thrust;
      frames[place + 1] = 0xcd;
      frames.writeUInt16BE(controls.aim, place + 2);
      frames[place + 4] = controls.boost;
      frames[place + 5] = controls.fire;
    }
  }
  return frames;
}

const frames = prebuild();

/** A lean client: it knows the newest snapshot's tick, and its inputs are prebuilt. */
class LeanClient {
  private readonly socket: WebSocket;
  private readonly index: number;
  private tick = 0;
  private sentTick = 0;
  private frame: number;
  /** Frames since the last that was sent. */
  private unsent = 0;

  constructor(index: number) {
    this.index = index;
    this.frame = (index * 37) % PREBUILT;
    this.socket = new WebSocket(
      joinUrl({ server: options.url, version, kind: 'bot' }),
      subprotocols(starfray.identity),
      {
        perMessageDeflate: false,
      },
    );
    this.socket.on('message', (data) => {
      if (data instanceof Buffer) this.take(data);
    });
    this.socket.on('error', (error) => fail(`client ${index}: ${error.message}`));
    this.socket.on('close', (code, reason) => {
      if (!isDone) fail(`client ${index} was closed: ${code} ${reason}`);
    });
  }

  opened(): Promise<void> {
    return new Promise((resolve) => this.socket.once('open', () => resolve()));
  }

  /** One frame of time: an input goes out if it differs from the last, and every sixth all the same, as real clients do it. */
  pass(): void {
    if (this.tick === 0) return;
    const before = this.frame;
    this.frame = (this.frame + 1) % PREBUILT;
    const next = this.nextTick();
    this.unsent += 1;
    // As far ahead as inputs may be: a client that gets no snapshots waits.
    if (next <= this.sentTick) return;
    this.sentTick = next;
    if (isSame(before, this.frame) && this.unsent < QUIET_FRAMES) return;
    this.send();
  }

  private take(data: Buffer): void {
    const isStarfray = data[0] === 0xdc && data[3] === SNAPSHOT_TYPE;
    if (!isStarfray && data[0] !== 0x2a) return;
    if (counts.isMeasuring) {
      counts.snapshots += 1;
      perClient[this.index] = (perClient[this.index] ?? 0) + 1;
      counts.bytes += data.length;
      if (counts.snapshots % 16 === 0) counts.sizes.push(data.length);
    }
    // Type, tick (in full: 5, 3 or 2 bytes, or 1) and age; a delta has its tick in one byte.
    if (isStarfray) this.tick = readTick(data, this.tick);
    else this.tick += 2;
    if (options.sendsChangesOnly === true) return;
    this.sentTick = this.nextTick();
    this.frame = (this.frame + 1) % PREBUILT;
    this.send();
  }

  private nextTick(): number {
    const onTime = this.tick + LEAD_TICKS + (this.tick & 1);
    return Math.min(Math.max(this.sentTick + 2, onTime), onTime + MAX_LEAD_TICKS);
  }

  private send(): void {
    this.unsent = 0;
    const { frame } = this;
    const bytes = Buffer.from(frames.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
    bytes.writeUInt32BE(this.tick, ACKNOWLEDGED_AT);
    bytes.writeUInt32BE(this.sentTick, TICK_AT);
    this.socket.send(bytes);
    if (counts.isMeasuring) counts.inputs += 1;
  }
}

function isSame(a: number, b: number): boolean {
  const controls = (frame: number) => frames.subarray(frame * FRAME_BYTES + CONTROLS_AT, (frame + 1) * FRAME_BYTES);
  return controls(a).equals(controls(b));
}

// Thirty frames a second for each, in turns, on an absolute schedule.
function passTime(): void {
  const startMs = performance.now();
  let turn = 0;
  const wake = (): void => {
    while (performance.now() - startMs >= turn * TURN_MS) {
      for (let i = turn % TURNS; i < lean.length; i += TURNS) lean[i]?.pass();
      turn += 1;
    }
    setTimeout(wake, 1);
  };
  wake();
}

function joinReal(index: number): { client: NetClient<StarfrayWorld, Arena>; fly: () => void } {
  const random = createRandom(index);
  const client = new NetClient<StarfrayWorld, Arena>({
    game: starfray,
    connect: () => {
      const url = joinUrl({ server: options.url, version, kind: 'bot', name: `Real ${index}` });
      const link = createWebSocketLink(new globalThis.WebSocket(url, subprotocols(starfray.identity)));
      return {
        get isOpen() {
          return link.isOpen;
        },
        get bufferedBytes() {
          return link.bufferedBytes;
        },
        send: (bytes) => {
          if (counts.isMeasuring) counts.inputs += 1;
          link.send(bytes);
        },
        sendPair: (first, second) => link.sendPair(first, second),
        close: (code, reason) => link.close(code, reason),
        onMessage: (receive) => link.onMessage(receive),
        onClose: (ended) => link.onClose(ended),
      };
    },
    random: () => randomBelow(random, 1000) / 1000,
    draws: false,
  });
  const pilot = createBenchPilot(100 + index);
  const controls = input.view();
  return {
    client,
    fly: () => {
      flyBenchPilot(pilot, randomBelow(random, 2000) - 1000, randomBelow(random, 2000) - 1000, controls);
      client.setInput(controls);
      client.update(performance.now());
      while (client.takeEvent() !== undefined);
    },
  };
}

let isDone = false;
function fail(reason: string): void {
  if (isDone) return;
  isDone = true;
  console.log(JSON.stringify({ error: reason }));
  process.exit(1);
}

const real = Array.from({ length: options.real }, (_, i) => joinReal(i));
const flight = setInterval(() => {
  for (const { fly } of real) fly();
}, 1000 / 60);
const lean: LeanClient[] = [];
if (options.sendsChangesOnly === true) passTime();
for (let i = 0; i < options.lean; i += 1) {
  const client = new LeanClient(i);
  await client.opened();
  lean.push(client);
  // No faster than a server takes them.
  await new Promise((resolve) => setTimeout(resolve, 1000 / JOINS_PER_SECOND));
}

setTimeout(() => {
  const realBefore = real.map(({ client }) => client.stats.snapshots);
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  counts.isMeasuring = true;
  console.log('measuring');
  setTimeout(() => {
    counts.isMeasuring = false;
    const cpu = process.cpuUsage(cpuBefore);
    const seconds = (performance.now() - startMs) / 1000;
    isDone = true;
    clearInterval(flight);
    const realSnapshots = real.reduce((sum, { client }, i) => sum + client.stats.snapshots - item(realBefore, i), 0);
    const stats = real.map(({ client }) => client.stats);
    const result = {
      seconds,
      snapshots: counts.snapshots + realSnapshots,
      leanSnapshots: counts.snapshots,
      inputs: counts.inputs,
      rates: perClient.map((count) => count / seconds),
      bytesMean: counts.bytes / Math.max(1, counts.snapshots),
      cpuShare: (cpu.user + cpu.system) / 1e6 / seconds,
      desyncs: stats.reduce((sum, { desyncs }) => sum + desyncs, 0),
      corrections: stats.reduce((sum, { corrections }) => sum + corrections.count, 0),
      sizes: counts.sizes,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
  }, options.measuredMs);
}, options.warmUpMs);
