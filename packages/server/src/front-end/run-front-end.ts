// The thread of a front end: it takes clients in, and does all of a client's work that needs no room. What it is to listen on and whom it
// may let in the main thread tells it.

import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Game, GameIdentity, World } from '@starfray/shared/contract';
import { assert, assertNever } from '@starfray/shared/core';
import { CLOSE } from '@starfray/shared/protocol';
import type { Log } from '../log.ts';
import { pipeUpgrade, refuseByStatus, WireMeter, WsDoor } from '../net/index.ts';
import { ThreadRooms, TickBellListener } from '../room/index.ts';
import { closeReason } from '../session/index.ts';
import { Beat } from './beat.ts';
import { FrontDoor } from './front-door.ts';
import type { CreateFrontRooms, FrontRooms, FrontRoomsDeps } from './front-rooms.ts';
import type { FromFrontEnd, FrontEndData, LogLevel, Order, RelayedRequest, ToFrontEnd } from './messages.ts';
import { sharedNow } from './shared-clock.ts';
import { createThreadLoad } from './thread-load.ts';

const BEAT_MS = 250;
const LOAD_MS = 1000;
/** For goodbyes to be written, before the thread ends. */
const GOODBYE_MS = 250;

/** A game of any kind, as a front end has it. */
export interface ThreadedGame {
  readonly identity: GameIdentity;
  createRooms(create: CreateFrontRooms, deps: FrontRoomsDeps): FrontRooms;
}

/** A game for `runFrontEnd`. */
export function frontGame<W extends World, A>(game: Game<W, A>): ThreadedGame {
  return { identity: game.identity, createRooms: (create, deps) => create(game, deps) };
}

/** The rooms of a game on what the simulation shares. */
export const createThreadRooms: CreateFrontRooms = (game, { frontEnd, port, now }) => {
  const readLoad = createThreadLoad();
  return new ThreadRooms(game, {
    frontEnd,
    port,
    now,
    sharedNow,
    takeMessage: receiveMessageOnPort,
    listen: (bell, heard) => new TickBellListener(bell, heard, setImmediate),
    utilization: () => readLoad().utilization,
  });
};

/**
 * Runs this thread as a front end that may serve these games: what a server starts as its `frontEnd` calls this, and nothing else.
 * @throws Error where it is no worker.
 */
export function runFrontEnd(games: readonly ThreadedGame[], createRooms: CreateFrontRooms = createThreadRooms): void {
  assert(parentPort !== null, 'runs as a thread only');
  new FrontEnd(parentPort, workerData as FrontEndData, games, createRooms).start();
}

interface Served {
  readonly door: WsDoor;
  readonly meter: WireMeter;
  readonly rooms: FrontRooms;
}

/** A client that the main thread has handed over. */
interface Held {
  readonly connection: number;
  readonly request: RelayedRequest;
  readonly socket: Socket;
  readonly head: Buffer;
}

class FrontEnd {
  private readonly port: MessagePort;
  private readonly data: FrontEndData;
  private readonly beat: Beat;
  private readonly games: readonly Served[];
  private readonly front: FrontDoor;
  private readonly held = new Map<number, Held>();
  private readonly log: Log;
  private readonly readLoad = createThreadLoad();
  /** The client whose handshake is under way. */
  private opening: Held | undefined;
  private isFailing = false;

  constructor(port: MessagePort, data: FrontEndData, games: readonly ThreadedGame[], createRooms: CreateFrontRooms) {
    this.port = port;
    this.data = data;
    this.log = this.createLog();
    this.beat = new Beat(data.beats, data.frontEnd);
    this.games = data.games.map(({ name, port: own }) => {
      const game = games.find(({ identity }) => identity.name === name);
      assert(game !== undefined, `the module of the front ends names the game ${name}`);
      return this.serve(game, own, createRooms);
    });
    this.front = new FrontDoor(data, { log: this.log, onRefused: (fault) => this.say({ kind: 'refused', fault }) });
  }

  start(): void {
    process.on('uncaughtException', (error) => this.fail(error));
    // Node writes them to stderr by itself, between the lines of the log.
    process.removeAllListeners('warning');
    process.on('warning', (warning) => this.log.warn({ err: warning }, 'Node warns'));
    this.port.on('message', (message: ToFrontEnd) => this.hear(message));
    setInterval(() => this.beat.raise(), BEAT_MS);
    setInterval(() => this.tellLoad(), LOAD_MS);
    this.front.listen(this.data.place).then(
      (port) => this.say({ kind: 'listening', port }),
      (error: unknown) => {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        this.say({ kind: 'cannot listen', code });
      },
    );
  }

