// A look at a Redis before anything is kept in it: is it there, what is doubtful about it, and what time it has.

import { findRedisConcerns } from './redis-concerns.ts';
import { RedisConnection } from './redis-connection.ts';

export interface RedisFacts {
  /** A line for each setting that may cost what is kept, with the remedy. */
  readonly concerns: readonly string[];
  /** Its clock minus ours, in ms. */
  readonly clockAheadMs: number;
}

/** Rejects with a StoreFault when it cannot be reached. */
export async function readRedisFacts(url: string, wallNow: () => number): Promise<RedisFacts> {
  const connection = new RedisConnection(url);
  try {
    await connection.ready();
    const concerns = await findRedisConcerns(connection);
    const time = await connection.run((client) => client.sendCommand(['TIME']));
    const [seconds = 0, micros = 0] = Array.isArray(time) ? time.map(Number) : [];
    return { concerns, clockAheadMs: seconds * 1000 + micros / 1000 - wallNow() };
  } finally {
    await connection.close();
  }
}
