// How a server describes itself to lists of servers, out of its status.

import type { ServerCard } from './http/index.ts';
import type { ServerStatus } from './status.ts';

export interface CardFacts {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly region: string | undefined;
  /** Names of the modes that are played. */
  readonly modes: readonly string[];
}

export function describeServer(status: ServerStatus, { name, version, release, region, modes }: CardFacts): ServerCard {
  return {
    name,
    version,
    release,
    ...(region !== undefined && { region }),
    modes,
    humans: status.humans,
    bots: status.bots + status.fillBots,
    spectators: status.spectators,
    maxPlayers: status.capacity.players,
    tickP99Ms: Math.max(0, ...status.rooms.map((room) => room.tickMs.p99)),
  };
}
