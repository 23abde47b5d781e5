// What about a Redis's own settings may cost a cluster its bans, boards and audit log: read from Redis itself, reported with the remedy.

import type { RedisConnection } from './redis-connection.ts';

/** A line for each thing; none when all is well or Redis does not say. Rejects with a StoreFault while Redis is away. */
export async function findRedisConcerns(redis: RedisConnection): Promise<readonly string[]> {
  const memory = readInfo(await redis.run((client) => client.info('memory')));
  const persistence = readInfo(await redis.run((client) => client.info('persistence')));
  // Where settings may not be read there is no concern about snapshots: most services that forbid it keep them.
  const snapshots = await redis.run((client) => client.configGet('save').catch(() => undefined));
  const concerns: string[] = [];
  const policy = memory.get('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction' && memory.get('maxmemory') !== '0') {
    concerns.push(
      `Redis puts keys out when its memory is full (maxmemory-policy ${policy}): bans, leaderboards and points may go; set noeviction`,
    );
  }
  if (snapshots?.['save'] === '' && persistence.get('aof_enabled') === '0') {
    concerns.push(
      'Redis keeps nothing on the disk (save "" and appendonly no): leaderboards and the audit log end with it; set appendonly yes',
    );
  }
  return concerns;
}

function readInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').map((line) => line.split(':', 2));
  return new Map(lines.map(([name = '', value = '']) => [name, value]));
}
