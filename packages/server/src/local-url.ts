// Where a server can be reached from its own machine.

import { resolve } from 'node:path';

/** The URL of a server that listens on `host`, for programs beside it: of all addresses it takes the loopback one; `unix:` and a path stays. */
export function localUrl(host: string, port: number, scheme: 'http' | 'https'): string {
  if (host.startsWith('unix:')) return `unix:${resolve(host.slice('unix:'.length))}`;
  const bare = host.replace(/^\[|\]$/g, '');
  if (bare === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  // Where there is no IPv6, a server for all addresses has those of IPv4.
  if (bare === '::' || bare === '') return `${scheme}://localhost:${port}`;
  return `${scheme}://${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}
