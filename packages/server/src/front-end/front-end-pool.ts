// All front ends of a server: their port, their certificate, what they carry, and their end. Where none of them works their door is opened in
// the main thread.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type MessagePort, Worker } from 'node:worker_threads';
import { inBackground } from '../background.ts';
import type { Network } from '../identity/ip-address.ts';
import type { Log } from '../log.ts';
import type { Doorway, WireReading } from '../net/index.ts';
import { createBeatMemory } from './beat.ts';
import { type Certificate, FrontDoor, type SharedPlace } from './front-door.ts';
import { FrontEndSlot, type SlotThread } from './front-end-slot.ts';
import { FrontEndThread, type FrontGame, type ThreadEvents } from './front-end-thread.ts';
import type { FrontEndData } from './messages.ts';
import type { RelayedSocket } from './relay-listener.ts';

/** How long threads may take to end by themselves. */
const END_MS = 1000;
const LOOK_MS = 10;
const TICKET_KEY_BYTES = 48;
/** The door of the main thread names itself so to the main thread's server. */
const OWN_DOOR = 255;

export interface PoolOptions {
  /** The module that calls `runFrontEnd`. */
  readonly module: URL;
  readonly threads: number;
  readonly games: readonly FrontGame[];
  readonly relay: { readonly path: string; readonly secret: Uint8Array };
  readonly certificate: Certificate | undefined;
  readonly handshakeTimeoutMs: number | undefined;
  readonly tcpProxies: readonly Network[];
  readonly heartbeatMs: number | undefined;
  readonly heartbeatTimeoutMs: number | undefined;
}

export interface PoolDeps {
  readonly log: Log;
  readonly onRefusal: (status: number, reason: string) => void;
}

/** What one front end carries now, for status and metrics. */
export interface FrontEndStatus {
  readonly name: string;
  readonly isUp: boolean;
  readonly utilization: number;
  readonly cpuSeconds: number;
  readonly connections: number;
}

export class FrontEndPool {
  private readonly options: PoolOptions;
  private readonly deps: PoolDeps;
  private readonly slots: readonly FrontEndSlot[];
  private readonly beats: SharedArrayBuffer;
  private readonly ticketKeys = randomBytes(TICKET_KEY_BYTES);
  private certificate: Certificate | undefined;
  private place: SharedPlace = { hosts: [], port: 0 };
  /** Where no front end works. */
  private ownDoor: FrontDoor | undefined;
  private joins = 0;
  /** Begun, and not to be ended: a front end that is given up then is noticed. */
  private isRunning = false;
  /** By game: what went over the wires of threads that have ended. */
  private readonly past: { receivedBytes: number; sentBytes: number }[];

  constructor(options: PoolOptions, deps: PoolDeps) {
    this.options = options;
    this.deps = deps;
    this.certificate = options.certificate;
    this.beats = createBeatMemory(options.threads);
    this.past = options.games.map(() => ({ receivedBytes: 0, sentBytes: 0 }));
    this.slots = Array.from(
      { length: options.threads },
      (_, frontEnd) =>
        new FrontEndSlot({
          frontEnd,
          log: deps.log,
          start: (events) => this.startThread(frontEnd, events),
          onGivenUp: () => this.noticeGivenUp(),
        }),
    );
  }

  /** Listens; answers the port. Rejects with Node's own error when not even the main thread can. */
  async start(place: SharedPlace): Promise<number> {
    this.place = place;
    const [first, ...others] = this.slots;
    const port = await first?.begin();
    if (port === undefined) {
      // What the first cannot do three times, the others cannot either.
      return this.openOwnDoor();
    }
    // Where any port would do, the others take that of the first.
    this.place = { ...place, port };
    await Promise.all(others.map((slot) => slot.begin()));
    this.isRunning = true;
    return port;
  }

  /** The doorway of an upgrade that a front end has relayed; undefined where the main thread holds its WebSocket. */
  doorway(game: number, client: RelayedSocket, request: IncomingMessage, head: Buffer): Doorway | undefined {
    return this.slots[client.frontEnd]?.thread?.doorway(game, client, request, head);
  }

  /** Clients whose connections front ends hold. */
  get connections(): number {
    return sum(this.threads(), ({ connections }) => connections);
  }

  /** @throws Error when it cannot be used. */
  use(certificate: Certificate): void {
    this.certificate = certificate;
    this.ownDoor?.use(certificate);
    for (const thread of this.threads()) thread.use(certificate);
  }

