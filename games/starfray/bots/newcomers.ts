// Which people a bot has only just met: it goes easy on them for three minutes.

import { TICKS_PER_SECOND } from '../rules/index.ts';
import type { BotView } from './view.ts';

const NEW_TICKS = 180 * TICKS_PER_SECOND;
const LOOK_TICKS = TICKS_PER_SECOND;

export class Newcomers {
  private readonly metTicks = new Map<number, number>();
  private lookTick = 0;

  /** Notes the players who are there, and forgets those who left; call it each tick. */
  look({ tick, players }: BotView): void {
    if (tick < this.lookTick) return;
    this.lookTick = tick + LOOK_TICKS;
    for (const [id, { kind }] of players) if (kind === 'human' && !this.metTicks.has(id)) this.metTicks.set(id, tick);
    for (const id of this.metTicks.keys()) if (!players.has(id)) this.metTicks.delete(id);
  }

  /** A person whom the bot first heard of less than three minutes ago. */
  has(playerId: number, tick: number): boolean {
    const met = this.metTicks.get(playerId);
    return met !== undefined && tick - met < NEW_TICKS;
  }
}
