// `pnpm bench stall`: a line through the TCP proxy that stands still for three seconds, again and again, beside one that does not: how
// soon its player sees the present again, and what of the past is played out before.

import { setTimeout as wait } from 'node:timers/promises';
import { startNetsim } from '@starfray/bots/netsim';
import { type Flyer, flyTo } from '../test/support/flyer.ts';
import { startStarfray } from '../test/support/started.ts';
import { median } from './statistics.ts';

const STALL_MS = 3000;
const SETTLE_MS = 2500;
const TICKS_PER_SECOND = 60;
/** As near to the other's newest tick as this, it is back: two snapshots, and what the two lines' moments differ by. */
const PRESENT_TICKS = 6;
/** Sent before the server can know: its slack of 250 ms, a round trip, and a frame. */
const UNNOTICED_SNAPSHOTS = 12;
const TARGET_MS = 300;

export interface StallOptions {
  readonly stalls: number;
}

interface Stall {
  /** From the line's return to a snapshot of the present. */
  readonly backMs: number;
  /** Snapshots that came then and were of the time before the stall was noticed. */
  readonly staleSnapshots: number;
  /** Snapshots of the second after it was back. */
  readonly snapshotsAfter: number;
}

export async function benchStall({ stalls }: StallOptions): Promise<{ readonly passed: boolean }> {
  const { host, stop } = await startStarfray({ bots: 6 });
  const proxy = await startNetsim({ host: '127.0.0.1', port: 0, targetHost: '127.0.0.1', targetPort: host.port });
  const far = flyTo(proxy.port, 'Far');
  const near = flyTo(host.port, 'Near');
  const seen: Stall[] = [];
  try {
    for (let n = 0; n < stalls; n += 1) {
      await wait(SETTLE_MS);
      proxy.stall();
      await wait(STALL_MS);
      const resumedMs = performance.now();
      proxy.resume();
      await wait(1500);
      seen.push(judge(far, near, resumedMs));
    }
    const isJoined = far.client.status.state === 'joined' && near.client.status.state === 'joined';
    const { desyncs } = far.client.stats;
    const backMs = seen.map((stall) => Math.round(stall.backMs));
    const stale = seen.map(({ staleSnapshots }) => staleSnapshots);
    return {
      passed:
        isJoined && desyncs === 0 && Math.max(...backMs) <= TARGET_MS && Math.max(...stale) <= UNNOTICED_SNAPSHOTS,
      ...{ stallMs: STALL_MS, targetMs: TARGET_MS, backMs, medianBackMs: median(backMs), staleSnapshots: stale },
      ...{ snapshotsInTheSecondAfter: seen.map(({ snapshotsAfter }) => snapshotsAfter), isJoined, desyncs },
    };
  } finally {
    far.stop();
    near.stop();
    await proxy.close();
    await stop();
  }
}

function judge(far: Flyer, near: Flyer, resumedMs: number): Stall {
  const after = far.log.snapshots.filter(({ atMs }) => atMs >= resumedMs);
  // Both get the same ticks: the newest that the other had by then is the present.
  const present = (ms: number) => near.log.snapshots.findLast(({ atMs }) => atMs <= ms)?.tick ?? 0;
  const back = after.find(({ atMs, tick }) => tick >= present(atMs) - PRESENT_TICKS);
  const backMs = (back?.atMs ?? Number.POSITIVE_INFINITY) - resumedMs;
  const noticedTick = present(resumedMs) - (STALL_MS / 1000) * TICKS_PER_SECOND * 0.8;
  return {
    backMs,
    staleSnapshots: after.filter(({ tick }) => tick < noticedTick).length,
    snapshotsAfter: after.filter(({ atMs }) => atMs - resumedMs > backMs && atMs - resumedMs <= backMs + 1000).length,
  };
}
