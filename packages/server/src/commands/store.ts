// `starfray store backup` and `restore`: what lasts, of a server by itself or of a cluster, into a file and back.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IDENTITY } from '../starfray.ts';
import { backupRedis, backupSqlite, type RedisPlace, restoreRedis, restoreSqlite, StoreFault } from '../store/index.ts';
import { type Environment, type Flags, optionsOf } from './effective-options.ts';
import { OperatorFault } from './operator-fault.ts';

const { keyPrefix } = IDENTITY;

type Place =
  | { readonly kind: 'data'; readonly directory: string }
  | { readonly kind: 'redis'; readonly redis: RedisPlace };

/** Copies what lasts into a new file, while servers run or not. @throws OperatorFault with what is wrong. */
export async function backupStore(to: string, flags: Flags, environment: Environment): Promise<void> {
  const place = await placeOf(flags, environment);
  await told(async () => {
    if (place.kind === 'data') await backupSqlite(join(place.directory, 'starfray.db'), to);
    else await backupRedis(place.redis, to);
  });
  console.log(`Copied to ${to}`);
}

/** Puts such a file in the place of what lasts; no server may run. @throws OperatorFault with what is wrong; nothing has changed then. */
export async function restoreStore(from: string, flags: Flags, environment: Environment): Promise<void> {
  const place = await placeOf(flags, environment);
  await told(async () => {
    if (place.kind === 'redis') {
      await restoreRedis(from, place.redis, flags['replace'] === true);
      console.log(`Restored the cluster ${place.redis.name} from ${from}`);
      return;
    }
    await mkdir(place.directory, { recursive: true });
    const { keptAs } = restoreSqlite(from, join(place.directory, 'starfray.db'), Date.now());
    console.log(`Restored ${place.directory} from ${from}`);
    if (keptAs !== undefined) console.log(`What was there lies in ${keptAs}`);
  });
}

// A cluster by its flags alone: whoever takes a backup needs none of its secrets.
async function placeOf({ redis, cluster = 'main', ...flags }: Flags, environment: Environment): Promise<Place> {
  if (typeof redis === 'string' && flags['data'] !== undefined) {
    throw new OperatorFault(['give --data or --redis: a server by itself, or a cluster']);
  }
  if (typeof redis === 'string')
    return { kind: 'redis', redis: { keyPrefix, url: urlOf(redis), name: String(cluster) } };
  const { options } = await optionsOf(flags, environment);
  if (flags['data'] === undefined && options.redis !== undefined) {
    return { kind: 'redis', redis: { keyPrefix, url: options.redis, name: options.cluster } };
  }
  if (options.data === undefined)
    throw new OperatorFault(['say which server: give its --data directory, or the --redis of its cluster']);
  return { kind: 'data', directory: options.data };
}

function urlOf(text: string): string {
  if (/^rediss?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new OperatorFault(['--redis: give a URL, such as redis://:password@host:6379']);
}

async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StoreFault) throw new OperatorFault([error.message]);
    throw error;
  }
}
