// Under which addresses a page can open the server: what is printed when it is ready.

import { networkInterfaces } from 'node:os';

/** The address for this machine first, then one for each of its addresses on a network. */
export function reachableUrls(host: string, port: number): string[] {
  if (host === '127.0.0.1' || host === '::1' || host === 'localhost') return [urlOf('localhost', port)];
  if (host !== '0.0.0.0' && host !== '::') return [urlOf(host, port)];
  return [urlOf('localhost', port), ...networkAddresses().map((address) => urlOf(address, port))];
}

function networkAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}${port === 80 ? '' : `:${port}`}`;
}
