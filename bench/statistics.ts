// Means, quantiles and spreads, and how fast this machine is at the moment.

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value that a share of 0..1 of all lie at or below; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

const CALIBRATION_STEPS = 50_000_000;

/** Milliseconds for a fixed loop of integer arithmetic: lets figures of two machines be compared. */
export function calibrationMs(): number {
  const startMs = performance.now();
  let state = 1;
  for (let i = 0; i < CALIBRATION_STEPS; i += 1) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  const tookMs = performance.now() - startMs;
  // Reading the state keeps the loop from being left out.
  return state === 0 ? 0 : tookMs;
}
