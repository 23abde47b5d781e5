// The rooms of one game in the thread of a front end: for each room with clients here its `FrontRoom`, over the memory that the simulation
// shares. The simulation waits for nobody: after a pause a front end goes on with the newest tick.

import type { Game, World } from '@starfray/shared/contract';
import { assertNever, item } from '@starfray/shared/core';
import {
  type Codec,
  createCodec,
  createProtocol,
  type Link,
  MAX_EARLY_MESSAGES,
  type Protocol,
} from '@starfray/shared/protocol';
import type { FrontPort } from '../front/ports.ts';
import { BROKEN_LINE } from '../seating/lost-seats.ts';
import { type CountablePort, OrderedPort, type TakeMessage } from '../shared/ordered-port.ts';
import type { TickBellMemory } from '../shared/tick-bell.ts';
import type { FromThreadRooms, RoomCall, RoomSetup, ToThreadRooms } from './messages.ts';
import { ThreadRoom } from './thread-room.ts';

export interface ThreadRoomsDeps<P extends CountablePort> {
  /** From 0. */
  readonly frontEnd: number;
  /** Leads to the `FarFrontEnd` of this thread and game. */
  readonly port: P;
  readonly takeMessage: TakeMessage<P>;
  /** Milliseconds, monotonic; of this thread. */
  readonly now: () => number;
  /** Milliseconds of a clock that all threads share. */
  readonly sharedNow: () => number;
  /** Calls back whenever ticks were published. */
  readonly listen: (bell: TickBellMemory, heard: () => void) => void;
  /** The share of the time since the last call that the thread was at work. */
  readonly utilization: () => number;
}

/** How often the main thread learns how busy this one is. */
const LOAD_MS = 250;

/** A client that waits for its seat, and what it has said meanwhile. */
interface Waiting {
  readonly link: Link;
  readonly heard: Uint8Array[];
}

export class ThreadRooms<W extends World, A, P extends CountablePort> {
  private readonly game: Game<W, A>;
  private readonly deps: ThreadRoomsDeps<P>;
  private readonly codec: Codec = createCodec();
  private readonly protocol: Protocol;
  private readonly port: OrderedPort<P>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly rooms = new Map<number, ThreadRoom<W, A>>();
  /** The rooms, as a list that is walked without allocating. */
  private list: readonly ThreadRoom<W, A>[] = [];
  /** What the clock of this thread is behind that of the simulation. */
  private behindMs = 0;
  private loadMs = Number.NEGATIVE_INFINITY;

  constructor(game: Game<W, A>, deps: ThreadRoomsDeps<P>) {
    this.game = game;
    this.deps = deps;
    this.protocol = createProtocol(game);
    this.port = new OrderedPort(deps.port, deps.takeMessage, (message) => this.hear(message as ToThreadRooms));
  }

  /** Takes a client over whose handshake is done; `join` is its number, by which it will be seated. */
  take(link: Link, join: number): void {
    const waiting: Waiting = { link, heard: [] };
    this.waiting.set(join, waiting);
    link.onMessage((bytes) => {
      // Its bytes are the link's own, and will be others'.
      if (waiting.heard.length < MAX_EARLY_MESSAGES) waiting.heard.push(bytes.slice());
    });
    link.onClose((code, reason) => {
      if (this.waiting.delete(join)) this.post({ kind: 'gone', join, code, reason });
    });
    this.post({ kind: 'arrived', join });
    if (!link.isOpen && this.waiting.delete(join)) this.post({ kind: 'gone', join, code: BROKEN_LINE, reason: '' });
  }

  /** Runs what was published since the last call; to be called when a tick was, and now and then in between. */
  update(): void {
    for (let i = 0; i < this.list.length; i += 1) item(this.list, i).catchUp();
    const nowMs = this.deps.now();
    if (nowMs - this.loadMs < LOAD_MS) return;
    this.loadMs = nowMs;
    this.post({ kind: 'load', utilization: this.deps.utilization() });
  }

  private readonly now = (): number => this.deps.now() + this.behindMs;

  private hear(message: ToThreadRooms): void {
    switch (message.kind) {
      case 'begin':
        this.behindMs = message.nowMs + (this.deps.sharedNow() - message.sharedMs) - this.deps.now();
        this.deps.listen(message.bell, () => this.update());
        return;
      case 'open':
        this.rooms.set(message.room, this.open(message.room, message.setup));
        this.list = [...this.rooms.values()];
        return;
      case 'close':
        this.rooms.delete(message.room);
        this.list = [...this.rooms.values()];
        return;
      case 'dismiss': {
        const waiting = this.waiting.get(message.join);
        this.waiting.delete(message.join);
        waiting?.link.close(message.code, message.reason);
        return;
      }
      case 'call':
        this.call(message.room, message.call);
    }
  }

  private open(room: number, setup: RoomSetup): ThreadRoom<W, A> {
    const { game, codec, protocol, now, port } = this;
    const { frontEnd } = this.deps;
    return new ThreadRoom({
      ...{ game, codec, protocol, now, setup, frontEnd },
      takeMessages: (count) => port.takeUntil(count),
      ended: (client, code, reason) => this.post({ kind: 'ended', room, client, code, reason }),
    });
  }

  private call(number: number, call: RoomCall): void {
    const room = this.rooms.get(number);
    if (room === undefined) return;
    if (call.name === 'seated' && !this.bring(room, call.args[0])) return;
    carryOut(room.front, call);
  }

  // Hands a waiting client over to its room; false where it has gone or is about to go, of which the main thread hears by `gone`.
  private bring(room: ThreadRoom<W, A>, client: number): boolean {
    const waiting = this.waiting.get(client);
    if (waiting?.link.isOpen !== true) return false;
    this.waiting.delete(client);
    room.front.expect(client, waiting.link, waiting.heard);
    return true;
  }

  private post(message: FromThreadRooms): void {
    this.port.post(message);
  }
}

function carryOut(front: FrontPort, call: RoomCall): void {
  switch (call.name) {
    case 'arrived':
      front.arrived(...call.args);
      break;
    case 'departed':
      front.departed(...call.args);
      break;
    case 'seated':
      front.seated(...call.args);
      break;
    case 'retired':
      front.retired(...call.args);
      break;
    case 'say':
      front.say(...call.args);
      break;
    case 'tellAll':
      front.tellAll(...call.args);
      break;
    case 'close':
      front.close(...call.args);
      break;
    case 'forget':
      front.forget(...call.args);
      break;
    case 'health':
      front.health(...call.args);
      break;
    default:
      assertNever(call, 'call');
  }
}
