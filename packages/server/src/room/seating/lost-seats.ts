// Seats whose connection was lost: for how long one is reserved, and which one makes way for others.

import { CLOSE } from '@starfray/shared/protocol';
import type { Lost, Seat } from './seat.ts';

/** How a connection ends without a word, as a line that broke does. */
export const BROKEN_LINE = 1006;

export type LostSeat = Seat & { readonly part: Lost };

/**
 * Is it an end of a connection that was not meant: a page that is reloaded, a line that broke or fell silent, a bug of ours? A client that leaves says so
 * (1000), and one that misbehaves reads why.
 */
export function isLoss(code: number): boolean {
  return code === 1001 || code === 1005 || code === BROKEN_LINE || code === CLOSE.silent || code === CLOSE.roomFailed;
}

/**
 * Is it lost, and kept from all other players? While its entity stays, but not for longer than its player was there: otherwise a client
 * that comes and vanishes, over and over, would hold a room's seats for next to nothing.
 */
export function isReserved({ reserveMs, part }: Seat, nowMs: number): boolean {
  return part.kind === 'lost' && part.entity.kind === 'away' && nowMs - part.lostMs < reserveMs;
}

/**
 * The seat to give up when more than `most` are lost: of the players who were here for the shortest time, up to that of a reservation, the one
 * whose line was lost first. `lost` is in the order of loss.
 */
export function surplusOf(lost: readonly LostSeat[], most: number, nowMs: number): LostSeat | undefined {
  if (lost.length <= most) return undefined;
  // Reserved seats are never more than there are ids for.
  const others = lost.filter((seat) => !isReserved(seat, nowMs));
  const least = Math.min(...others.map(({ reserveMs }) => reserveMs));
  return others.find(({ reserveMs }) => reserveMs === least);
}
