// The clients of one run, all alike: each answers each state with one small input, and counts what it got. A few of Starfray's are real
// ones, which check every row against the server's sums. In the end all stand still, and a few tell what they hold. The last line of
// stdout is what they saw; the process ends on a message. Arguments: kind, port, players, warm-up and measured milliseconds.

import { Client } from '@colyseus/sdk';
import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { createRandom, type RandomState, randomBelow } from '@starfray/shared/core';
import { QUIET_MS } from '@starfray/shared/protocol';
import { unpack } from 'msgpackr';
import { type ClientNetwork, Client as NengiClient } from 'nengi';
import { BufferReader, BufferWriter } from 'nengi-buffers';
import { WebSocket } from 'ws';
import { isSnapshot, readTick } from '../snapshot-tick.ts';
import { createContext, HEADING } from './nengi-scene.ts';
import { HALT, HEADINGS, placeName, TICK_MS, TICKS_PER_SECOND } from './scene.ts';
import { BENCH_IDENTITY, benchInput, createBenchGame, placeAt, VERSION } from './starfray-game.ts';

const REAL_CLIENTS = 8;
/** A new heading about so often. */
const HEADING_TICKS = 20;
const LEAD_TICKS = 3;
/** A client that has nothing new to say is heard of all the same after so many frames. */
const QUIET_FRAMES = QUIET_MS / TICK_MS;
/** For so long all stand still before they tell what they hold. */
const HALT_MS = 2000;
/** After its last word, whatever happens. */
const LIFE_MS = 20_000;

const [kind = '', port = '', players = '', warmUpMs = '', measuredMs = ''] = process.argv.slice(2);
const got: number[] = [];
let inputs = 0;
let isMeasuring = false;
let isHalted = false;
let isDone = false;

function fail(reason: string): void {
  if (isDone) return;
  isDone = true;
  console.log(JSON.stringify({ error: reason }));
  process.exit(1);
}

function note(index: number): void {
  if (isMeasuring) got[index] = (got[index] ?? 0) + 1;
}

function noteInput(): void {
  if (isMeasuring) inputs += 1;
}

class Pilot {
  heading: number;
  private readonly random: RandomState;

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.heading = randomBelow(this.random, HEADINGS);
  }

  /** The heading of the next tick. */
  next(): number {
    if (randomBelow(this.random, HEADING_TICKS) === 0) this.heading = randomBelow(this.random, HEADINGS);
    if (isHalted) this.heading = HALT;
    return this.heading;
  }
}

