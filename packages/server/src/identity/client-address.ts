// Where a client is, when proxies stand between: what a trusted proxy says counts, what a client says never does.
// X-Forwarded-For, -Proto and -Host alone: every proxy writes them, hardly any writes `Forwarded`, and two sources would contradict.

import type { IncomingHttpHeaders } from 'node:http';
import { failure, type Result, success } from '@starfray/shared/core';
import { MAX_FORWARDED_CHARS, MAX_FORWARDED_HOPS } from '@starfray/shared/protocol';
import { contains, formatAddress, type IpAddress, type Network, parseAddress, parseNetwork } from './ip-address.ts';

export interface ClientAddress {
  /** In one way of writing, IPv4 over IPv6 as IPv4; undefined for a socket that is already gone. */
  readonly address: string | undefined;
  /** True when a trusted proxy says that the client came by https or wss. */
  readonly isSecure: boolean;
  /** The host and port that the client asked for, when a trusted proxy tells it. */
  readonly host: string | undefined;
}

export type AddressReader = (remoteAddress: string | undefined, headers: IncomingHttpHeaders) => ClientAddress;

const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  // RFC 1918, RFC 6598, link-local and RFC 4193; this machine, too.
  private: [
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '169.254.0.0/16',
    'fe80::/10',
    'fc00::/7',
    '127.0.0.0/8',
    '::1',
  ],
};

const HOST = /^(?:[a-z\d.-]{1,255}|\[[a-f\d:.]{2,45}\])(?::\d{1,5})?$/i;

/** The networks of a trusted proxy: an address, a network, `loopback` or `private`. A failure says what to give. */
export function parseTrustedProxy(text: string): Result<readonly Network[], string> {
  const names = Object.hasOwn(NAMED_NETWORKS, text) ? NAMED_NETWORKS[text] : undefined;
  const networks = (names ?? [text]).flatMap((name) => parseNetwork(name) ?? []);
  if (networks.length === 0) {
    return failure('give an address, a network such as 10.0.0.0/8, loopback or private');
  }
  if (networks.some(({ prefixLength }) => prefixLength === 0)) {
    return failure('would trust everybody: give the addresses of your own proxies');
  }
  return success(networks);
}

/**
 * Reads addresses behind these proxies; with none, sockets' own. X-Forwarded-For is read from the right, where the nearest
 * proxy wrote, for as long as trusted hops vouch for the next; the first that is not trusted is the client.
 */
export function createAddressReader(trusted: readonly Network[]): AddressReader {
  const isTrusted = (address: IpAddress) => trusted.some((network) => contains(network, address));
  return (remoteAddress, headers) => {
    const remote = parseAddress(remoteAddress ?? '');
    if (remote === undefined) return { address: undefined, isSecure: false, host: undefined };
    if (!isTrusted(remote)) return { address: formatAddress(remote), isSecure: false, host: undefined };
    const scheme = lastEntry(headers['x-forwarded-proto'])?.toLowerCase();
    const host = lastEntry(headers['x-forwarded-host']);
    return {
      address: formatAddress(walk(remote, headers['x-forwarded-for'], isTrusted)),
      isSecure: scheme === 'https' || scheme === 'wss',
      host: host !== undefined && HOST.test(host) ? host : undefined,
    };
  };
}

/** Is an address, as sockets write it, in one of these networks? */
export function createNetworkCheck(networks: readonly Network[]): (address: string) => boolean {
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && networks.some((network) => contains(network, address));
  };
}

function walk(remote: IpAddress, header: string | string[] | undefined, isTrusted: (address: IpAddress) => boolean) {
  let hop = remote;
  for (const entry of forwardedHops(header)) {
    const next = parseHop(entry);
    // An entry that no proxy wrote may be made up by a client: the hop that passed it on stays.
    if (next === undefined) return hop;
    hop = next;
    if (!isTrusted(hop)) return hop;
  }
  return hop;
}

// Newest first. Only the end is read, without the entry that the bound cuts in two: its rest may look like another address.
function forwardedHops(header: string | string[] | undefined): string[] {
  const text = joined(header);
  if (text === undefined) return [];
  const hops = text.slice(-MAX_FORWARDED_CHARS).split(',');
  if (text.length > MAX_FORWARDED_CHARS) hops.shift();
  return hops.reverse().slice(0, MAX_FORWARDED_HOPS);
}

// Some proxies write the port, too.
function parseHop(entry: string): IpAddress | undefined {
  const text = entry.trim();
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  return parseAddress(bracketed ?? plain ?? text);
}

// Each proxy appends, so the last is what the nearest one says.
function lastEntry(header: string | string[] | undefined): string | undefined {
  return joined(header)?.slice(-MAX_FORWARDED_CHARS).split(',').at(-1)?.trim();
}

// A header that comes several times means the same as one with all of its entries.
function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
