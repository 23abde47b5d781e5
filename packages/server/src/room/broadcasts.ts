// What a room sends now and then and never in the way of a snapshot: newcomers, leaderboard, density, tick health, notices. Most of it
// goes to a share of the seats in each tick: sent to all at once it would hold up everybody.

import { encodeMessage, type Game, type World } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import type { Codec, Protocol } from '@starfray/shared/protocol';
import { densityMessage, Leaderboard } from './leaderboard.ts';
import type { Introductions } from './replication/introductions.ts';
import { isInWorld, isWatchingNow, playerIdOf, type Seat } from './seating/seat.ts';
import type { LoadLevel } from './time/load-control.ts';

const DENSITY_SECONDS = 2;

export interface BroadcastsDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly world: W;
  readonly arena: A;
  readonly protocol: Protocol;
  readonly codec: Codec;
  readonly introductions: Introductions;
  readonly scoreOf: (playerId: number) => number;
}

export class Broadcasts<W extends World, A> {
  private readonly deps: BroadcastsDeps<W, A>;
  private readonly leaderboard: Leaderboard;
  private readonly densityTicks: number;
  /** The last density message, as every client gets it. */
  private density: Uint8Array | undefined;
  private load: LoadLevel = 0;
  private isSlow = false;

  constructor(deps: BroadcastsDeps<W, A>) {
    this.deps = deps;
    this.leaderboard = new Leaderboard(deps.protocol);
    this.densityTicks = deps.game.rates.ticksPerSecond * DENSITY_SECONDS;
  }

  /** What a client that joins or comes back gets at once. */
  welcome(seat: Seat): void {
    this.tellLeaderboard(seat);
    if (this.isSlow || this.load > 0) seat.session.say(this.tickHealthMessage());
  }

  /** After each tick: what is due to the seats whose turn it is. */
  tell(seats: readonly Seat[]): void {
    const { introductions, game, world } = this.deps;
    const { ticksPerSecond } = game.rates;
    for (let i = world.tick % ticksPerSecond; i < seats.length; i += ticksPerSecond) {
      const seat = item(seats, i);
      introductions.tellNewcomers(seat);
      if (isWatchingNow(seat)) this.tellLeaderboard(seat);
    }
    this.tellDensity(seats);
  }

  /** Once a second: the next round begins, with the newcomers and the ranks of now. */
  beginRound(seats: readonly Seat[]): void {
    this.deps.introductions.beginRound(seats);
    const ranked = seats.filter(isInWorld);
    this.leaderboard.update(ranked.map(playerIdOf), this.deps.scoreOf);
  }

  /** Tells everybody when it changes whether the room is slower than real time; true when it did. */
  tellTickHealth(seats: readonly Seat[], isSlow: boolean): boolean {
    if (isSlow === this.isSlow) return false;
    this.isSlow = isSlow;
    this.tellAll(seats, this.tickHealthMessage());
    return true;
  }

  /** Tells everybody how much load is shed. */
  tellLoad(seats: readonly Seat[], load: LoadLevel): void {
    this.load = load;
    this.tellAll(seats, this.tickHealthMessage());
  }

  /** Sends a notice to all clients, spectators too. */
  announce(seats: readonly Seat[], text: string): void {
    this.tellAll(seats, encodeMessage(this.deps.protocol.server.notice, { text }));
  }

  // One message of the same bytes for all clients whose page is visible.
  private tellAll(seats: readonly Seat[], message: readonly unknown[]): void {
    const bytes = this.deps.codec.pack(message);
    for (let i = 0; i < seats.length; i += 1) {
      const seat = item(seats, i);
      if (isWatchingNow(seat)) seat.session.send(bytes);
    }
  }

  private tellLeaderboard(seat: Seat): void {
    if (this.deps.game.score === undefined) return;
    this.deps.introductions.introduce(seat, this.leaderboard.named());
    const playerId = playerIdOf(seat);
    const stamp = this.leaderboard.stampFor(playerId);
    if (stamp === seat.lastLeaderboard) return;
    seat.lastLeaderboard = stamp;
    const message = this.leaderboard.messageFor(playerId);
    seat.session.sendPart(message.bytes, 0, message.length);
  }

  private tellDensity(seats: readonly Seat[]): void {
    const { game, protocol, codec, world, arena } = this.deps;
    if (game.density === undefined) return;
    const turn = world.tick % this.densityTicks;
    if (turn === 0) {
      const message = densityMessage(protocol, world.entities, game.density, game.side(arena));
      this.density = codec.pack(message).slice();
    }
    if (this.density === undefined) return;
    for (let i = turn; i < seats.length; i += this.densityTicks) {
      const seat = item(seats, i);
      if (isWatchingNow(seat)) seat.session.send(this.density);
    }
  }

  private tickHealthMessage(): unknown[] {
    return encodeMessage(this.deps.protocol.server.tickHealth, { isSlow: this.isSlow, load: this.load });
  }
}
