// One key of Redis as plain data: read with its kind and its life, and written back as it was.

import type { RedisConnection } from './redis-connection.ts';

export interface Entry {
  /** Without the cluster's prefix. */
  readonly key: string;
  /** What it has left to live; -1 for ever. */
  readonly ttlMs: number;
  readonly value:
    | { readonly type: 'string'; readonly text: string }
    | { readonly type: 'hash'; readonly fields: readonly (readonly [string, string])[] }
    | { readonly type: 'set'; readonly members: readonly string[] }
    | { readonly type: 'zset'; readonly members: readonly (readonly [string, string])[] }
    | {
        readonly type: 'stream';
        readonly entries: readonly (readonly [string, readonly (readonly [string, string])[]])[];
      };
}

/** Parts of a long value that go in one command. */
const BATCH = 500;

/** Undefined for a key that is gone by now. */
export async function readEntry(redis: RedisConnection, place: string, key: string): Promise<Entry | undefined> {
  const [type, ttlMs] = await redis.run((client) => Promise.all([client.type(place), client.pTTL(place)]));
  const value = await readValue(redis, place, type);
  return value === undefined || ttlMs === -2 ? undefined : { key, ttlMs, value };
}

async function readValue(redis: RedisConnection, place: string, type: string): Promise<Entry['value'] | undefined> {
  switch (type) {
    case 'string': {
      const text = await redis.run((client) => client.get(place));
      return text === null ? undefined : { type, text };
    }
    case 'hash':
      return { type, fields: Object.entries(await redis.run((client) => client.hGetAll(place))) };
    case 'set':
      return { type, members: await redis.run((client) => client.sMembers(place)) };
    case 'zset': {
      const members = await redis.run((client) => client.zRangeWithScores(place, 0, -1));
      // JSON has no infinity.
      return { type, members: members.map(({ value, score }) => [value, score === Infinity ? '+inf' : String(score)]) };
    }
    case 'stream': {
      const entries = await redis.run((client) => client.xRange(place, '-', '+'));
      return { type, entries: (entries ?? []).map(({ id, message }) => [id, Object.entries(message)]) };
    }
    default:
      return undefined;
  }
}

/** Writes an entry at `place`, to last for `lastsS` seconds from now. */
export async function writeEntry(
  redis: RedisConnection,
  place: string,
  { value }: Entry,
  lastsS: number,
): Promise<void> {
  const send = (...command: string[]) => redis.run((client) => client.sendCommand(command));
  switch (value.type) {
    case 'string':
      await send('SET', place, value.text);
      break;
    case 'hash':
      for (const some of batches(value.fields)) await send('HSET', place, ...some.flat());
      break;
    case 'set':
      for (const some of batches(value.members)) await send('SADD', place, ...some);
      break;
    case 'zset':
      for (const some of batches(value.members))
        await send('ZADD', place, ...some.flatMap(([member, score]) => [score, member]));
      break;
    case 'stream':
      for (const some of batches(value.entries)) {
        await Promise.all(some.map(([id, fields]) => send('XADD', place, id, ...fields.flat())));
      }
      break;
    default:
      break;
  }
  await redis.run((client) => client.expire(place, lastsS));
}

/** Is it one, as far as writing it needs? */
export function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('ttlMs' in value) || !('value' in value))
    return false;
  const { key, ttlMs, value: inner } = value;
  return (
    typeof key === 'string' &&
    typeof ttlMs === 'number' &&
    typeof inner === 'object' &&
    inner !== null &&
    'type' in inner
  );
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += BATCH) yield all.slice(from, from + BATCH);
}
