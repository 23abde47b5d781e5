// One bot on one connection: the game's rules, the netcode that browsers use, and a brain. It owns no timer and no socket.

import { type ClientStatus, NetClient, type NetStats } from '@starfray/client/net';
import type { GameIdentity } from '@starfray/shared/contract';
import { createRandom, nextUint32 } from '@starfray/shared/core';
import { createProtocol, type Link, type Protocol, versionHash } from '@starfray/shared/protocol';
import { type Arena, type InputRow, input, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { Senses } from './senses.ts';
import type { Think } from './view.ts';

/** While it has no ship it presses fire once in so many updates: that is how one asks for a new one. */
const ASK_UPDATES = 20;

export interface BotOptions {
  /** Opens a connection; called again for each attempt, with the token of its seat of before. */
  readonly connect: (resume: string | undefined) => Link;
  readonly think: Think;
  /** Of all chance in its decisions. */
  readonly seed: number;
  /** False to stay away once the connection ends. */
  readonly reconnects?: boolean;
}

/** What a bot's address must name to be let in: the version of the rules and the protocol. Takes some milliseconds. */
export function botVersion(): string {
  return versionHash(starfray);
}

/** What a bot's upgrade names: the game's subprotocol. */
export const botIdentity: GameIdentity = starfray.identity;

/** The messages that a bot speaks, for those who make them by hand. */
export function botProtocol(): Protocol {
  return createProtocol(starfray);
}

export class Bot {
  private readonly client: NetClient<StarfrayWorld, Arena>;
  private readonly think: Think;
  private readonly senses: Senses;
  private readonly controls: InputRow = input.view();
  private decidedTick = 0;
  private waited = 0;

  constructor({ connect, think, seed, reconnects = true }: BotOptions) {
    const random = createRandom(seed);
    this.think = think;
    this.senses = new Senses(createRandom(seed + 1));
    this.client = new NetClient({
      game: starfray,
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

  /** Other ships in view now. */
  get visibleShips(): number {
    return this.senses.ships.length;
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
    this.decide();
    client.setInput(this.controls);
  }

  close(): void {
    this.client.close();
  }

  private decide(): void {
    const { senses, controls } = this;
    if (!senses.look(this.client)) {
      this.askForShip();
      return;
    }
    if (senses.tick === this.decidedTick) return;
    this.decidedTick = senses.tick;
    this.reset();
    this.think(senses, controls);
  }

  private askForShip(): void {
    this.reset();
    this.waited = (this.waited + 1) % ASK_UPDATES;
    this.controls.fire = this.waited === 0 ? 1 : 0;
  }

  private reset(): void {
    const { controls } = this;
    controls.thrust = 0;
    controls.aim = this.senses.body.aim;
    controls.boost = 0;
    controls.fire = 0;
  }
}
