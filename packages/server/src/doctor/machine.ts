// The machine under the server: data directory, disk, port, descriptors. Looks only; nothing is written but the test of the port.

import { readFileSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ServerOptions } from '../config/options.ts';
import { askServer, describeOther, isInstance, type Whereabouts } from '../orders/own-server.ts';
import { readSecret } from '../resume-tokens.ts';
import { checkSqlite, readHolder } from '../store/index.ts';
import { doubtful, type Finding, well, wrong, wrongAsTold } from './finding.ts';

const MIB = 2 ** 20;
/** Below the first writes will fail soon; below the second somebody should know. */
const MIN_FREE = 100 * MIB;
const LOW_FREE = 1024 * MIB;
const MIN_INODES = 1000;
/** Descriptors of a server without players: files of the page, database, log, Redis. */
const OWN_DESCRIPTORS = 100;

/** Secret, database and the server that runs on it. */
export async function checkData({ data, redis, secret }: DataOptions): Promise<Finding[]> {
  if (data === undefined) return checkNoData(redis, secret);
  try {
    if (statSync(data, { throwIfNoEntry: false }) === undefined) {
      const text = `${data} is not there; a server would make it`;
      return [doubtful('data', text, 'see that it is the --data directory that the server runs with')];
    }
    const hasSecret = (await readSecret(data)) !== undefined;
    const fault = checkSqlite(join(data, 'starfray.db'));
    if (fault !== undefined) return [wrongAsTold('data', fault)];
    const holder = readHolder(data);
    const who = holder === undefined ? 'no server runs on it' : `process ${holder.pid} on ${holder.host} runs on it`;
    return [well('data', `${data} can be used; ${hasSecret ? who : 'no server has run with it yet'}`)];
  } catch (error) {
    return [wrongAsTold('data', messageOf(error))];
  }
}

type DataOptions = Pick<ServerOptions, 'data' | 'redis' | 'secret'>;

// What was not named was not looked at, and may be there all the same.
function checkNoData(redis: string | undefined, secret: string | undefined): Finding[] {
  if (redis === undefined) {
    const text = 'no --data was given, so no data directory was looked at; a server without one keeps nothing';
    return [doubtful('data', text, 'give --data the directory that the server runs with')];
  }
  const kept = well('data', 'results and bans are kept in Redis; no --data was given, and a node needs none');
  if (secret !== undefined) return [kept];
  const text = 'no --secret was given, so it was not looked at';
  return [kept, doubtful('data', text, 'give the --secret that all nodes share, or --secret-file')];
}

/** Space where data is kept. */
export function checkDisk({ data }: Pick<ServerOptions, 'data'>, statfs: typeof statfsSync = statfsSync): Finding[] {
  if (data === undefined) return [];
  try {
    const { bavail, bsize, files, ffree } = statfs(data);
    const free = bavail * bsize;
    const text = `${Math.round(free / MIB)} MiB are free in ${data}`;
    // Some file systems count no files.
    if (files > 0 && ffree < MIN_INODES)
      return [wrong('disk', `${ffree} more files fit into ${data}`, 'remove files there')];
    if (free < MIN_FREE) return [wrong('disk', text, 'make space')];
    return [free < LOW_FREE ? doubtful('disk', text, 'make space before it is full') : well('disk', text)];
  } catch (error) {
    // That it is not there is a finding about the data.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    return [wrong('disk', `${data}: ${messageOf(error)}`, 'name a directory that is there')];
  }
}

/** Does our server answer, or could it listen? */
export async function checkPort(
  { host, port }: Pick<ServerOptions, 'host' | 'port'>,
  { state, server, holder }: Whereabouts,
): Promise<Finding[]> {
  const answer = state === 'stopped' ? undefined : await askServer(server, '/healthz').catch(() => undefined);
  if (answer?.status === 200) {
    if (holder !== undefined && !isInstance(answer.body, holder))
      return [wrongAsTold('port', describeOther(server, holder))];
    return [well('port', `a server answers at ${server.url}`)];
  }
  if (host.startsWith('unix:')) return [well('port', `no server runs at ${host}`)];
  const code = await tryToListen(host, port);
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (code === undefined) return [well('port', `no server runs; ${at} is free`)];
  const remedies: Readonly<Record<string, string>> = {
    EADDRINUSE: 'stop what uses it, or choose another with --port',
    EACCES: 'choose one from 1024 up with --port, or allow this one to the user',
    EADDRNOTAVAIL: 'choose an address of this machine with --host, such as 0.0.0.0',
  };
  return [wrong('port', `${at} cannot be listened on (${code})`, remedies[code] ?? 'choose another with --port')];
}

async function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen(port, host, () => resolve(undefined));
  });
  await new Promise((resolve) => server.close(resolve));
  return code;
}

/** May the process open as many descriptors as there may be connections? */
export function checkDescriptors(
  { maxPlayers, maxSpectators }: Pick<ServerOptions, 'maxPlayers' | 'maxSpectators'>,
  readLimits = () => readFileSync('/proc/self/limits', 'utf8'),
): Finding[] {
  const needed = maxPlayers + maxSpectators + OWN_DESCRIPTORS;
  try {
    const [, soft = ''] = /^Max open files\s+(\S+)/m.exec(readLimits()) ?? [];
    if (soft === 'unlimited' || Number(soft) >= needed)
      return [well('descriptors', `${soft} may be open, ${needed} are needed`)];
    const remedy = 'raise them (LimitNOFILE= in a unit, ulimit -n in a shell), or lower --max-players';
    return [wrong('descriptors', `${soft} may be open, and a full server needs ${needed}`, remedy)];
  } catch {
    return [];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
