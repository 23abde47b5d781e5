// What lasts of a cluster, from Redis into a file and back: lines of JSON between a head that says what it is and an end that proves
// that all of it is there.

import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { RedisConnection } from './redis-connection.ts';
import { type Entry, isEntry, readEntry, writeEntry } from './redis-entries.ts';
import { REDIS_SCHEMA } from './redis-store.ts';
import { StoreFault } from './store-fault.ts';

export interface RedisPlace {
  readonly url: string;
  /** Of the game. */
  readonly keyPrefix: string;
  /** Of the cluster. */
  readonly name: string;
}

const KIND = 'starfray redis backup';
/** What is a matter of the nodes of the moment, and of pages, is written again by these. */
const LASTING = /^(schema|bans|ban-ends|lifted|audit|result:.*|profile:.*|ranks:.*|entries:.*)$/;
const STAGED = 'restoring:';
/** What a restore that was cut off had staged goes by itself. */
const STAGED_S = 3600;
const SCAN_COUNT = 1000;

/** Takes the staged keys in the place of the old ones. KEYS: old, then staged. ARGV: how many are old, then for each staged its name, its life in ms or 0. */
const SWAP = `
  local old = tonumber(ARGV[1])
  for i = 1, old do redis.call('DEL', KEYS[i]) end
  for i = old + 1, #KEYS do
    local at = 2 + 2 * (i - old - 1)
    redis.call('RENAME', KEYS[i], ARGV[at])
    local life = tonumber(ARGV[at + 1])
    if life > 0 then redis.call('PEXPIRE', ARGV[at], life) else redis.call('PERSIST', ARGV[at]) end
  end
  return 1`;

/** Copies what lasts into a new file, while nodes go on; answers how many keys. Each key is whole. @throws StoreFault */
export async function backupRedis(place: RedisPlace, to: string): Promise<number> {
  return withRedis(place, async (redis, prefix) => {
    await checkRedisSchema(redis, prefix);
    if (existsSync(to))
      throw new StoreFault('failed', `${to}: is there already, and no backup takes its place: give another name`);
    await checkCluster(redis, prefix, place);
    const lines: string[] = [JSON.stringify({ kind: KIND, schema: REDIS_SCHEMA, cluster: place.name })];
    for (const key of await lastingKeys(redis, prefix)) {
      const entry = await readEntry(redis, `${prefix}${key}`, key);
      if (entry !== undefined) lines.push(JSON.stringify(entry));
    }
    const text = `${lines.join('\n')}\n`;
    writeWhole(to, `${text}${JSON.stringify({ end: lines.length - 1, sha256: digest(text) })}\n`);
    return lines.length - 1;
  });
}

/**
 * Puts a backup in the place of what lasts of a cluster, in one step at its end. @throws StoreFault when the file is no good, nodes are
 * there, there is something already and `replaces` is false, or the backup is of another cluster, none of this name is there and `isNew` is
 * false; then nothing has changed.
 */
export async function restoreRedis(
  from: string,
  place: RedisPlace,
  { replaces = false, isNew = false }: { readonly replaces?: boolean; readonly isNew?: boolean } = {},
): Promise<number> {
  const { cluster, entries } = readBackup(from);
  return withRedis(place, async (redis, prefix) => {
    await checkRedisSchema(redis, prefix);
    if (cluster !== place.name && !isNew) await checkTarget(redis, prefix, place, cluster);
    if ((await redis.run((client) => client.exists(`${prefix}nodes`))) > 0) {
      throw new StoreFault(
        'locked',
        `nodes of the cluster ${place.name} run: stop them, wait 6 s, and try again; nothing was changed`,
      );
    }
    const old = await lastingKeys(redis, prefix);
    if (!replaces && old.some((key) => key !== 'schema')) {
      const remedy = 'take a backup of it, then give --replace';
      throw new StoreFault('failed', `the cluster ${place.name} has data already: ${remedy}; nothing was changed`);
    }
    const staged = entries.map(({ key }) => `${prefix}${STAGED}${key}`);
    for (const [i, entry] of entries.entries()) await writeEntry(redis, staged[i] ?? '', entry, STAGED_S);
    const lives = entries.flatMap(({ key, ttlMs }) => [`${prefix}${key}`, String(Math.max(0, ttlMs))]);
    const keys = [...old.map((key) => `${prefix}${key}`), ...staged];
    await redis.run((client) => client.eval(SWAP, { keys, arguments: [String(old.length), ...lives] }));
    return entries.length;
  });
}

async function withRedis<T>(
  { url, keyPrefix, name }: RedisPlace,
  work: (redis: RedisConnection, prefix: string) => Promise<T>,
): Promise<T> {
  const redis = new RedisConnection(url);
  try {
    await redis.ready();
    return await work(redis, `${keyPrefix}:{${name}}:`);
  } finally {
    redis.destroy();
  }
}

