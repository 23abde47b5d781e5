// Bans that would hit others than the one meant: everybody behind a proxy, or the admin who asks.

import type { BanKind } from '@starfray/shared/admin';
import { type Network, overlaps, parseNetwork } from '../identity/index.ts';

export interface BanSurroundings {
  /** The account of the admin who asks, and the address that the request came from. */
  readonly by: string;
  readonly askedFrom: string | undefined;
  /** The networks of trusted proxies. */
  readonly proxies: readonly Network[];
  /** The addresses of this machine. */
  readonly own: readonly string[];
}

const LOOPBACK = ['127.0.0.0/8', '::1'];
const INSTEAD = 'Ban the account, the session or the token.';

/** Why a ban of this value, as `parseBanValue` answers it, must not be; with what to do instead. Undefined for one that may be. */
export function findBanFault(
  kind: BanKind,
  value: string,
  { by, askedFrom, proxies, own }: BanSurroundings,
): string | undefined {
  if (kind === 'account' && value === by) return `${value} is your own account: another admin may ban it.`;
  const network = kind === 'address' ? parseNetwork(value) : undefined;
  if (network === undefined) return undefined;
  if (proxies.some((proxy) => overlaps(network, proxy))) {
    return `${value}: a proxy that --trust-proxy names would be banned, and everybody who comes through it. ${INSTEAD} Where players show up with the proxy’s address, the proxy must write X-Forwarded-For; where this is a player’s own, name in --trust-proxy the proxy’s address alone.`;
  }
  if (reaches(network, [...LOOPBACK, ...own])) {
    return `${value}: this machine would be banned, and everybody who comes through a proxy on it. ${INSTEAD} Where players show up with this address, start the server with --trust-proxy, so that each has their own.`;
  }
  if (askedFrom !== undefined && reaches(network, [askedFrom])) {
    return `${value}: your own address would be banned. ${INSTEAD} Where everybody has the same address, there is a proxy that --trust-proxy does not name.`;
  }
  return undefined;
}

function reaches(network: Network, addresses: readonly string[]): boolean {
  return addresses.some((address) => {
    const other = parseNetwork(address);
    return other !== undefined && overlaps(network, other);
  });
}
