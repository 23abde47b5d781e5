// Redis and the clock: what nodes share must last, and they must agree on the time.

import { doubtfulAsTold, type Finding, well, wrong, wrongAsTold } from './finding.ts';

/** Tokens bear a difference of some seconds; leases are timed by Redis. */
const CLOCK_SLACK_MS = 5000;
/** Policy, persistence and clock of the Redis of a cluster. */
export async function checkRedis(url: string, wallNow: () => number): Promise<Finding[]> {
  try {
    // Redis' client is large, and no other command needs it from here.
    const { readRedisFacts } = await import('../store/redis-check.ts');
    const { concerns, clockAheadMs } = await readRedisFacts(url, wallNow);
    const settings = concerns.length === 0 ? [well('redis', 'it answers, and keeps what it is given')] : [];
    return [...settings, ...concerns.map((line) => doubtfulAsTold('redis', line)), checkClock('Redis', clockAheadMs)];
  } catch (error) {
    return [wrongAsTold('redis', error instanceof Error ? error.message : String(error))];
  }
}

/** @param aheadMs the other's clock minus ours. */
export function checkClock(other: string, aheadMs: number): Finding {
  const seconds = Math.round(aheadMs / 1000);
  const text = `this machine's clock and that of ${other} are ${Math.abs(seconds)} s apart`;
  if (Math.abs(aheadMs) <= CLOCK_SLACK_MS) return well('clock', text);
  return wrong('clock', text, 'run a time service (timedatectl set-ntp true): tokens and bans are timed by it');
}
