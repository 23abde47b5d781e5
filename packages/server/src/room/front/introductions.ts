// The names of players, sent to each client before anything mentions them: one by one where a snapshot is the first to, and once a second
// for all newcomers together.

import { encodeMessage } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import { type Codec, MAX_INTRODUCED, type Protocol } from '@starfray/shared/protocol';
import type { Client } from './client.ts';
import type { NamedPlayer, Names } from './names.ts';

/** Players introduced one by one before all are packed together again. */
const MAX_UNPACKED = 32;

export class Introductions {
  private readonly names: Names;
  private readonly protocol: Protocol;
  private readonly codec: Codec;
  /** The round of newcomers that is being sent, and its bytes. */
  private round = 0;
  private newcomers: readonly NamedPlayer[] = [];
  private newcomersBytes: readonly Uint8Array[] = [];
  /** What clients that came in this round get first: the players of its beginning, or of a little later. */
  private readonly known = { round: -1, players: new Set<NamedPlayer>(), bytes: [] as readonly Uint8Array[] };
  private current: Client | undefined;
  /** Players that the current client has not heard of yet. */
  private readonly strangers: NamedPlayer[] = [];

  constructor(names: Names, protocol: Protocol, codec: Codec) {
    this.names = names;
    this.protocol = protocol;
    this.codec = codec;
  }

  /** Begins with the next message to a client: `mention` each player that it names, then `take`. */
  begin(client: Client): void {
    this.current = client;
  }

  /** Notes a player that a message names; in the tick loop. */
  mention(playerId: number): void {
    const player = this.names.newcomer(playerId);
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
  introduce(client: Client, playerIds: readonly number[]): void {
    this.begin(client);
    for (let i = 0; i < playerIds.length; i += 1) this.mention(item(playerIds, i));
    const introduction = this.take();
    if (introduction !== undefined) client.session.send(introduction);
  }

  /** Sends the names of all players who are there, or were until just now, to a client that joins or comes back. */
  introduceAll(client: Client): void {
    const players = this.names.nameable();
    client.view.hasMissed = false;
    client.view.round = this.round;
    for (const player of players) if (this.names.newcomer(player.id) !== undefined) client.view.learn(player);
    // In a crowd most are known since the last time: their names are packed once for all clients that come within this second.
    const { known } = this;
    if (known.round !== this.round || players.length - known.players.size > MAX_UNPACKED) this.pack(players);
    for (const bytes of known.bytes) client.session.send(bytes);
    const others = players.filter((player) => !known.players.has(player));
    for (const message of this.playersMessages(others)) client.session.say(message);
  }

  private pack(players: readonly NamedPlayer[]): void {
    const { known } = this;
    known.round = this.round;
    known.players = new Set(players);
    known.bytes = this.playersMessages(players).map((message) => this.codec.pack(message).slice());
  }

  /**
   * Ends a round of newcomers, in which every client gets the same ones in the same bytes, and begins the next: once a second. So only the
   * newest need to be looked up client by client. One that is away gets all names on return.
   */
  beginRound(clients: readonly Client[]): void {
    if (this.newcomers.length > 0) {
      // Clients move up as others leave, so one may have been passed over.
      for (const client of clients) {
        this.tellNewcomers(client);
        client.view.forgetNewcomers();
      }
      this.names.settle(this.newcomers);
    }
    this.round += 1;
    this.newcomers = this.names.takeNewcomers(this.round);
    this.newcomersBytes = this.playersMessages(this.newcomers).map((message) => this.codec.pack(message).slice());
  }

  /** Sends a client the newcomers of this round, once. */
  tellNewcomers(client: Client): void {
    const { view } = client;
    if (view.round === this.round) return;
    view.round = this.round;
    if (this.newcomers.length === 0) return;
    if (client.isAway) view.hasMissed = true;
    else for (const bytes of this.newcomersBytes) client.session.send(bytes);
  }

  private playersMessages(players: readonly NamedPlayer[]): unknown[][] {
    const parts = Math.ceil(players.length / MAX_INTRODUCED);
    return Array.from({ length: parts }, (_, part) =>
      this.playersMessage(players.slice(part * MAX_INTRODUCED, (part + 1) * MAX_INTRODUCED)),
    );
  }

  private playersMessage(players: readonly NamedPlayer[]): unknown[] {
    const entries = players.map(({ id, name, kind, hue }) => ({ id, nickname: name, kind, hue }));
    return encodeMessage(this.protocol.server.players, { entries });
  }
}
