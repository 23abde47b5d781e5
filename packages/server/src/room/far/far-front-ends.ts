// The main thread's view of front ends in other threads: the clients that are connected there, and the rooms that are open there.

import type { CloseCode, Link } from '@starfray/shared/protocol';
import type { PlacedJoin } from '../../joining/index.ts';
import type { Player } from '../../session/index.ts';
import type { FarEnd, FarRoom, RoomOfFarEnd } from '../front/front-ends.ts';
import type { FrontPort, Health, Seating } from '../front/ports.ts';
import { Traffic } from '../front/traffic.ts';
import { BROKEN_LINE } from '../seating/lost-seats.ts';
import { createInputRing, InputRingReader } from '../shared/input-ring.ts';
import { type CountablePort, OrderedPort, type TakeMessage } from '../shared/ordered-port.ts';
import { createTickBell, TickBell, type TickBellMemory } from '../shared/tick-bell.ts';
import type { FromThreadRooms, RoomCall, ToThreadRooms } from './messages.ts';

/** Front ends to which no tick was published for so long have nothing to do, whatever they said last. */
const IDLE_MS = 500;

/** A client of a front end before it has arrived there. */
export interface ExpectedClient {
  readonly request: PlacedJoin;
  /** Seats a link that stands for the client, or closes it with the reason why not. */
  readonly seat: (link: Link) => void;
  /** Called in its place where the front end ends before. */
  readonly none: () => void;
}

export interface FarFrontEndsDeps<P extends CountablePort> {
  readonly now: () => number;
  /** Milliseconds of a clock that all threads share. */
  readonly sharedNow: () => number;
  readonly takeMessage: TakeMessage<P>;
  /** Records of each ring of inputs, a power of two; by default as many as a room's players need. */
  readonly ringRecords?: number | undefined;
}

/** All front ends of one game. */
export class FarFrontEnds<P extends CountablePort> {
  private readonly deps: FarFrontEndsDeps<P>;
  private readonly bellMemory = createTickBell();
  private readonly bell = new TickBell(this.bellMemory);
  private readonly all = new Set<FarFrontEnd<P>>();
  private rooms = 0;
  private rungMs = Number.NEGATIVE_INFINITY;

  constructor(deps: FarFrontEndsDeps<P>) {
    this.deps = deps;
  }

  /** A front end has started, or started again after its end. */
  open({ frontEnd, port }: { readonly frontEnd: number; readonly port: P }): FarFrontEnd<P> {
    const { bellMemory, deps, all } = this;
    const far: FarFrontEnd<P> = new FarFrontEnd(frontEnd, port, {
      ...deps,
      bell: bellMemory,
      nextRoom: () => {
        this.rooms += 1;
        return this.rooms;
      },
      forget: () => all.delete(far),
    });
    all.add(far);
    return far;
  }

  /**
   * The share of the last quarter second or so that the busiest of them was at work; 0 while no ticks are published. One that is too busy
   * to say so counts as it last said.
   */
  get utilization(): number {
    if (this.isIdle) return 0;
    let most = 0;
    for (const far of this.all) most = Math.max(most, far.utilization);
    return most;
  }

  /** Wakes all threads: ticks were published. */
  ring(): void {
    if (this.isIdle) for (const far of this.all) far.utilization = 0;
    this.rungMs = this.deps.now();
    this.bell.ring();
  }

  private get isIdle(): boolean {
    return this.deps.now() - this.rungMs > IDLE_MS;
  }
}

interface FarFrontEndDeps<P extends CountablePort> extends FarFrontEndsDeps<P> {
  readonly bell: TickBellMemory;
  /** Answers a number that no other room of this process has. */
  readonly nextRoom: () => number;
  /** It has ended. */
  readonly forget: () => void;
}

/** One front end, from its start to its end. */
export class FarFrontEnd<P extends CountablePort> implements FarEnd {
  readonly index: number;
  /** The share of its time that it was at work, as it last said. */
  utilization = 0;
  private readonly forgetMe: () => void;
  private readonly port: OrderedPort<P>;
  private readonly nextRoom: () => number;
  private readonly ringRecords: number | undefined;
  private readonly expected = new Map<number, ExpectedClient>();
  private readonly links = new Map<number, FarLink>();
  private readonly open = new Map<number, RoomOfFarEnd>();

  constructor(
    index: number,
    port: P,
    { now, sharedNow, takeMessage, ringRecords, bell, nextRoom, forget }: FarFrontEndDeps<P>,
  ) {
    this.index = index;
    this.nextRoom = nextRoom;
    this.ringRecords = ringRecords;
    this.forgetMe = forget;
    this.port = new OrderedPort(port, takeMessage, (message) => this.hear(message as FromThreadRooms));
    this.post({ kind: 'begin', bell, sharedMs: sharedNow(), nowMs: now() });
  }

