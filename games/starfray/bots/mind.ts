// A brain as the mind of a bot: it sees a view of the client's rows, and presses fire for a new ship while it has none.

import type { Mind } from '@starfray/bots';
import type { NetClient } from '@starfray/client/net';
import type { RowPlace } from '@starfray/shared/contract';
import { createRandom } from '@starfray/shared/core';
import { type Arena, type InputRow, input, type StarfrayWorld } from '../rules/index.ts';
import { Senses } from './senses.ts';
import type { Think } from './view.ts';

/** While it has no ship it presses fire once in so many updates: that is how one asks for a new one. */
const ASK_UPDATES = 20;

export class StarfrayMind implements Mind<StarfrayWorld, Arena> {
  private readonly think: Think;
  private readonly senses: Senses;
  private readonly row: InputRow = input.view();
  private decidedTick = 0;
  private waited = 0;

  constructor(think: Think, seed: number) {
    this.think = think;
    this.senses = new Senses(createRandom(seed + 1));
  }

  /** Other ships in view now. */
  get inView(): number {
    return this.senses.ships.length;
  }

  decide(client: NetClient<StarfrayWorld, Arena>, controls: RowPlace): void {
    const { senses, row } = this;
    row.ints = controls.ints;
    row.base = controls.base;
    if (!senses.look(client)) {
      this.askForShip();
      return;
    }
    if (senses.tick === this.decidedTick) return;
    this.decidedTick = senses.tick;
    this.reset();
    this.think(senses, row);
  }

  private askForShip(): void {
    this.reset();
    this.waited = (this.waited + 1) % ASK_UPDATES;
    this.row.fire = this.waited === 0 ? 1 : 0;
  }

  private reset(): void {
    const { row } = this;
    row.thrust = 0;
    row.aim = this.senses.body.aim;
    row.boost = 0;
    row.fire = 0;
    row.special = 0;
    row.choose = 0;
  }
}
