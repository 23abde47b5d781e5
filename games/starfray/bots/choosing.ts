// How a bot chooses among the upgrades it is offered: by its style, with some chance, and not at once.

import { type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import { type InputRow, UPGRADES, type Upgrade } from '../rules/index.ts';
import type { BotView } from './view.ts';

/** How much a style likes each upgrade: the chance of one is its part in the sum of those offered. */
export type Taste = Readonly<Record<Upgrade, number>>;

export const TASTES = {
  fighter: { plating: 3, engine: 2, blaster: 4, rapid: 4, cells: 2, deflector: 3, magnet: 1, repair: 1 },
  gatherer: { plating: 3, engine: 3, blaster: 1, rapid: 1, cells: 2, deflector: 2, magnet: 4, repair: 3 },
  even: { plating: 1, engine: 1, blaster: 1, rapid: 1, cells: 1, deflector: 1, magnet: 1, repair: 1 },
} as const satisfies Readonly<Record<string, Taste>>;

/** Ticks that a bot looks at its offers. */
const PAUSE_TICKS = { least: 20, most: 120 } as const;

export class Chooser {
  private readonly taste: Taste;
  private chooseTick = 0;

  constructor(taste: Taste) {
    this.taste = taste;
  }

  /** Chooses when it is time; call it each tick, with controls that choose nothing. */
  choose({ tick, cockpit, random }: BotView, controls: InputRow): void {
    const { offer1, offer2, offer3 } = cockpit;
    if (offer1 === 0) {
      this.chooseTick = 0;
      return;
    }
    if (this.chooseTick === 0) this.chooseTick = tick + randomBetween(random, PAUSE_TICKS.least, PAUSE_TICKS.most);
    if (tick < this.chooseTick) return;
    this.chooseTick = 0;
    controls.choose = this.draw(random, offer1, offer2, offer3);
  }

  // The place, from 1, of one of the offers.
  private draw(random: RandomState, first: number, second: number, third: number): number {
    const [a, b, c] = [this.liking(first), this.liking(second), this.liking(third)];
    const drawn = randomBelow(random, a + b + c);
    if (drawn < a) return 1;
    return drawn < a + b ? 2 : 3;
  }

  private liking(offer: number): number {
    const upgrade = UPGRADES[offer - 1];
    return upgrade === undefined ? 0 : this.taste[upgrade];
  }
}
