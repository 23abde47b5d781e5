// Where the server listens: an address and a port, a UNIX socket, or sockets that a service manager has opened.

import { constants, readFileSync, readlinkSync } from 'node:fs';
import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, type Server, type Socket } from 'node:net';
import { failure, type Result, success } from '@starfray/shared/core';

export type Place =
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string; readonly mode: number }
  | { readonly kind: 'inherited'; readonly descriptors: readonly number[] }
  /** Of this process alone: its front ends listen for it. */
  | { readonly kind: 'relay'; readonly path: string };

/** Every address of the machine, of both families where it has both. */
const ANY_ADDRESS = '::';
const ANY_IPV4_ADDRESS = '0.0.0.0';
const SOCKET_PREFIX = 'unix:';
/** `sun_path` of Linux has 108 bytes with its end; of macOS 104. */
const MAX_PATH_BYTES = 103;
/** What a system without IPv6 says to `::`. */
const WITHOUT_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EPROTONOSUPPORT'];

/** The path of `unix:/run/starfray.sock`; undefined for an address. */
export function socketPathOf(host: string): string | undefined {
  return host.startsWith(SOCKET_PREFIX) ? host.slice(SOCKET_PREFIX.length) : undefined;
}

/** An address as it is listened on: `[::1]` is `::1`. */
export function withoutBrackets(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}

/** The address that was listened on. One for both families is one of IPv4 alone where the system has no IPv6. */
export async function listenAnywhere(listen: (host: string) => Promise<void>, host: string): Promise<string> {
  try {
    await listen(host);
    return host;
  } catch (error) {
    if (host !== ANY_ADDRESS || !WITHOUT_IPV6.includes(codeOf(error))) throw error;
    await listen(ANY_IPV4_ADDRESS);
    return ANY_IPV4_ADDRESS;
  }
}

/** Takes a socket away that no server listens on any more; a failure says why the path cannot be used. */
export async function clearSocket(path: string): Promise<Result<void, string>> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    return failure(`is longer than the ${MAX_PATH_BYTES} bytes that a socket's path may have: give a shorter one`);
  }
  try {
    const stat = await lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (stat === undefined) return success(undefined);
    if ((stat.mode & constants.S_IFMT) !== constants.S_IFSOCK) {
      return failure('is there already, and is no socket: move it away, or give another path');
    }
    if (await isListening(path)) return failure('another server listens there: stop it, or give another path');
    await unlink(path);
    return success(undefined);
  } catch (error) {
    return failure(`cannot be used (${codeOf(error)}): give a path in a directory that is there and may be written`);
  }
}

/**
 * Counts connections to a UNIX socket as this machine: it is the only place from where they can be made. To be called when all others listen
 * for connections of this server: they see the address, too. TCP connections that are handed to the server keep theirs.
 */
export function countAsLoopback(server: Server): void {
  const mark = (socket: Socket): void => {
    // Every TCP socket has one, that of a client which has gone already, too.
    if (socket.localAddress !== undefined) return;
    Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1', configurable: true });
  };
  server.prependListener('connection', mark);
  server.prependListener('secureConnection', mark);
}

/** Lets those connect whom a mode such as 0o660 names; connecting needs the right to write. */
export async function openTo(path: string, mode: number): Promise<void> {
  await chmod(path, mode);
}

/** Where a UNIX socket lies that another process has opened, by Linux's own tables; undefined where that cannot be found out. */
export function pathOfSocket(descriptor: number): string | undefined {
  try {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`)) ?? [];
    // Num RefCount Protocol Flags Type St Inode Path
    const row = /^(?:\S+ +){6}(\d+) (\/.*)$/;
    const rows = readFileSync('/proc/net/unix', 'utf8').split('\n');
    return rows.map((line) => row.exec(line)).find((match) => match?.[1] === inode)?.[2];
  } catch {
    return undefined;
  }
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const code = codeOf(error);
      // A server that is busy, and one that has ended.
      if (code === 'EAGAIN') resolve(true);
      else if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false);
      else reject(error);
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
