// What a room tells now and then and never in the way of a snapshot: who is new, who leads, where everyone is, how well the server
// keeps time. Each goes to a share of the seats in each tick: told to all at once it would hold up everybody.

import { encodeMessage, type Game, type World } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import type { Codec, Protocol } from '@starfray/shared/net';
import type { LoadLevel } from './load-control.ts';
import type { Outbox } from './outbox.ts';
import { isWatchingNow, playerIdOf, type Seat } from './seat.ts';
import { heatMessage, Standings } from './standings.ts';

const HEAT_SECONDS = 2;

export interface BulletinsDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly world: W;
  readonly arena: A;
  readonly protocol: Protocol;
  readonly codec: Codec;
  readonly outbox: Outbox<W, A>;
  readonly scoreOf: (playerId: number) => number;
}

export class Bulletins<W extends World, A> {
  private readonly deps: BulletinsDeps<W, A>;
  private readonly standings: Standings;
  private readonly heatTicks: number;
  /** The last heat message, as every client gets it. */
  private heat: Uint8Array | undefined;
  private load: LoadLevel = 0;
  private isSlow = false;

  constructor(deps: BulletinsDeps<W, A>) {
    this.deps = deps;
    this.standings = new Standings(deps.protocol);
    this.heatTicks = deps.game.rates.ticksPerSecond * HEAT_SECONDS;
  }

  /** What one who joins or comes back is told at once. */
  welcome(seat: Seat): void {
    this.tellStandings(seat);
    if (this.isSlow || this.load > 0) seat.session.say(this.paceMessage());
  }

  /** After each tick: what is due to those whose turn it is. */
  tell(seats: readonly Seat[]): void {
    const { outbox, game, world } = this.deps;
    const { ticksPerSecond } = game.rates;
    for (let i = world.tick % ticksPerSecond; i < seats.length; i += ticksPerSecond) {
      const seat = item(seats, i);
      outbox.tellNewcomers(seat);
      if (isWatchingNow(seat)) this.tellStandings(seat);
    }
    this.tellHeat(seats);
  }

  /** Once a second: the next round begins, with the newcomers and the ranks of now. */
  beginRound(seats: readonly Seat[]): void {
    this.deps.outbox.beginRound(seats);
    const ranked = seats.filter(({ part }) => part.kind === 'playing' || part.kind === 'away');
    this.standings.update(ranked.map(playerIdOf), this.deps.scoreOf);
  }

  /** Tells everybody when it changes whether the room is slower than real time; true when it did. */
  tellPace(seats: readonly Seat[], isSlow: boolean): boolean {
    if (isSlow === this.isSlow) return false;
    this.isSlow = isSlow;
    this.deps.outbox.tellAll(seats, this.paceMessage());
    return true;
  }

  /** Tells everybody how much load is shed. */
  tellLoad(seats: readonly Seat[], load: LoadLevel): void {
    this.load = load;
    this.deps.outbox.tellAll(seats, this.paceMessage());
  }

  private tellStandings(seat: Seat): void {
    this.deps.outbox.introduce(seat, this.standings.named());
    const playerId = playerIdOf(seat);
    const stamp = this.standings.stampFor(playerId);
    if (stamp === seat.lastStandings) return;
    seat.lastStandings = stamp;
    const message = this.standings.messageFor(playerId);
    seat.session.sendPart(message.bytes, 0, message.length);
  }

  private tellHeat(seats: readonly Seat[]): void {
    const { game, protocol, codec, world, arena } = this.deps;
    const turn = world.tick % this.heatTicks;
    if (turn === 0) {
      const message = heatMessage(protocol, world.entities, game.entities, game.side(arena));
      this.heat = codec.pack(message).slice();
    }
    if (this.heat === undefined) return;
    for (let i = turn; i < seats.length; i += this.heatTicks) {
      const seat = item(seats, i);
      if (isWatchingNow(seat)) seat.session.send(this.heat);
    }
  }

  private paceMessage(): unknown[] {
    return encodeMessage(this.deps.protocol.server.pace, { isSlow: this.isSlow, load: this.load });
  }
}
