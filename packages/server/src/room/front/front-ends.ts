// The front ends of one room, as its simulation sees them: the one in its own thread, and those of other threads that have clients here.

import type { EventQueue } from '@starfray/shared/contract';
import type { Link } from '@starfray/shared/protocol';
import type { Player, Roster, RosterListener } from '../../session/index.ts';
import type { RoomSetup } from '../far/messages.ts';
import type { PlayerOrders } from '../shared/input-ring.ts';
import type { FrontPort, Health } from './ports.ts';
import { sumOfTraffic, type TrafficCounts } from './traffic.ts';

/** Where a client is connected: at a front end, under a number. */
export interface Place {
  readonly front: FrontPort;
  readonly client: number;
}

/** The front end in the thread of the simulation. */
interface LocalFront extends FrontPort {
  readonly traffic: TrafficCounts;
  /** Keeps a link until `seated` is called for its number. `heard` is what it has sent already. */
  expect(client: number, link: Link, heard: readonly Uint8Array[]): void;
}

/** What a front end of another thread is given of a room, and says to it. */
export interface RoomOfFarEnd {
  readonly setup: Omit<RoomSetup, 'ring' | 'traffic'>;
  /** Players that fit, and integers of controls in an input frame. */
  readonly players: number;
  readonly controls: number;
  /** The connection of a client ended. */
  ended(client: number, code: number, reason: string): void;
  /** The thread is gone, and with it all its connections. */
  lost(): void;
}

/** A room at a front end of another thread. */
export interface FarRoom {
  readonly port: FrontPort;
  readonly traffic: TrafficCounts;
  /** Hands on what its clients have said since the last call. */
  takeOrders(orders: PlayerOrders): void;
  close(): void;
}

/** A front end of another thread. */
export interface FarEnd {
  /** From 0; the same after a restart. */
  readonly index: number;
  /** How many messages were posted to it. */
  readonly postedCount: number;
  openRoom(room: RoomOfFarEnd): FarRoom;
}

/** What a room shares with front ends of other threads. */
export interface SharedRoom extends Omit<RoomOfFarEnd, 'setup' | 'ended' | 'lost'> {
  readonly setup: Omit<RoomOfFarEnd['setup'], 'tick' | 'nextDueMs'>;
  /** By front end: messages that were posted to it before the tick that is published next. */
  readonly controlCounts: Int32Array;
  publish(queue: EventQueue, nextDueMs: number): void;
}

export interface FrontEndsDeps {
  readonly local: LocalFront;
  /** Undefined where there are no other threads. */
  readonly shared: SharedRoom | undefined;
  /** The last tick, and when the next one is due. */
  readonly clock: () => Pick<RoomSetup, 'tick' | 'nextDueMs'>;
  /** Receives what clients say at front ends of other threads. */
  readonly orders: PlayerOrders;
  /** The connection of a client ended at a front end of another thread. */
  readonly ended: (client: number, code: number, reason: string) => void;
  /** A front end is gone, and with it all connections there. */
  readonly lost: (front: FrontPort) => void;
}

export class FrontEnds implements RosterListener {
  private readonly deps: FrontEndsDeps;
  private readonly all: FrontPort[];
  private readonly far = new Map<FarEnd, FarRoom>();
  /** Of front ends that are gone. */
  private past: TrafficCounts | undefined;
  /** What a front end that comes later must know. */
  private lastHealth: Health = { isSlow: false, load: 0 };
  private lastLocal = 0;

  constructor(deps: FrontEndsDeps) {
    this.deps = deps;
    this.all = [deps.local];
  }

  /** What all front ends counted. */
  get traffic(): TrafficCounts {
    const far = Array.from(this.far.values(), ({ traffic }) => traffic);
    return sumOfTraffic([this.deps.local.traffic, ...far, ...(this.past === undefined ? [] : [this.past])]);
  }

  /** Where the client of a link is connected. `heard` is what it has sent already. `roster` has the players that it may hear of. */
  placeOf(link: Link, heard: readonly Uint8Array[], roster: Roster): Place {
    if (isFar(link))
      return { front: (this.far.get(link.far) ?? this.open(link.far, roster)).port, client: link.client };
    // Below zero: those of other threads are above.
    this.lastLocal -= 1;
    this.deps.local.expect(this.lastLocal, link, heard);
    return { front: this.deps.local, client: this.lastLocal };
  }

  /** Hands on what clients of other threads have said since the last call; before each tick. */
  takeOrders(): void {
    for (const room of this.far.values()) room.takeOrders(this.deps.orders);
  }

  /** Shows a finished tick to the other threads, after each tick; false where none of them has clients here. */
  publish(queue: EventQueue, nextDueMs: number): boolean {
    const { shared } = this.deps;
    if (shared === undefined || this.far.size === 0) return false;
    for (const { index, postedCount } of this.far.keys()) shared.controlCounts[index] = postedCount;
    shared.publish(queue, nextDueMs);
    return true;
  }

  /** The room is over, and all its clients have gone. */
  close(): void {
    for (const room of this.far.values()) room.close();
    this.far.clear();
  }

  arrived(player: Player): void {
    for (const front of this.all) front.arrived(player);
  }

  departed(playerId: number, tick: number): void {
    for (const front of this.all) front.departed(playerId, tick);
  }

  tellAll(bytes: Uint8Array): void {
    for (const front of this.all) front.tellAll(bytes);
  }

  health(health: Health): void {
    this.lastHealth = health;
    for (const front of this.all) front.health(health);
  }

  private open(far: FarEnd, roster: Roster): FarRoom {
    const { shared, clock, ended, lost } = this.deps;
    if (shared === undefined) throw new TypeError('a room of this thread alone got a client of another one');
    const room = far.openRoom({
      ...shared,
      setup: { ...shared.setup, ...clock() },
      ended,
      lost: () => {
        this.forget(far);
        lost(room.port);
      },
    });
    this.far.set(far, room);
    this.all.push(room.port);
    roster.introduceTo(room.port);
    if (this.lastHealth.isSlow || this.lastHealth.load > 0) room.port.health(this.lastHealth);
    return room;
  }

  private forget(far: FarEnd): void {
    const room = this.far.get(far);
    if (room === undefined) return;
    this.far.delete(far);
    this.all.splice(this.all.indexOf(room.port), 1);
    this.past = sumOfTraffic([room.traffic, ...(this.past === undefined ? [] : [this.past])]);
  }
}

function isFar(link: Link): link is Link & { readonly far: FarEnd; readonly client: number } {
  return 'far' in link && 'client' in link;
}
