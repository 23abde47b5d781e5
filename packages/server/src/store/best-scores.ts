// A leaderboard in memory: each pilot's best visit, in order, and only so many.

import type { LeaderboardEntry } from './store.ts';

export class BestScores {
  private readonly capacity: number;
  /** Best first. */
  private readonly ranked: LeaderboardEntry[] = [];
  private readonly byPilot = new Map<string, LeaderboardEntry>();

  /** A pilot who falls below `capacity` places is forgotten, which costs nothing: only a better visit could bring one back. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(entry: LeaderboardEntry): void {
    const before = this.byPilot.get(entry.pilot);
    if (before !== undefined) {
      if (compareRank(entry, before) >= 0) return;
      this.ranked.splice(this.ranked.indexOf(before), 1);
    }
    this.ranked.splice(this.placeOf(entry), 0, entry);
    this.byPilot.set(entry.pilot, entry);
    if (this.ranked.length <= this.capacity) return;
    const last = this.ranked.pop();
    if (last !== undefined) this.byPilot.delete(last.pilot);
  }

  top(count: number): LeaderboardEntry[] {
    return this.ranked.slice(0, count);
  }

  private placeOf(entry: LeaderboardEntry): number {
    const place = this.ranked.findIndex((other) => compareRank(entry, other) < 0);
    return place === -1 ? this.ranked.length : place;
  }
}

function compareRank(a: LeaderboardEntry, b: LeaderboardEntry): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.endedAtMs !== b.endedAtMs) return a.endedAtMs - b.endedAtMs;
  if (a.pilot === b.pilot) return 0;
  return a.pilot < b.pilot ? -1 : 1;
}
