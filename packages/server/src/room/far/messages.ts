// What goes between the rooms of the main thread and those of a front end in another thread, beside what they share in memory.

import type { FrontPort } from '../front/ports.ts';
import type { InputRingMemory } from '../shared/input-ring.ts';
import type { SharedRoomMemory } from '../shared/room-memory.ts';
import type { TickBellMemory } from '../shared/tick-bell.ts';

/** What a front end makes its end of a room from. */
export interface RoomSetup {
  readonly id: string;
  readonly arenaValues: readonly number[];
  /** The last tick, and when the next one is due, in ms of the simulation's clock: until one is published. */
  readonly tick: number;
  readonly nextDueMs: number;
  /** Written by the simulation: its ticks, and the jitter of the players' lines. */
  readonly ticks: SharedRoomMemory;
  readonly jitter: SharedArrayBuffer;
  /** Written by the front ends: round trips and bytes by player. */
  readonly pings: SharedArrayBuffer;
  readonly sums: SharedArrayBuffer;
  /** Written by this front end alone: what its clients say, and what it counts. */
  readonly ring: InputRingMemory;
  readonly traffic: SharedArrayBuffer;
}

/** A call of the simulation's to a room's front end. */
export type RoomCall = {
  readonly [name in keyof FrontPort]: { readonly name: name; readonly args: Parameters<FrontPort[name]> };
}[keyof FrontPort];

/** `room` is a number that a room has for as long as the process runs. */
export type ToThreadRooms =
  /**
   * The first message: what rings when ticks were published, and the moment of the clock that all threads share, in ms, at which the
   * simulation's clock showed `nowMs`.
   */
  | { readonly kind: 'begin'; readonly bell: TickBellMemory; readonly sharedMs: number; readonly nowMs: number }
  | { readonly kind: 'open'; readonly room: number; readonly setup: RoomSetup }
  | { readonly kind: 'call'; readonly room: number; readonly call: RoomCall }
  | { readonly kind: 'close'; readonly room: number }
  /** Ends a link that has no seat. */
  | { readonly kind: 'dismiss'; readonly join: number; readonly code: number; readonly reason: string };

export type FromThreadRooms =
  /** The client of a join is here, and waits for its seat. */
  | { readonly kind: 'arrived'; readonly join: number }
  /** The share of the time since the last such message that the thread was at work. */
  | { readonly kind: 'load'; readonly utilization: number }
  /** It has gone before it heard of one. */
  | { readonly kind: 'gone'; readonly join: number; readonly code: number; readonly reason: string }
  /** The connection of a client with a seat ended. */
  | {
      readonly kind: 'ended';
      readonly room: number;
      readonly client: number;
      readonly code: number;
      readonly reason: string;
    };