function open(
  url: string,
  protocols: string[],
  index: number,
  take: (data: Buffer, socket: WebSocket) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
  socket.on('message', (data) => {
    if (data instanceof Buffer) take(data, socket);
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', (code) => fail(`client ${index} was closed with ${code}`));
  return new Promise((resolve) => socket.once('open', () => resolve(socket)));
}

const lastStates: Buffer[] = [];

function joinPlain(index: number): Promise<unknown> {
  const pilot = new Pilot(index);
  const input = Buffer.alloc(6);
  return open(`ws://127.0.0.1:${port}`, [], index, (data, socket) => {
    note(index);
    if (index < REAL_CLIENTS) lastStates[index] = data;
    const message = Buffer.from(input);
    message[5] = pilot.next();
    noteInput();
    socket.send(message);
  });
}

// [tick, [id, x, y]…] of those in view; ready bytes tell nothing.
function placesOfState(state: Buffer): string[] {
  if (kind === 'bare') return [];
  const [, ...movers] = (kind === 'json' ? JSON.parse(state.toString()) : unpack(state)) as [number, ...number[][]];
  return movers.map(([, x = 0, y = 0]) => placeName(x, y));
}

function joinStarfray(index: number): Promise<unknown> {
  const pilot = new Pilot(index);
  let tick = 0;
  let sent = 0;
  let heading = -1;
  let unsent = 0;
  const url = joinUrl({ server: `ws://127.0.0.1:${port}`, version: VERSION, kind: 'bot' });
  return open(url, subprotocols(BENCH_IDENTITY), index, (data, socket) => {
    if (!isSnapshot(data)) return;
    note(index);
    tick = readTick(data, tick);
    sent = Math.max(sent + 1, tick + LEAD_TICKS);
    const before = heading;
    heading = pilot.next();
    unsent += 1;
    // As Starfray's own clients do: an input that differs from the last, and one every 200 ms whatever it is.
    if (kind === 'starfray-changes' && heading === before && unsent < QUIET_FRAMES) return;
    unsent = 0;
    noteInput();
    // [1, acknowledged, tick, seen behind, [heading]]
    const message = Buffer.from([0x95, 1, 0xce, 0, 0, 0, 0, 0xce, 0, 0, 0, 0, 0, 0x91, heading]);
    message.writeUInt32BE(tick, 3);
    message.writeUInt32BE(sent, 8);
    socket.send(message);
  });
}

const real: { readonly client: NetClient<never, never>; readonly pilot: Pilot }[] = [];

function joinReal(index: number): void {
  const url = joinUrl({ server: `ws://127.0.0.1:${port}`, version: VERSION, kind: 'bot' });
  const client = new NetClient({
    game: createBenchGame(Number(players)),
    connect: () => createWebSocketLink(new globalThis.WebSocket(url, subprotocols(BENCH_IDENTITY))),
    random: Math.random,
    draws: false,
  });
  real.push({ client: client as unknown as NetClient<never, never>, pilot: new Pilot(1000 + index) });
}

const seenByColyseus: number[] = [];
const colyseusPlaces: (() => string[])[] = [];

async function joinColyseus(index: number): Promise<void> {
  const client = new Client(`ws://127.0.0.1:${port}`);
  const room = await client.joinOrCreate<{ movers: Map<string, { x: number; y: number }> }>('scene');
  const pilot = new Pilot(index);
  room.onStateChange((state) => {
    note(index);
    noteInput();
    room.send('h', pilot.next());
    if (isMeasuring && index < REAL_CLIENTS) seenByColyseus.push(state.movers.size);
  });
  if (index < REAL_CLIENTS) {
    colyseusPlaces.push(() => Array.from(room.state.movers.values(), ({ x, y }) => placeName(x, y)));
  }
  room.onLeave((code) => fail(`client ${index} left with ${code}`));
}

/** What nengi's client needs of one: the socket is the same as everybody's. */
class NoAdapter {}

interface Place {
  x: number;
  y: number;
}

const nengiPlaces: Map<number, Place>[] = [];

async function joinNengi(index: number): Promise<void> {
  const { network } = new NengiClient(createContext(), NoAdapter, TICKS_PER_SECOND);
  const pilot = new Pilot(index);
  const held = new Map<number, Place>();
  if (index < REAL_CLIENTS) nengiPlaces.push(held);
  const accepted = Promise.withResolvers<void>();
  let isAccepted = false;
  const socket = await open(`ws://127.0.0.1:${port}`, [], index, (data, own) => {
    if (!isAccepted) {
      isAccepted = true;
      accepted.resolve();
      return;
    }
    note(index);
    if (index < REAL_CLIENTS) takeNengiSnapshot(network, data, held);
    network.addCommand({ ntype: HEADING, nid: 0, heading: pilot.next() });
    noteInput();
    own.send(network.createOutboundBuffer(BufferWriter));
  });
  // One byte longer than what it writes.
  socket.send(network.createHandshakeBuffer({}, BufferWriter).subarray(0, -1));
  await accepted.promise;
}

function takeNengiSnapshot(network: ClientNetwork, data: Buffer, held: Map<number, Place>): void {
  network.readSnapshot(new BufferReader(data));
  for (const { createEntities, updateEntities, deleteEntities } of network.snapshots) {
    for (const { nid, x, y } of createEntities) held.set(nid, { x, y });
    for (const { nid, prop, value } of updateEntities) Object.assign(held.get(nid) ?? {}, { [prop]: value });
    for (const nid of deleteEntities) held.delete(nid);
  }
  network.snapshots.length = 0;
}

function placesHeld(): string[][] {
  if (kind === 'nengi') return nengiPlaces.map((held) => Array.from(held.values(), ({ x, y }) => placeName(x, y)));
  if (kind === 'colyseus') return colyseusPlaces.map((places) => places());
  if (!isStarfray) return lastStates.map(placesOfState);
  return real.map(({ client }) => {
    const { held } = client;
    if (held === undefined) return [];
    return Array.from(held.ids.entries()).flatMap(([slot, id]) =>
      id === 0 ? [] : [placeAt(held.ints, held.base(slot))],
    );
  });
}

const isStarfray = kind.startsWith('starfray');
const count = Number(players);
for (let i = 0; i < count; i += 1) {
  if (kind === 'colyseus') await joinColyseus(i);
  else if (kind === 'nengi') await joinNengi(i);
  else if (isStarfray && i >= count - REAL_CLIENTS) joinReal(i);
  else if (isStarfray) await joinStarfray(i);
  else await joinPlain(i);
}
const controls = benchInput.view();
setInterval(() => {
  for (const { client, pilot } of real) {
    controls.heading = pilot.next();
    client.setInput(controls);
    client.update(performance.now());
  }
}, TICK_MS / 2);

setTimeout(() => {
  isMeasuring = true;
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const before = real.map(({ client }) => client.stats.snapshots);
  console.log('measuring');
  setTimeout(() => {
    isMeasuring = false;
    const used = process.cpuUsage(cpu);
    const seconds = (performance.now() - startMs) / 1000;
    for (const [i, { client }] of real.entries())
      got[count - REAL_CLIENTS + i] = client.stats.snapshots - (before[i] ?? 0);
    const rates = Array.from({ length: count }, (_, i) => (got[i] ?? 0) / seconds);
    console.log('measured');
    const heldCounts = real.map(({ client }) => client.held?.ids.reduce((sum, id) => sum + (id === 0 ? 0 : 1), 0) ?? 0);
    const nengiCounts = nengiPlaces.map(({ size }) => size);
    const inView = kind === 'colyseus' ? seenByColyseus : [...heldCounts, ...nengiCounts];
    const seen = {
      seconds,
      messages: rates.reduce((sum, rate) => sum + rate, 0) * seconds,
      inputs,
      leastRate: Math.min(...rates),
      cpuShare: (used.user + used.system) / 1e6 / seconds,
      desyncs: real.reduce((sum, { client }) => sum + client.stats.desyncs, 0),
      inView: inView.length === 0 ? undefined : inView.reduce((sum, n) => sum + n, 0) / inView.length,
    };
    isHalted = true;
    setTimeout(() => {
      isDone = true;
      console.log(JSON.stringify({ ...seen, held: placesHeld() }));
      setTimeout(() => process.exit(0), LIFE_MS);
    }, HALT_MS);
  }, Number(measuredMs));
}, Number(warmUpMs));
