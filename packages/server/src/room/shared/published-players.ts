// What the simulation publishes of the players of one tick: both ends. A player's row holds what replication asks of it; row 0 is what
// spectators see.

import { copyInts, type Game, type Point, type RowPlace, type World } from '@starfray/shared/contract';
import { at, atUint16 } from '@starfray/shared/core';
import type { PlayerFacts, PlayersPresent } from '../front/player-facts.ts';
import { PLAYER_HEAD, type RecentTick, type RoomShape, TICK_HEAD } from './room-memory.ts';

const SPECTATOR = 0;
const NO_ROW = -1;

/** Writes the players of a tick. */
export class PlayerPublisher<W extends World, A> {
  private readonly game: Game<W, A>;
  private readonly world: W;
  private readonly facts: PlayerFacts;
  private readonly shape: RoomShape;
  private readonly place: Point = { x: 0, y: 0 };

  constructor(game: Game<W, A>, world: W, facts: PlayerFacts, shape: RoomShape) {
    this.game = game;
    this.world = world;
    this.facts = facts;
    this.shape = shape;
  }

  /** Writes slots, places, points and private rows of those in the world, and of spectators. */
  writeRows({ head, playerIds, playerPlaces, playerRows }: RecentTick): void {
    const { ids, count } = this.facts.present;
    this.writeRow(SPECTATOR, playerRows, 0);
    for (let i = 0; i < count; i += 1) {
      const playerId = atUint16(ids, i);
      playerIds[i] = playerId;
      playerPlaces[playerId] = i + 1;
      this.writeRow(playerId, playerRows, (i + 1) * this.shape.playerStride);
    }
    head[TICK_HEAD.playerCount] = count;
  }

  /** Writes which entities are hidden from whom, by asking for each of them: only games that hide pay for it. */
  writeHidden({ hidden }: RecentTick): void {
    if (!this.facts.hides) return;
    const { ids, count } = this.facts.present;
    const { hiddenStride } = this.shape;
    this.writeBits(SPECTATOR, hidden, 0);
    for (let i = 0; i < count; i += 1) this.writeBits(atUint16(ids, i), hidden, (i + 1) * hiddenStride);
  }

  private writeRow(playerId: number, rows: Int32Array, base: number): void {
    const { facts, place, game } = this;
    const slot = facts.ownSlot(playerId);
    facts.attention(playerId, place);
    rows[base + PLAYER_HEAD.slot] = slot;
    rows[base + PLAYER_HEAD.x] = place.x;
    rows[base + PLAYER_HEAD.y] = place.y;
    if (playerId === SPECTATOR) return;
    rows[base + PLAYER_HEAD.score] = facts.score(playerId);
    if (slot < 0) return;
    const own = facts.privateRow(playerId);
    copyInts(own.ints, own.base, rows, base + PLAYER_HEAD.private, game.privateRow.width);
  }

  private writeBits(playerId: number, hidden: Int32Array, base: number): void {
    const { facts } = this;
    const { slotEnd } = this.world.entities;
    hidden.fill(0, base, base + this.shape.hiddenStride);
    for (let slot = 0; slot < slotEnd; slot += 1) {
      if (!facts.isHidden(playerId, slot)) continue;
      const word = base + (slot >> 5);
      hidden[word] = at(hidden, word) | (1 << (slot & 31));
    }
  }
}

/** Those in the world of the tick that is read. */
class PublishedPresence implements PlayersPresent {
  ids: Uint16Array;
  count = 0;
  private places: Uint16Array;

  constructor({ playerIds, playerPlaces }: RecentTick) {
    this.ids = playerIds;
    this.places = playerPlaces;
  }

  begin({ head, playerIds, playerPlaces }: RecentTick): void {
    this.ids = playerIds;
    this.places = playerPlaces;
    this.count = Math.min(at(head, TICK_HEAD.playerCount), playerIds.length);
  }

  has(playerId: number): boolean {
    return this.placeOf(playerId) > 0;
  }

  /** 1 more than a player's place in `ids`; 0 for one who is not in the world. */
  placeOf(playerId: number): number {
    const place = atUint16(this.places, playerId);
    return place > 0 && place <= this.count && atUint16(this.ids, place - 1) === playerId ? place : 0;
  }
}

/** Reads the players of the tick that was begun last. Of a player who was not in the world then it knows nothing. */
export class PublishedPlayers implements PlayerFacts {
  readonly present: PublishedPresence;
  readonly hides: boolean;
  private readonly shape: RoomShape;
  private tick: RecentTick;
  private readonly own: RowPlace;

  constructor(shape: RoomShape, tick: RecentTick) {
    this.shape = shape;
    this.tick = tick;
    this.present = new PublishedPresence(tick);
    this.hides = shape.hiddenStride > 0;
    this.own = { ints: tick.playerRows, base: 0 };
  }

  /** Turns to another tick. */
  begin(tick: RecentTick): void {
    this.tick = tick;
    this.present.begin(tick);
    this.own.ints = tick.playerRows;
  }

  ownSlot(playerId: number): number {
    const base = this.baseOf(playerId);
    return base === NO_ROW ? -1 : at(this.tick.playerRows, base + PLAYER_HEAD.slot);
  }

  attention(playerId: number, out: Point): void {
    const base = this.baseOf(playerId);
    out.x = base === NO_ROW ? 0 : at(this.tick.playerRows, base + PLAYER_HEAD.x);
    out.y = base === NO_ROW ? 0 : at(this.tick.playerRows, base + PLAYER_HEAD.y);
  }

  privateRow(playerId: number): RowPlace {
    this.own.base = Math.max(0, this.baseOf(playerId)) + PLAYER_HEAD.private;
    return this.own;
  }

  isHidden(playerId: number, slot: number): boolean {
    const { hiddenStride } = this.shape;
    const word = this.present.placeOf(playerId) * hiddenStride + (slot >> 5);
    return hiddenStride > 0 && ((at(this.tick.hidden, word) >>> (slot & 31)) & 1) === 1;
  }

  score(playerId: number): number {
    const base = this.baseOf(playerId);
    return base <= 0 ? 0 : at(this.tick.playerRows, base + PLAYER_HEAD.score);
  }

  isInWorld(playerId: number): boolean {
    return this.present.has(playerId);
  }

  private baseOf(playerId: number): number {
    if (playerId === SPECTATOR) return 0;
    const place = this.present.placeOf(playerId);
    return place === 0 ? NO_ROW : place * this.shape.playerStride;
  }
}
