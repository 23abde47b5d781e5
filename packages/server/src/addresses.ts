// The addresses of this machine, and under which of them a page can open the server: what is printed when it is ready.

import { networkInterfaces } from 'node:os';

/** The address for this machine first, then one for each of its addresses on a network. */
export function reachableUrls(host: string, port: number, scheme: 'http' | 'https'): string[] {
  if (host === '127.0.0.1' || host === '::1' || host === 'localhost') return [urlOf('localhost', port, scheme)];
  if (host !== '0.0.0.0' && host !== '::') return [urlOf(host, port, scheme)];
  return [urlOf('localhost', port, scheme), ...networkAddresses().map((address) => urlOf(address, port, scheme))];
}

/** All addresses of this machine, of both families. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.map(({ address }) => address);
}

function networkAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

function urlOf(host: string, port: number, scheme: 'http' | 'https'): string {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}${isUsual ? '' : `:${port}`}`;
}
