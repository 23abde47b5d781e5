// What a room shares with front ends of other threads: its memory, and the writing of each tick into it.

import { type Game, MAX_PLAYER_ID, type World } from '@starfray/shared/contract';
import type { SharedRoom } from '../front/front-ends.ts';
import type { PlayerFacts } from '../front/player-facts.ts';
import { PLAYER_STATS_LENGTH } from '../front/player-stats.ts';
import { LINE_JITTER_LENGTH } from '../input/line-jitter.ts';
import { createRoomMemory, shapeOf } from '../shared/room-memory.ts';
import { type PublicationPart, TickPublisher } from '../shared/tick-publisher.ts';

/** Players may be in the world beyond those that fit: who leaves does so in the step in which another one comes. */
const SPARE_PLAYERS = 64;

/** Memory by player, which the simulation and front ends share. */
export interface PlayerMemory {
  readonly jitter: ArrayBufferLike;
  readonly pings: ArrayBufferLike;
  readonly sums: ArrayBufferLike;
}

/** @param isShared False for memory of one thread alone. */
export function createPlayerMemory(isShared: boolean): PlayerMemory {
  const buffer = (bytes: number) => (isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return {
    jitter: buffer(LINE_JITTER_LENGTH * Int32Array.BYTES_PER_ELEMENT),
    pings: buffer(PLAYER_STATS_LENGTH * Int32Array.BYTES_PER_ELEMENT),
    sums: buffer(PLAYER_STATS_LENGTH * Float64Array.BYTES_PER_ELEMENT),
  };
}

export interface SharedRoomParts<W extends World, A> {
  readonly game: Game<W, A>;
  readonly world: W;
  readonly facts: PlayerFacts;
  readonly id: string;
  readonly arenaValues: readonly number[];
  readonly capacity: number;
  /** How many front ends there are. */
  readonly frontEnds: number;
  readonly memory: PlayerMemory;
  /** Called before each part of a publication. */
  readonly onPart: ((part: PublicationPart) => void) | undefined;
}

export function createSharedRoom<W extends World, A>(parts: SharedRoomParts<W, A>): SharedRoom {
  const { game, world, facts, id, arenaValues, capacity, frontEnds, onPart } = parts;
  const players = Math.min(MAX_PLAYER_ID, capacity + SPARE_PLAYERS);
  const ticks = createRoomMemory(shapeOf(game, world.entities, players, frontEnds));
  const publisher = new TickPublisher(ticks, game, world, facts);
  const { jitter, pings, sums } = parts.memory;
  return {
    setup: { id, arenaValues, ticks, jitter: shared(jitter), pings: shared(pings), sums: shared(sums) },
    players,
    controls: game.rates.ticksPerFrame * game.input.width,
    controlCounts: publisher.controlCounts,
    publish: (queue, nextDueMs) => publisher.publish(queue, nextDueMs, onPart),
  };
}

function shared(buffer: ArrayBufferLike): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer;
  throw new TypeError('memory of this thread alone cannot be shared');
}