  private serve(game: ThreadedGame, port: MessagePort, createRooms: CreateFrontRooms): Served {
    const { frontEnd, heartbeatMs, heartbeatTimeoutMs } = this.data;
    const { log } = this;
    const meter = new WireMeter();
    const door = new WsDoor({
      subprotocol: game.identity.subprotocol,
      log,
      meter,
      onRefused: ({ status }) => this.sayNone(this.opening?.connection, status),
      heartbeatMs,
      heartbeatTimeoutMs,
    });
    const rooms = game.createRooms(createRooms, { frontEnd, port, log, now: () => performance.now() });
    return { door, meter, rooms };
  }

  private hear(message: ToFrontEnd): void {
    switch (message.kind) {
      case 'order':
        this.take(message);
        break;
      case 'certificate':
        this.front.use(message.certificate);
        break;
      case 'stop listening':
        this.front.stopListening();
        break;
      case 'end':
        this.front.cutAll();
        process.exit(0);
        break;
      default:
        assertNever(message, 'message');
    }
  }

  private take({ connection, first, order }: Extract<ToFrontEnd, { kind: 'order' }>): void {
    if (first === undefined) {
      const held = this.held.get(connection);
      if (held !== undefined) this.carryOut(held, order);
      return;
    }
    const { point, request } = first;
    const taken = (socket: Socket, head: Buffer): void => {
      const held = { connection, request, socket, head };
      this.held.set(connection, held);
      socket.once('close', () => {
        this.held.delete(connection);
        this.say({ kind: 'closed', connection });
      });
      this.carryOut(held, order);
    };
    this.front.handOver(connection, point, taken, () => {
      this.sayNone(connection, undefined);
      this.say({ kind: 'closed', connection });
    });
  }

  private carryOut(held: Held, order: Order): void {
    const { connection, socket, head, request } = held;
    switch (order.kind) {
      case 'admit':
        this.open(held, order.game, ({ rooms }, link) => {
          rooms.take(link, order.join);
          link.ping();
        });
        break;
      case 'refuse':
        this.open(held, order.game, (_game, link) => link.close(order.code, order.reason));
        break;
      case 'turn away':
        refuseByStatus(socket, order);
        socket.resume();
        break;
      case 'pass on': {
        const failed = (error: Error): void => this.say({ kind: 'not passed on', connection, fault: error.message });
        pipeUpgrade(messageOf(request, socket), socket, head, { target: order.url, hop: order.hop, failed });
        break;
      }
      case 'destroy':
        socket.destroy();
        break;
      default:
        assertNever(order, 'order');
    }
  }

  private open(
    held: Held,
    game: number,
    taken: (game: Served, link: Parameters<Parameters<WsDoor['open']>[3]>[0]) => void,
  ): void {
    const { connection, request, socket, head } = held;
    const served = this.games[game];
    assert(served !== undefined, 'a game that is served');
    this.opening = held;
    const isOpen = served.door.open(messageOf(request, socket), socket, head, (link) => taken(served, link));
    // Of one that was refused that is said already.
    if (!isOpen && socket.destroyed) this.sayNone(connection, undefined);
    this.opening = undefined;
    socket.resume();
  }

  private sayNone(connection: number | undefined, status: number | undefined): void {
    if (connection !== undefined) this.say({ kind: 'no handshake', connection, status });
  }

  private say(message: FromFrontEnd): void {
    this.port.postMessage(message);
  }

  private sayLog(level: LogLevel, fields: object, message: string): void {
    try {
      this.say({ kind: 'log', level, fields, message });
    } catch {
      // Fields that cannot leave the thread, such as a function.
      this.say({ kind: 'log', level, fields: {}, message });
    }
  }

  private tellLoad(): void {
    this.say({ kind: 'load', ...this.readLoad(), wires: this.games.map(({ meter }) => meter.read()) });
  }

  // A bug: nobody knows what still works. Clients read why, come back, and find another front end.
  private fail(error: unknown): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.log.error({ err: error }, 'a bug in a front end: it ends');
    this.front.stopListening();
    for (const { door } of this.games) door.closeAll(CLOSE.roomFailed, closeReason('the server made a mistake'));
    setTimeout(() => process.exit(1), GOODBYE_MS);
  }

  private createLog(): Log {
    const at = (level: LogLevel) => (fields: object, message: string) => this.sayLog(level, fields, message);
    return { debug: () => undefined, info: at('info'), warn: at('warn'), error: at('error') };
  }
}

function messageOf({ method, url, headers, rawHeaders }: RelayedRequest, socket: Socket): IncomingMessage {
  const message = new IncomingMessage(socket);
  Object.assign(message, { method, url, rawHeaders });
  for (const [name, value] of Object.entries(headers)) message.headers[name] = value;
  return message;
}
