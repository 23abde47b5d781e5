// One bot on one connection: a game's rules, the netcode that browsers use, and a mind. It owns no timer and no socket.

import { type ClientStatus, NetClient, type NetStats } from '@starfray/client/net';
import type { Game, RowPlace, World } from '@starfray/shared/contract';
import { createRandom, nextUint32 } from '@starfray/shared/core';
import type { Link } from '@starfray/shared/protocol';

/** What decides for a bot, from what a player's client knows and nothing else. */
export interface Mind<W extends World, A> {
  /** Writes the controls of the next ticks, in place. Called once an update, whether there is an entity to control or not. */
  decide(client: NetClient<W, A>, controls: RowPlace): void;
  /** Entities of other players in view at the last decision, for reports. */
  readonly inView: number;
}

/** A game as bots play it: what swarms, fleets and the command need of it. */
export interface BotGame<W extends World, A> {
  readonly game: Game<W, A>;
  /** Names of minds to choose from; the last one is the default. */
  readonly brains: readonly [string, ...string[]];
  /** `seed` is of all chance in its decisions. */
  createMind(brain: string, seed: number): Mind<W, A>;
  /** The name of the n-th bot, from 1. */
  nameOf(number: number): string;
}

export interface BotOptions<W extends World, A> {
  readonly game: Game<W, A>;
  readonly mind: Mind<W, A>;
  /** Opens a connection; called again for each attempt, with the token of its seat of before. */
  readonly connect: (resume: string | undefined) => Link;
  /** Of the chance in its connection. */
  readonly seed: number;
  /** False to stay away once the connection ends. */
  readonly reconnects?: boolean;
}

export class Bot<W extends World, A> {
  private readonly client: NetClient<W, A>;
  private readonly mind: Mind<W, A>;
  private readonly controls: RowPlace;

  constructor({ game, mind, connect, seed, reconnects = true }: BotOptions<W, A>) {
    const random = createRandom(seed);
    this.mind = mind;
    this.controls = game.input.view(Int32Array.from(game.input.idle));
    this.client = new NetClient({
      game,
      connect,
      random: () => nextUint32(random) / 2 ** 32,
      draws: false,
      reconnects,
    });
  }

  get status(): ClientStatus {
    return this.client.status;
  }

  get stats(): NetStats {
    return this.client.stats;
  }

  /** 0 before it is in. */
  get playerId(): number {
    return this.client.playerId;
  }

  get inView(): number {
    return this.mind.inView;
  }

  /** Like a page that is out of sight, or back. */
  setHidden(isHidden: boolean): void {
    this.client.setHidden(isHidden);
  }

  /** Lets time pass up to `nowMs`: takes what has arrived, runs the ticks that are due, decides on the next controls. */
  update(nowMs: number): void {
    const { client } = this;
    client.update(nowMs);
    while (client.takeEvent() !== undefined);
    this.mind.decide(client, this.controls);
    client.setInput(this.controls);
  }

  close(): void {
    this.client.close();
  }
}
