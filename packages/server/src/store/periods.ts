// The times that leaderboards are of: all time, weeks as ISO 8601 counts them (from Monday, the first being the one with the year's first
// Thursday), and days; weeks and days in UTC.

import type { Period } from '@starfray/shared/protocol';

const DAY_MS = 86_400_000;

/** The week of a moment (Unix ms), such as `2026-W07`. */
export function isoWeek(unixMs: number): string {
  const dayOfWeek = (new Date(unixMs).getUTCDay() + 6) % 7;
  // The year of a week is the year of its Thursday.
  const thursday = new Date(unixMs + (3 - dayOfWeek) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The day of a moment (Unix ms), such as `2026-02-09`. */
export function isoDay(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10);
}

/** What the leaderboard of a period at a moment (Unix ms) is kept under. */
export function periodKey(period: Period, unixMs: number): string {
  switch (period) {
    case 'all':
      return 'all';
    case 'week':
      return isoWeek(unixMs);
    case 'day':
      return isoDay(unixMs);
  }
}
