// `starfray store backup` and `restore`: what lasts, of a server by itself or of a cluster, into a file and back.

import { join } from 'node:path';
import { OperatorFault } from '../operator-fault.ts';
import {
  backupRedis,
  backupSqlite,
  makeDirectory,
  type RedisPlace,
  restoreRedis,
  restoreSqlite,
  StoreFault,
} from '../store/index.ts';
import { type CliGames, gameNamed, namesOf } from './cli-game.ts';
import { type Environment, type Flags, someOptions, warned } from './effective-options.ts';

type Place =
  | { readonly kind: 'data'; readonly directory: string }
  | { readonly kind: 'redis'; readonly redis: RedisPlace };

/** Copies what lasts into a new file, while servers run or not. @throws OperatorFault with what is wrong. */
export async function backupStore(to: string, flags: Flags, environment: Environment, games: CliGames): Promise<void> {
  const place = await placeOf(flags, environment, games);
  await asOperatorFault(async () => {
    if (place.kind === 'data') await backupSqlite(join(place.directory, 'starfray.db'), to);
    else await backupRedis(place.redis, to);
  });
  console.log(`Copied to ${to}`);
}

/** Puts such a file in the place of what lasts; no server may run. @throws OperatorFault with what is wrong; nothing has changed then. */
export async function restoreStore(
  from: string,
  flags: Flags,
  environment: Environment,
  games: CliGames,
): Promise<void> {
  const place = await placeOf(flags, environment, games);
  await asOperatorFault(async () => {
    if (place.kind === 'redis') {
      await restoreRedis(from, place.redis, { replaces: flags['replace'] === true, isNew: flags['new'] === true });
      console.log(`Restored the cluster ${place.redis.name} from ${from}`);
      return;
    }
    const made = makeDirectoryFor(place.directory);
    const { keptAs } = restoreSqlite(from, join(place.directory, 'starfray.db'), Date.now());
    console.log(`Restored ${place.directory} from ${from}`);
    if (made !== undefined) console.log(`${made} was not there before: it has been made`);
    if (keptAs !== undefined) console.log(`What was there lies in ${keptAs}`);
  });
}

async function placeOf(flags: Flags, environment: Environment, games: CliGames): Promise<Place> {
  if (flags['redis'] !== undefined && flags['data'] !== undefined) {
    throw new OperatorFault(['give --data or --redis: a server by itself, or a cluster']);
  }
  const { options } = warned(
    await someOptions(['data', 'redis', 'cluster', 'game'], flags, environment, namesOf(games)),
  );
  const { data, redis, cluster, game } = options;
  if (flags['data'] === undefined && redis !== undefined) {
    const { keyPrefix } = (await gameNamed(games, game).load()).identity;
    return { kind: 'redis', redis: { keyPrefix, url: redis, name: cluster } };
  }
  if (data === undefined)
    throw new OperatorFault(['say which server: give its --data directory, or the --redis of its cluster']);
  return { kind: 'data', directory: data };
}

function makeDirectoryFor(data: string): string | undefined {
  try {
    return makeDirectory(data);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error;
    throw new OperatorFault([`--data ${data}: cannot be made (${why}): give a directory that can`]);
  }
}

async function asOperatorFault(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StoreFault) throw new OperatorFault([error.message]);
    throw error;
  }
}
