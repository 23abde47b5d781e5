// The periods that a server keeps leaderboards of.

/** All time, the ISO week, and the day; weeks and days in UTC. */
export const PERIODS = ['all', 'week', 'day'] as const;
export type Period = (typeof PERIODS)[number];