  status(): FrontEndStatus[] {
    return this.slots.map(({ thread }, i) => ({
      name: `front end ${i}`,
      isUp: thread !== undefined,
      utilization: thread?.load?.utilization ?? 0,
      cpuSeconds: thread?.load?.cpuSeconds ?? 0,
      connections: thread?.connections ?? 0,
    }));
  }

  /** What the sockets of all front ends carried, of one game. */
  wire(game: number): WireReading {
    const now = this.threads().flatMap(({ load }) => load?.wires[game] ?? []);
    const past = this.past[game];
    return {
      connections: sum(now, ({ connections }) => connections),
      receivedBytes: sum(now, ({ receivedBytes }) => receivedBytes) + (past?.receivedBytes ?? 0),
      sentBytes: sum(now, ({ sentBytes }) => sentBytes) + (past?.sentBytes ?? 0),
      roundTripsMs: now.flatMap(({ roundTripsMs }) => roundTripsMs),
    };
  }

  /** Resolves when no client is left, or after `graceMs`. */
  async awaitClients(graceMs: number): Promise<void> {
    const startMs = performance.now();
    while (this.connections > 0 && performance.now() - startMs < graceMs) await pause(LOOK_MS);
  }

  /** Takes no new connections; those that are open go on. */
  stopListening(): void {
    this.isRunning = false;
    for (const thread of this.threads()) thread.stopListening();
    this.ownDoor?.stopListening();
  }

  /** Ends all front ends, in about a second whatever they do. */
  async stop(): Promise<void> {
    this.isRunning = false;
    const left = new Set(this.slots.flatMap((slot) => slot.stop() ?? []));
    for (const thread of left) thread.finish();
    this.ownDoor?.cutAll();
    const startMs = performance.now();
    const isLeft = () => [...left].some(({ isOver }) => !isOver);
    while (isLeft() && performance.now() - startMs < END_MS) await pause(LOOK_MS);
    for (const thread of left) thread.terminate('the server stops');
  }

  private threads(): SlotThread[] {
    return this.slots.flatMap(({ thread }) => thread ?? []);
  }

  private startThread(frontEnd: number, events: ThreadEvents): FrontEndThread {
    const { module, games, relay, tcpProxies, heartbeatMs, heartbeatTimeoutMs } = this.options;
    const { log, onRefusal } = this.deps;
    const createWorker = (data: FrontEndData, ports: readonly MessagePort[]) =>
      new Worker(module, { name: `front end ${frontEnd}`, workerData: data, transferList: [...ports] });
    const thread: FrontEndThread = new FrontEndThread(
      {
        frontEnd,
        games,
        relay,
        tls: this.tlsTerms(),
        tcpProxies,
        heartbeatMs,
        heartbeatTimeoutMs,
        place: this.place,
        beats: this.beats,
      },
      { createWorker, log, onRefusal, nextJoin: () => this.nextJoin() },
      {
        ...events,
        ended: (why) => {
          this.keepWires(thread);
          events.ended(why);
        },
      },
    );
    return thread;
  }

  private nextJoin(): number {
    this.joins += 1;
    return this.joins;
  }

  private keepWires({ load }: FrontEndThread): void {
    for (const [game, wire] of (load?.wires ?? []).entries()) {
      const past = this.past[game];
      if (past === undefined) continue;
      past.receivedBytes += wire.receivedBytes;
      past.sentBytes += wire.sentBytes;
    }
  }

  private noticeGivenUp(): void {
    if (!this.isRunning || this.slots.some(({ isGivenUp }) => !isGivenUp)) return;
    this.isRunning = false;
    inBackground(this.deps.log, 'listening in the main thread', () => this.openOwnDoor());
  }

  private async openOwnDoor(): Promise<number> {
    const { log, onRefusal } = this.deps;
    const { relay, tcpProxies } = this.options;
    for (const slot of this.slots) slot.stop();
    const door = new FrontDoor(
      { frontEnd: OWN_DOOR, relay, tls: this.tlsTerms(), tcpProxies },
      { log, onRefused: (fault) => onRefusal(0, fault) },
    );
    const port = await door.listen(this.place, false);
    log.warn({ port }, 'no front end works: the main thread takes all connections');
    this.ownDoor = door;
    return port;
  }

  private tlsTerms() {
    const { certificate, ticketKeys } = this;
    const { handshakeTimeoutMs } = this.options;
    return certificate === undefined ? undefined : { certificate, ticketKeys, handshakeTimeoutMs };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
