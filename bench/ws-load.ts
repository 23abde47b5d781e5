// The load of `bench ws`, a process of its own: lean clients that count what comes and answer each message with a prebuilt
// input, and a few real headless ones. Its last line of stdout is a JSON object of what it saw while measuring.

import { createWebSocketLink, joinUrl, NetClient, SUBPROTOCOL } from '@starfray/client/net';
import { createRandom, item, randomBelow } from '@starfray/shared/core';
import { type Arena, input, type StarfrayWorld, starfray } from '@starfray/shared/game';
import { versionHash } from '@starfray/shared/net';
import { WebSocket } from 'ws';
import { createBenchPilot, flyBenchPilot } from './pilot.ts';

interface LoadOptions {
  readonly url: string;
  readonly lean: number;
  readonly real: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
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

const options: LoadOptions = JSON.parse(process.argv[2] ?? '{}');
const version = versionHash(starfray);
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

function joinLean(index: number): Promise<void> {
  const socket = new WebSocket(joinUrl({ server: options.url, version, kind: 'bot' }), [SUBPROTOCOL], {
    perMessageDeflate: false,
  });
  let tick = 0;
  let sentTick = 0;
  let frame = (index * 37) % PREBUILT;
  socket.on('message', (data) => {
    if (!(data instanceof Buffer)) return;
    const isStarfray = data[0] === 0xdc && data[3] === SNAPSHOT_TYPE;
    if (!isStarfray && data[0] !== 0x2a) return;
    if (counts.isMeasuring) {
      counts.snapshots += 1;
      counts.bytes += data.length;
      if (counts.snapshots % 16 === 0) counts.sizes.push(data.length);
    }
    // Type, tick (in full: 5, 3 or 2 bytes, or 1) and age; a delta has its tick in one byte.
    if (isStarfray) tick = readTick(data, tick);
    else tick += 2;
    const firstTick = Math.max(sentTick + 2, tick + LEAD_TICKS + (tick & 1));
    sentTick = firstTick;
    const bytes = Buffer.from(frames.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
    frame = (frame + 1) % PREBUILT;
    bytes.writeUInt32BE(tick, ACKNOWLEDGED_AT);
    bytes.writeUInt32BE(firstTick, TICK_AT);
    socket.send(bytes);
    if (counts.isMeasuring) counts.inputs += 1;
  });
  socket.on('error', (error) => fail(`client ${index}: ${error.message}`));
  socket.on('close', (code, reason) => {
    if (!isDone) fail(`client ${index} was closed: ${code} ${reason}`);
  });
  return new Promise((resolve) => socket.once('open', () => resolve()));
}

// A delta's age follows its one-byte tick; in a full snapshot the tick is complete and the age 0.
function readTick(data: Buffer, before: number): number {
  const head = data[4] ?? 0;
  if (head === 0xce) return data.readUInt32BE(5);
  if (head === 0xcd) return data.readUInt16BE(5);
  if (head === 0xcc) return data[5] ?? 0;
  const age = data[5] ?? 0;
  return age === 0 ? head : before + age;
}

function joinReal(index: number): { client: NetClient<StarfrayWorld, Arena>; fly: () => void } {
  const random = createRandom(index);
  const client = new NetClient<StarfrayWorld, Arena>({
    game: starfray,
    connect: () => {
      const url = joinUrl({ server: options.url, version, kind: 'bot', name: `Real ${index}` });
      const link = createWebSocketLink(new globalThis.WebSocket(url, [SUBPROTOCOL]));
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
for (let i = 0; i < options.lean; i += 1) {
  await joinLean(i);
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
      bytesMean: counts.bytes / Math.max(1, counts.snapshots),
      cpuShare: (cpu.user + cpu.system) / 1e6 / seconds,
      desyncs: stats.reduce((sum, { desyncs }) => sum + desyncs, 0),
      corrections: stats.reduce((sum, { corrections }) => sum + corrections.count, 0),
      sizes: counts.sizes,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
  }, options.measuredMs);
}, options.warmUpMs);
