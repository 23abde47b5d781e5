// What a player can choose for an uneven connection: steadier and older, or newer with its stutters.

export const SMOOTHINGS = ['auto', 'smoother', 'snappier'] as const;
export type Smoothing = (typeof SMOOTHINGS)[number];
