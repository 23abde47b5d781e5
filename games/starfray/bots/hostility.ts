// Whose missiles and mines a bot has to fear.

import type { BotView } from './view.ts';

/** True if what a player fired or laid may harm the own ship. */
export function isHostile({ body, ships }: BotView, playerId: number): boolean {
  if (playerId === body.player) return false;
  return body.team === 0 || !ships.some(({ player, team }) => player === playerId && team === body.team);
}
