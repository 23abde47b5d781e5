// The names of players, sent to each client before anything mentions them: one by one where a snapshot is the first to, and once a second
// for all newcomers together.

import { encodeMessage } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import { type Codec, MAX_INTRODUCED, type Protocol } from '@starfray/shared/protocol';
import type { Player, Roster } from '../../session/index.ts';
import { isWatchingNow, type Seat } from '../seating/seat.ts';

/** Players introduced one by one before all are packed together again. */
const MAX_UNPACKED = 32;

export class Introductions {
  private readonly roster: Roster;
  private readonly protocol: Protocol;
  private readonly codec: Codec;
  /** The round of newcomers that is being sent, and its bytes. */
  private round = 0;
  private newcomers: readonly Player[] = [];
  private newcomersBytes: readonly Uint8Array[] = [];
  /** What clients that came in this round get first: the players of its beginning, or of a little later. */
  private readonly known = { round: -1, players: new Set<Player>(), bytes: [] as readonly Uint8Array[] };
  private current: Seat | undefined;
  /** Players that the current seat has not heard of yet. */
  private readonly strangers: Player[] = [];

  constructor(roster: Roster, protocol: Protocol, codec: Codec) {
    this.roster = roster;
    this.protocol = protocol;
    this.codec = codec;
  }

  /** Begins with the next message to a seat: `mention` each player that it names, then `take`. */
  begin(seat: Seat): void {
    this.current = seat;
  }

  /** Notes a player that a message names; in the tick loop. */
  mention(playerId: number): void {
    const player = this.roster.newcomer(playerId);
    if (player === undefined || this.current === undefined || player.round <= this.current.view.round) return;
    if (this.current.view.learn(player)) this.strangers.push(player);
  }

  /**
   * What must go out before the message; undefined where the client knows all. One message for all strangers: they are fewer than
   * MAX_INTRODUCED, since one snapshot, its events and the leaderboard do not name as many.
   */
  take(): Uint8Array | undefined {
    if (this.strangers.length === 0) return undefined;
    const message = this.playersMessage(this.strangers);
    this.strangers.length = 0;
    return this.codec.pack(message);
  }

  /** Makes sure that a client knows some players before anything names them. */
  introduce(seat: Seat, playerIds: readonly number[]): void {
    this.begin(seat);
    for (let i = 0; i < playerIds.length; i += 1) this.mention(item(playerIds, i));
    const introduction = this.take();
    if (introduction !== undefined) seat.session.send(introduction);
  }

  /** Sends the names of all players who are there, or were until just now, to a client that joins or comes back. */
  introduceAll(seat: Seat): void {
    const players = this.roster.nameable();
    seat.view.hasMissed = false;
    seat.view.round = this.round;
    for (const player of players) if (this.roster.newcomer(player.id) !== undefined) seat.view.learn(player);
    // In a crowd most are known since the last time: their names are packed once for all clients that come within this second.
    const { known } = this;
    if (known.round !== this.round || players.length - known.players.size > MAX_UNPACKED) this.pack(players);
    for (const bytes of known.bytes) seat.session.send(bytes);
    const others = players.filter((player) => !known.players.has(player));
    for (const message of this.playersMessages(others)) seat.session.say(message);
  }

  private pack(players: readonly Player[]): void {
    const { known } = this;
    known.round = this.round;
    known.players = new Set(players);
    known.bytes = this.playersMessages(players).map((message) => this.codec.pack(message).slice());
  }

  /**
   * Ends a round of newcomers, in which every seat gets the same ones in the same bytes, and begins the next: once a second. So only the
   * newest need to be looked up client by client. A seat that is away gets all names on return.
   */
  beginRound(seats: readonly Seat[]): void {
    if (this.newcomers.length > 0) {
      // Seats move up as others leave, so one may have been passed over.
      for (const seat of seats) {
        this.tellNewcomers(seat);
        seat.view.forgetNewcomers();
      }
      this.roster.settle(this.newcomers);
    }
    this.round += 1;
    this.newcomers = this.roster.takeNewcomers(this.round);
    this.newcomersBytes = this.playersMessages(this.newcomers).map((message) => this.codec.pack(message).slice());
  }

  /** Sends a seat the newcomers of this round, once. */
  tellNewcomers(seat: Seat): void {
    const { view } = seat;
    if (view.round === this.round) return;
    view.round = this.round;
    if (this.newcomers.length === 0) return;
    if (!isWatchingNow(seat)) view.hasMissed = true;
    else for (const bytes of this.newcomersBytes) seat.session.send(bytes);
  }

  private playersMessages(players: readonly Player[]): unknown[][] {
    const parts = Math.ceil(players.length / MAX_INTRODUCED);
    return Array.from({ length: parts }, (_, part) =>
      this.playersMessage(players.slice(part * MAX_INTRODUCED, (part + 1) * MAX_INTRODUCED)),
    );
  }

  private playersMessage(players: readonly Player[]): unknown[] {
    const entries = players.map(({ id, name, kind, hue }) => ({ id, nickname: name, kind, hue }));
    return encodeMessage(this.protocol.server.players, { entries });
  }
}
