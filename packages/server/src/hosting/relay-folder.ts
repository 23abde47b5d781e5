// The folder of the socket that only a server's own front ends use: made at the start, and removed at the end, or after a server that was killed
// by the next one.

import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../log.ts';

const PREFIX = 'starfray-threads-';
const SOCKET = 'relay';
/** `sun_path` of macOS has 104 bytes with its end. */
const MAX_FOLDER_BYTES = 80;
/** Where the one that the environment names cannot be used; the second is there in a container whose files are read-only. */
const MORE_FOLDERS = ['/tmp', '/dev/shm'];
/** A folder without a socket may be that of a server which is starting. */
const START_MS = 60_000;

/** Makes one that nobody else may look into; undefined, with a line in the log, where none can be made. */
export async function makeRelayFolder(log: Log): Promise<string | undefined> {
  let fault: unknown;
  for (const parent of parents()) {
    if (Buffer.byteLength(parent) > MAX_FOLDER_BYTES) continue;
    try {
      return await mkdtemp(join(parent, PREFIX));
    } catch (error) {
      fault = error;
    }
  }
  log.warn({ err: fault }, 'no folder for the threads can be made: all connections run on the main thread');
  return undefined;
}

/** The socket in a folder. */
export function relayPath(folder: string): string {
  return join(folder, SOCKET);
}

/** Removes folders of this user that servers have left which were killed: nobody listens there any more. */
export async function sweepRelayFolders(nowMs: number): Promise<void> {
  for (const parent of parents()) {
    const names = await readdir(parent).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(PREFIX))) {
      const folder = join(parent, name);
      if (await isLeft(folder, nowMs)) await rm(folder, { recursive: true, force: true });
    }
  }
}

function parents(): readonly string[] {
  return [...new Set([tmpdir(), ...MORE_FOLDERS])];
}

async function isLeft(folder: string, nowMs: number): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true || found.uid !== process.getuid?.()) return false;
  const answer = await knock(relayPath(folder));
  return answer === 'ECONNREFUSED' || (answer === 'ENOENT' && nowMs - found.mtimeMs > START_MS);
}

/** Undefined where somebody listens, or the system's code. A server does not mind a connection that says nothing. */
function knock(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error) => resolve('code' in error ? String(error.code) : undefined));
  });
}
