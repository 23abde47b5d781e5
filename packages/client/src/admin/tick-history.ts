// The tick times of each room over the last two minutes.

import type { Quantiles } from './overview.ts';

export const HISTORY_MS = 120_000;

export interface TickSample extends Quantiles {
  readonly atMs: number;
}

export class TickHistory {
  private rooms = new Map<string, readonly TickSample[]>();

  /** Adds one sample to each room; a room that is not named is forgotten. */
  add(rooms: readonly { readonly id: string; readonly tickMs: Quantiles }[], atMs: number): void {
    this.rooms = new Map(
      rooms.map(({ id, tickMs }) => [
        id,
        [...this.of(id).filter((sample) => sample.atMs > atMs - HISTORY_MS), { ...tickMs, atMs }],
      ]),
    );
  }

  /** The oldest first. */
  of(room: string): readonly TickSample[] {
    return this.rooms.get(room) ?? [];
  }
}

/** What the top of a graph stands for, in ms: the budget with room above it, or twice as much as often as it takes. */
export function scaleMs(samples: readonly Quantiles[], budgetMs: number): number {
  const most = Math.max(0, ...samples.map(({ p99 }) => p99));
  let scale = budgetMs * 1.2;
  while (scale < most) scale *= 2;
  return scale;
}
