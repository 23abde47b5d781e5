// What a close frame of our server says: JSON, of which every part may be missing. Anybody else's says nothing.

import type { Obstacle } from './client-state.ts';
import { isObstacle } from './obstacles.ts';

export interface CloseWords {
  /** For a person. */
  readonly reason?: string;
  /** When to come back. */
  readonly retryMs?: number;
  /** Another server to ask: `https://host`. */
  readonly to?: string;
  /** Not of a server: what the way there met. */
  readonly obstacle?: Obstacle;
}

export function readReason(text: string): CloseWords {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    const reason = 'reason' in value && typeof value.reason === 'string' ? value.reason : undefined;
    const retryMs = 'retryMs' in value && typeof value.retryMs === 'number' ? value.retryMs : undefined;
    const to = 'to' in value && typeof value.to === 'string' && /^https?:\/\//.test(value.to) ? value.to : undefined;
    const obstacle = 'obstacle' in value && isObstacle(value.obstacle) ? value.obstacle : undefined;
    return {
      ...(reason !== undefined && { reason }),
      ...(retryMs !== undefined && { retryMs }),
      ...(to !== undefined && { to }),
      ...(obstacle !== undefined && { obstacle }),
    };
  } catch {
    return {};
  }
}
