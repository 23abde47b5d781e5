// What a front end sends now and then and never in the way of a snapshot: newcomers, leaderboard, density, tick health. Most of it goes to
// a share of the clients in each tick: sent to all at once it would hold up everybody.

import { encodeMessage, type Game, type World } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import type { Codec, Protocol } from '@starfray/shared/protocol';
import type { TableRows } from '../replication/table-rows.ts';
import type { Client } from './client.ts';
import { DensityMap } from './density-map.ts';
import type { Introductions } from './introductions.ts';
import { Leaderboard } from './leaderboard.ts';
import type { PlayerFacts } from './player-facts.ts';
import type { Health } from './ports.ts';

const DENSITY_SECONDS = 2;

export interface BroadcastsDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly arena: A;
  readonly protocol: Protocol;
  readonly codec: Codec;
  readonly introductions: Introductions;
  readonly facts: PlayerFacts;
}

export class Broadcasts<W extends World, A> {
  private readonly deps: BroadcastsDeps<W, A>;
  private readonly leaderboard: Leaderboard;
  private readonly densityTicks: number;
  private readonly densityMap: DensityMap | undefined;
  private readonly scoreOf = (playerId: number): number => this.deps.facts.score(playerId);
  /** The last density message, as every client gets it. */
  private density: Uint8Array | undefined;
  private health: Health = { isSlow: false, load: 0 };

  constructor(deps: BroadcastsDeps<W, A>) {
    const { game, protocol } = deps;
    this.deps = deps;
    this.leaderboard = new Leaderboard(deps.protocol);
    this.densityTicks = game.rates.ticksPerSecond * DENSITY_SECONDS;
    if (game.density !== undefined) {
      this.densityMap = new DensityMap(protocol, game.entities, game.density, game.side(deps.arena));
    }
  }

  /** What a client that joins or comes back gets at once. */
  welcome(client: Client): void {
    this.tellLeaderboard(client);
    if (this.health.isSlow || this.health.load > 0) client.session.say(this.tickHealthMessage());
  }

  /** After each tick: what is due to the clients whose turn it is. */
  tell(tick: number, clients: readonly Client[], rows: TableRows): void {
    const { introductions, game } = this.deps;
    const { ticksPerSecond } = game.rates;
    this.leaderboard.work(this.scoreOf);
    introductions.sweep(clients);
    introductions.proceed();
    for (let i = tick % ticksPerSecond; i < clients.length; i += ticksPerSecond) {
      const client = item(clients, i);
      introductions.tellNewcomers(client);
      if (!client.isAway) this.tellLeaderboard(client);
    }
    this.tellDensity(tick, clients, rows);
  }

  /** Once a second: the next round begins, with the newcomers and the ranks of now. */
  beginRound(clients: readonly Client[]): void {
    const { introductions, facts } = this.deps;
    introductions.beginRound(clients);
    this.leaderboard.begin(facts.present.ids, facts.present.count);
    this.leaderboard.work(this.scoreOf);
  }

  /** Tells everybody how the room fares. */
  tellHealth(clients: readonly Client[], health: Health): void {
    this.health = health;
    this.tellAll(clients, this.deps.codec.pack(this.tickHealthMessage()));
  }

  /** Sends the same bytes to all clients whose page is visible. */
  tellAll(clients: readonly Client[], bytes: Uint8Array): void {
    for (let i = 0; i < clients.length; i += 1) {
      const client = item(clients, i);
      if (!client.isAway) client.session.send(bytes);
    }
  }

  private tellLeaderboard(client: Client): void {
    if (this.deps.game.score === undefined) return;
    this.deps.introductions.introduce(client, this.leaderboard.named());
    const { playerId } = client.view;
    const stamp = this.leaderboard.stampFor(playerId);
    if (stamp === client.lastLeaderboard) return;
    client.lastLeaderboard = stamp;
    const message = this.leaderboard.messageFor(playerId);
    client.session.sendPart(message.bytes, 0, message.length);
  }

  private tellDensity(tick: number, clients: readonly Client[], rows: TableRows): void {
    const { densityMap } = this;
    if (densityMap === undefined) return;
    const turn = tick % this.densityTicks;
    if (turn === 0) densityMap.begin();
    const message = densityMap.work(rows);
    if (message !== undefined) this.density = this.deps.codec.pack(message).slice();
    if (this.density === undefined) return;
    for (let i = turn; i < clients.length; i += this.densityTicks) {
      const client = item(clients, i);
      if (!client.isAway) client.session.send(this.density);
    }
  }

  private tickHealthMessage(): unknown[] {
    return encodeMessage(this.deps.protocol.server.tickHealth, { ...this.health });
  }
}
