// What each server of this bench tells of itself when it is asked to end: how evenly its ticks came, and what it sent.

import { TICK_MS } from './scene.ts';

const intervals: number[] = [];
let lastMs: number | undefined;
const sent = { messages: 0, bytes: 0 };
let isMeasuring = false;

/** Where everybody is in the end, and what each client should have in view of it. */
export interface Truth {
  readonly places: readonly string[];
  readonly views: readonly (readonly string[])[];
}

export interface ServerReport {
  readonly intervalP99Ms: number;
  readonly bytesMean: number;
  readonly truth: Truth;
}

export const NO_TRUTH: Truth = { places: [], views: [] };

/** Notes that a tick begins. */
export function noteTick(): void {
  const nowMs = performance.now();
  if (lastMs !== undefined && isMeasuring) intervals.push(nowMs - lastMs);
  lastMs = nowMs;
}

/** Notes what went to a client. */
export function noteSent(bytes: number): void {
  if (!isMeasuring) return;
  sent.messages += 1;
  sent.bytes += bytes;
}

/** Says that it listens; measures from SIGUSR2 on, and reports at SIGTERM. */
export function serve(port: number, report: () => Pick<ServerReport, 'truth'> & Partial<ServerReport>): void {
  process.on('SIGUSR2', () => {
    isMeasuring = true;
  });
  process.on('SIGTERM', () => {
    const sorted = intervals.toSorted((a, b) => a - b);
    const own = {
      intervalP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      bytesMean: sent.bytes / Math.max(1, sent.messages),
    };
    process.stdout.write(`${JSON.stringify({ ...own, ...report() })}\n`, () => process.exit(0));
  });
  console.log(`port ${port}`);
}

/** Runs `tick` twenty times a second on an absolute schedule. */
export function everyTick(tick: () => void): void {
  const epochMs = performance.now();
  let ticks = 0;
  const wake = (): void => {
    // Time that was lost is not made up for.
    ticks = Math.max(ticks + 1, Math.floor((performance.now() - epochMs) / TICK_MS));
    noteTick();
    tick();
    setTimeout(wake, Math.max(0, epochMs + (ticks + 1) * TICK_MS - performance.now()));
  };
  setTimeout(wake, TICK_MS);
}
