// The addresses of this machine, and under which of them a page can open the server: what is printed when it is ready.

import { networkInterfaces } from 'node:os';

/** An address of this machine, as the system lists it. */
interface OwnAddress {
  readonly address: string;
  readonly family: string;
  readonly internal: boolean;
}

/** All addresses of this machine, of both families. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.map(({ address }) => address);
}

/** What can be opened at a host that listens: the address for this machine first, then one for each of its addresses on a network. */
export function reachableUrls(
  host: string,
  port: number,
  scheme: 'http' | 'https',
  own: readonly OwnAddress[] = Object.values(networkInterfaces()).flatMap((list) => list ?? []),
): string[] {
  if (host.startsWith('unix:')) return [host];
  if (host === '127.0.0.1' || host === '::1' || host === 'localhost') return [urlOf('localhost', port, scheme)];
  if (host !== '0.0.0.0' && host !== '::') return [urlOf(host, port, scheme)];
  const families = host === '::' ? ['IPv4', 'IPv6'] : ['IPv4'];
  const reachable = families.flatMap((family) => own.filter((one) => one.family === family && isReachable(one)));
  return [urlOf('localhost', port, scheme), ...reachable.map(({ address }) => urlOf(address, port, scheme))];
}

// A link-local address of IPv6 means nothing without the name of an interface, which no URL takes.
function isReachable({ address, internal }: OwnAddress): boolean {
  return !internal && !/^fe[89ab]/i.test(address);
}

function urlOf(host: string, port: number, scheme: 'http' | 'https'): string {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}${isUsual ? '' : `:${port}`}`;
}
