// One front end as the main thread sees it, from the start of its thread to its end: what it reports, and the clients that it holds.

import type { IncomingMessage } from 'node:http';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { assertNever } from '@starfray/shared/core';
import type { Log } from '../log.ts';
import type { Doorway } from '../net/index.ts';
import { Beat } from './beat.ts';
import { FarDoorway } from './far-doorway.ts';
import type { Certificate, FrontDoorOptions, SharedPlace } from './front-door.ts';
import type { FrontEndSeats, FrontSeats } from './front-seats.ts';
import type { FromFrontEnd, FrontEndData, FrontEndLoad, ToFrontEnd } from './messages.ts';
import type { RelayedSocket } from './relay-listener.ts';

/** A game whose clients front ends may hold; without seats for them its WebSockets run on the main thread, through the relay. */
export interface FrontGame {
  readonly name: string;
  readonly seats: FrontSeats | undefined;
}

export interface ThreadTerms extends FrontDoorOptions, Pick<FrontEndData, 'heartbeatMs' | 'heartbeatTimeoutMs'> {
  readonly games: readonly FrontGame[];
  readonly place: SharedPlace;
  readonly beats: SharedArrayBuffer;
}

export interface ThreadDeps {
  /** Starts the thread. */
  readonly createWorker: (data: FrontEndData, ports: readonly MessagePort[]) => Worker;
  readonly log: Log;
  /** Receives the status of each refusal that a front end makes by itself, and why. */
  readonly onRefusal: (status: number, reason: string) => void;
  /** A number that no other join of this process has. */
  readonly nextJoin: () => number;
}

export interface ThreadEvents {
  readonly listening: (port: number) => void;
  /** It ends by itself or was ended; called once. `why` is for the log. */
  readonly ended: (why: string) => void;
}

export class FrontEndThread {
  private readonly worker: Worker;
  private readonly terms: ThreadTerms;
  private readonly deps: ThreadDeps;
  private readonly events: ThreadEvents;
  private readonly beat: Beat;
  /** By game. */
  private readonly seats: readonly (FrontEndSeats | undefined)[];
  private readonly held = new Map<number, FarDoorway>();
  private fault = 'it ended by itself';
  isOver = false;
  load: FrontEndLoad | undefined;

  constructor(terms: ThreadTerms, deps: ThreadDeps, events: ThreadEvents) {
    this.terms = terms;
    this.deps = deps;
    this.events = events;
    const { games, frontEnd, beats } = terms;
    this.beat = new Beat(beats, frontEnd);
    const channels = games.map(() => new MessageChannel());
    const ports = channels.map(({ port2 }) => port2);
    const data = { ...terms, games: games.map(({ name }, i) => ({ name, port: portAt(ports, i) })) };
    this.worker = deps.createWorker(data, ports);
    this.worker.on('message', (message: FromFrontEnd) => this.hear(message));
    this.worker.on('error', (error: unknown) => {
      this.fault = 'a bug';
      deps.log.error({ err: error, frontEnd }, 'a bug in a front end');
    });
    this.worker.once('exit', () => this.end(this.fault));
    this.seats = games.map(({ seats }, i) => {
      const port = channels[i]?.port1;
      return port === undefined ? undefined : seats?.open({ frontEnd, port });
    });
  }

  /** Clients whose connections were handed over. */
  get connections(): number {
    return this.held.size;
  }

  get beats(): number {
    return this.beat.count;
  }

  /** The doorway of an upgrade that came through this front end; undefined where WebSockets of the game run on the main thread. */
  doorway(game: number, client: RelayedSocket, request: IncomingMessage, head: Buffer): Doorway | undefined {
    const seats = this.seats[game];
    if (seats === undefined || this.isOver) return undefined;
    const { nextJoin, onRefusal } = this.deps;
    const side = {
      seats,
      game,
      nextJoin,
      post: (message: ToFrontEnd) => this.post(message),
      noteRefusal: (status: number) => onRefusal(status, 'this is no WebSocket handshake'),
      hold: (connection: number, doorway: FarDoorway) => {
        this.held.set(connection, doorway);
      },
    };
    return new FarDoorway(side, client, request, head);
  }

  use(certificate: Certificate): void {
    this.post({ kind: 'certificate', certificate });
  }

  stopListening(): void {
    this.post({ kind: 'stop listening' });
  }

  /** Has the thread cut what is left and end by itself. */
  finish(): void {
    this.fault = 'the server stops';
    this.post({ kind: 'end' });
  }

  /** Ends the thread, whatever it does, and counts it as gone from now on: one that is stuck in the kernel goes later, or never. */
  terminate(why: string): void {
    this.worker.terminate().catch(() => undefined);
    this.end(why);
  }

  private post(message: ToFrontEnd): void {
    if (!this.isOver) this.worker.postMessage(message);
  }

  private end(why: string): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const doorway of this.held.values()) doorway.ended();
    this.held.clear();
    for (const seats of this.seats) seats?.ended();
    this.events.ended(why);
  }

  private hear(message: FromFrontEnd): void {
    if (this.isOver) return;
    const { log, onRefusal } = this.deps;
    switch (message.kind) {
      case 'listening':
        this.events.listening(message.port);
        break;
      case 'cannot listen':
        this.fault = `it cannot listen (${message.code})`;
        this.post({ kind: 'end' });
        break;
      case 'log':
        log[message.level]({ ...message.fields, frontEnd: this.terms.frontEnd }, message.message);
        break;
      case 'refused':
        onRefusal(0, message.fault);
        break;
      case 'no handshake':
        this.held.get(message.connection)?.noHandshake(message.status);
        break;
      case 'not passed on':
        this.held.get(message.connection)?.notPassedOn(message.fault);
        break;
      case 'closed':
        this.held.get(message.connection)?.ended();
        this.held.delete(message.connection);
        break;
      case 'load':
        this.load = message;
        break;
      default:
        assertNever(message, 'message');
    }
  }
}

function portAt(ports: readonly MessagePort[], i: number): MessagePort {
  const port = ports[i];
  if (port === undefined) throw new Error('a port for each game');
  return port;
}
