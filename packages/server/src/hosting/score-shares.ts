// Points on their way to the cluster, a share of the players at a time: those of thousands in one go would hold up a tick.

import { setImmediate as turn } from 'node:timers/promises';
import type { ScoreEntry } from '../cluster/index.ts';

/** So many writes have all points written once. */
export const SCORE_SHARES = 10;

export interface ScoreShares {
  /** Writes the next share. Does nothing while the share before is being written: its turn comes again. */
  next(): Promise<void>;
  /** Writes all shares. Ticks have their turn in between; no share waits until the one before is written. */
  all(): Promise<void>;
}

/** @param save Never rejects. */
export function shareScores(
  keptScores: (share: number, shares: number) => readonly ScoreEntry[],
  save: (scores: readonly ScoreEntry[]) => Promise<unknown>,
): ScoreShares {
  let share = 0;
  let isWriting = false;
  const write = (one: number): Promise<unknown> => {
    const scores = keptScores(one, SCORE_SHARES);
    return scores.length > 0 ? save(scores) : Promise.resolve();
  };
  return {
    next: async () => {
      if (isWriting) return;
      isWriting = true;
      try {
        await write(share);
        share = (share + 1) % SCORE_SHARES;
      } finally {
        isWriting = false;
      }
    },
    all: async () => {
      const writes: Promise<unknown>[] = [];
      for (let one = 0; one < SCORE_SHARES; one += 1) {
        writes.push(write(one));
        await turn();
      }
      await Promise.all(writes);
    },
  };
}