  get postedCount(): number {
    return this.port.postedCount;
  }

  /** Announces a client, before it arrives at the front end under this number. */
  expect(join: number, client: ExpectedClient): void {
    this.expected.set(join, client);
  }

  /** Nothing comes of it: there was no handshake, or its client had gone. */
  forget(join: number): void {
    this.expected.delete(join);
  }

  /** The thread is gone, and with it all its connections. */
  ended(): void {
    this.forgetMe();
    for (const client of this.expected.values()) client.none();
    this.expected.clear();
    for (const link of [...this.links.values()]) link.end(BROKEN_LINE, '');
    this.links.clear();
    for (const room of [...this.open.values()]) room.lost();
    this.open.clear();
  }

  openRoom(room: RoomOfFarEnd): FarRoom {
    const number = this.nextRoom();
    this.open.set(number, room);
    const ring = createInputRing(room.players, room.controls, this.ringRecords);
    const traffic = new SharedArrayBuffer(Traffic.byteLength);
    this.post({ kind: 'open', room: number, setup: { ...room.setup, ring, traffic } });
    const reader = new InputRingReader(ring);
    return {
      port: new FarPort((call) => this.call(number, call)),
      traffic: new Traffic(traffic),
      takeOrders: (orders) => {
        reader.take(orders);
      },
      close: () => {
        this.open.delete(number);
        this.post({ kind: 'close', room: number });
      },
    };
  }

  private call(room: number, call: RoomCall): void {
    // From here on its room ends it, not the door.
    if (call.name === 'seated') this.links.delete(call.args[0]);
    this.post({ kind: 'call', room, call });
  }

  private hear(message: FromThreadRooms): void {
    switch (message.kind) {
      case 'arrived': {
        const client = this.expected.get(message.join);
        if (client === undefined) return;
        this.expected.delete(message.join);
        const link = new FarLink(this, message.join, (code, reason) => this.dismiss(message.join, code, reason));
        this.links.set(message.join, link);
        client.seat(link);
        return;
      }
      case 'gone': {
        const { join, code, reason } = message;
        const link = this.links.get(join);
        this.links.delete(join);
        link?.end(code, reason);
        // It may have got a seat in the meantime, in a room that is the only one to know this number.
        if (link === undefined) for (const room of [...this.open.values()]) room.ended(join, code, reason);
        return;
      }
      case 'load':
        this.utilization = message.utilization;
        return;
      case 'ended':
        this.open.get(message.room)?.ended(message.client, message.code, message.reason);
    }
  }

  private dismiss(join: number, code: number, reason: string): void {
    this.links.delete(join);
    this.post({ kind: 'dismiss', join, code, reason });
  }

  private post(message: ToThreadRooms): void {
    this.port.post(message);
  }
}

/** Stands for the link of a client that waits at a front end of another thread: it can be seated there, or closed. */
export class FarLink implements Link {
  readonly bufferedBytes = 0;
  readonly far: FarEnd;
  readonly client: number;
  isOpen = true;
  private readonly dismiss: (code: number, reason: string) => void;
  private hearEnd: (code: number, reason: string) => void = () => undefined;

  constructor(far: FarEnd, client: number, dismiss: (code: number, reason: string) => void) {
    this.far = far;
    this.client = client;
    this.dismiss = dismiss;
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.dismiss(code, reason);
    this.end(code, reason);
  }

  /** The client is gone. */
  end(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.hearEnd(code, reason);
  }

  onClose(ended: (code: number, reason: string) => void): void {
    this.hearEnd = ended;
  }

  // Its front end keeps what it says until it has a seat, and says nothing to it before.
  onMessage(): void {}

  send(): void {}

  sendPair(): void {}
}

/** Every call becomes a message. */
class FarPort implements FrontPort {
  private readonly post: (call: RoomCall) => void;

  constructor(post: (call: RoomCall) => void) {
    this.post = post;
  }

  arrived(...args: [player: Player]): void {
    this.post({ name: 'arrived', args });
  }

  departed(...args: [playerId: number, tick: number]): void {
    this.post({ name: 'departed', args });
  }

  seated(...args: [client: number, seating: Seating]): void {
    this.post({ name: 'seated', args });
  }

  retired(...args: [client: number]): void {
    this.post({ name: 'retired', args });
  }

  say(...args: [client: number, bytes: Uint8Array]): void {
    this.post({ name: 'say', args });
  }

  tellAll(...args: [bytes: Uint8Array]): void {
    this.post({ name: 'tellAll', args });
  }

  close(...args: [client: number, code: CloseCode, reason: string, retryMs?: number, to?: string]): void {
    this.post({ name: 'close', args });
  }

  forget(...args: [client: number]): void {
    this.post({ name: 'forget', args });
  }

  health(...args: [health: Health]): void {
    this.post({ name: 'health', args });
  }
}
