// A node that is about to stop: off the list, its players' points written, and they are sent to the others, one stop after the other.

import { HEARTBEAT_MS } from '../cluster/index.ts';
import type { Log } from '../log.ts';
import type { Membership } from './membership.ts';

/** How often it is looked whether somebody is still here. */
const LOOK_MS = 50;

export interface Drained {
  readonly rooms: { drain(): void; close(to?: string): void };
  readonly membership: Membership | undefined;
  readonly connections: () => number;
}

/**
 * Takes nobody new and, where another node takes them, moves everybody there; resolves when nobody is left or after `mostMs`. The page and
 * /api/play must be served meanwhile: they tell where to go.
 */
export async function drain({ rooms, membership, connections }: Drained, mostMs: number, log: Log): Promise<void> {
  rooms.drain();
  if (membership === undefined) return;
  const startMs = performance.now();
  await membership.beat();
  const others = membership.others().filter(({ isDraining }) => !isDraining);
  if (others.length === 0 || mostMs === 0) return;
  // The others must have seen that this node takes nobody, or they would send its players back.
  await pause(Math.min(mostMs, 1.5 * HEARTBEAT_MS));
  await membership.beat();
  const before = connections();
  // A player who was here before that node started does not know of it yet.
  rooms.close(others[0]?.advertiseUrl);
  while (connections() > 0 && performance.now() - startMs < mostMs) await pause(LOOK_MS);
  // Pages that read so ask once more where to go.
  await pause(Math.max(0, Math.min(2 * HEARTBEAT_MS, startMs + mostMs - performance.now())));
  log.info({ moved: before - connections(), cut: connections(), to: others.length }, 'drained');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