async function checkRedisSchema(redis: RedisConnection, prefix: string): Promise<void> {
  const schema = await redis.run((client) => client.get(`${prefix}schema`));
  if (schema === null || Number(schema) <= REDIS_SCHEMA) return;
  const text = `${prefix}schema: is ${schema}, this program knows ${REDIS_SCHEMA}: use the newer one`;
  throw new StoreFault('newer-schema', text);
}

// A mistyped name must not pass for a cluster that has nothing.
async function checkCluster(redis: RedisConnection, prefix: string, { keyPrefix, name }: RedisPlace): Promise<void> {
  if (await isThere(redis, prefix)) return;
  throw new StoreFault(
    'failed',
    `there is no cluster ${name} in this Redis: ${whichToName(await clustersIn(redis, keyPrefix))}`,
  );
}

// A backup of another cluster, for one that nothing is known of: nobody would look for it there.
async function checkTarget(
  redis: RedisConnection,
  prefix: string,
  { keyPrefix, name }: RedisPlace,
  from: string,
): Promise<void> {
  if (await isThere(redis, prefix)) return;
  const remedy = `give --cluster ${from}, or --new to make ${name} of it; nothing was changed`;
  const others = listed(await clustersIn(redis, keyPrefix));
  throw new StoreFault(
    'failed',
    `the backup is of the cluster ${from}, and there is no cluster ${name} in this Redis (${others}): ${remedy}`,
  );
}

async function isThere(redis: RedisConnection, prefix: string): Promise<boolean> {
  const keys = [`${prefix}schema`, `${prefix}nodes`];
  return (await redis.run((client) => client.exists(keys))) > 0 || (await lastingKeys(redis, prefix)).length > 0;
}

/** The names of all clusters that have anything in a Redis. */
async function clustersIn(redis: RedisConnection, keyPrefix: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const from = cursor;
    const reply = await redis.run((client) => client.scan(from, { MATCH: `${keyPrefix}:{*}:*`, COUNT: SCAN_COUNT }));
    for (const key of reply.keys) found.add(key.slice(keyPrefix.length + 2, key.indexOf('}')));
    cursor = reply.cursor;
  } while (cursor !== '0');
  return [...found].toSorted();
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
}

function whichToName(names: readonly string[]): string {
  if (names.length === 0) return 'it has none at all: give --redis as the nodes have it, its database included';
  return `give --cluster ${names.join(' or ')}`;
}

async function lastingKeys(redis: RedisConnection, prefix: string): Promise<string[]> {
  const found = new Set<string>();
  const MATCH = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const from = cursor;
    const reply = await redis.run((client) => client.scan(from, { MATCH, COUNT: SCAN_COUNT }));
    for (const key of reply.keys) if (LASTING.test(key.slice(prefix.length))) found.add(key.slice(prefix.length));
    cursor = reply.cursor;
  } while (cursor !== '0');
  return [...found].toSorted();
}

function readBackup(path: string): { readonly cluster: string; readonly entries: readonly Entry[] } {
  if (!existsSync(path)) throw new StoreFault('failed', `${path}: there is no such file: give the backup to restore`);
  const text = readFileSync(path, 'utf8');
  if (text.startsWith('SQLite format 3')) {
    throw new StoreFault(
      'failed',
      `${path}: is the backup of a server by itself: restore it with --data instead of --redis`,
    );
  }
  const lines = text.split('\n');
  const head = readJson(lines[0]);
  if (head?.['kind'] !== KIND)
    throw new StoreFault('failed', `${path}: is no backup of a cluster: give one of "starfray store backup"`);
  if (Number(head['schema']) > REDIS_SCHEMA) {
    throw new StoreFault(
      'newer-schema',
      `${path}: has schema ${head['schema']}, this program knows ${REDIS_SCHEMA}: use the newer one`,
    );
  }
  const body = lines.slice(0, -2);
  const end = readJson(lines.at(-2));
  if (end?.['sha256'] !== digest(`${body.join('\n')}\n`) || end['end'] !== body.length - 1) {
    throw new StoreFault('failed', `${path}: is not whole, or was changed: give another backup`);
  }
  const entries = body.slice(1).map((line) => {
    const entry: unknown = readJson(line);
    if (!isEntry(entry) || !LASTING.test(entry.key))
      throw new StoreFault('failed', `${path}: holds what no backup does`);
    return entry;
  });
  return { cluster: String(head['cluster']), entries };
}

function readJson(line: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

// Bans name addresses: for its owner alone. The name is taken first, so that a file that comes meanwhile keeps its place.
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}.draft`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    const file = openSync(draft, 'r+');
    fsyncSync(file);
    closeSync(file);
    closeSync(openSync(path, 'wx', 0o600));
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new StoreFault('failed', `${path}: cannot be written (${code}): give a file in a directory that is there`, {
      cause: error,
    });
  }
}
