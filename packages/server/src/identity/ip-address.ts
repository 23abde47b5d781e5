// Addresses and networks as numbers, so that one compares with the other. IPv4 that comes over IPv6 is IPv4.

import { isIP } from 'node:net';

export type IpFamily = 4 | 6;

export interface IpAddress {
  readonly family: IpFamily;
  readonly bits: bigint;
}

export interface Network extends IpAddress {
  /** Leading bits that count: 0 to 32, or to 128. The others are 0. */
  readonly prefixLength: number;
}

export const ADDRESS_BITS = { 4: 32, 6: 128 } as const satisfies Readonly<Record<IpFamily, number>>;

/** ::ffff:0:0/96 holds all of IPv4. */
const MAPPED_BITS = 96;
const MAPPED_PREFIX = 0xffffn;

/** An address as sockets and people write it, with or without an IPv6 zone; undefined for anything else. */
export function parseAddress(text: string): IpAddress | undefined {
  const [plain = ''] = text.split('%', 1);
  const family = isIP(text);
  if (family === 4) return { family: 4, bits: joinParts(plain.split('.').map(Number), 8n) };
  if (family !== 6) return undefined;
  const bits = joinParts(groupsOf(plain), 16n);
  return bits >> 32n === MAPPED_PREFIX ? { family: 4, bits: bits & 0xffff_ffffn } : { family: 6, bits };
}

/** A network as `192.0.2.0/24`, or an address alone, which is a network of one; undefined for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [head = '', length, ...rest] = text.split('/', 3);
  const address = parseAddress(head);
  if (address === undefined || rest.length > 0) return undefined;
  const whole = ADDRESS_BITS[address.family];
  if (length === undefined) return { ...address, prefixLength: whole };
  const written = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  // Of a mapped address the length is written as of IPv6.
  const prefixLength = address.family === 4 && head.includes(':') ? written - MAPPED_BITS : written;
  if (!(prefixLength >= 0 && prefixLength <= whole)) return undefined;
  return { family: address.family, bits: maskBits(address, prefixLength), prefixLength };
}

export function contains(network: Network, address: IpAddress): boolean {
  return network.family === address.family && maskBits(address, network.prefixLength) === network.bits;
}

/** Is an address in both? */
export function overlaps(a: Network, b: Network): boolean {
  return a.prefixLength <= b.prefixLength ? contains(a, b) : contains(b, a);
}

/** An address's leading bits, the others 0. */
export function maskBits({ family, bits }: IpAddress, prefixLength: number): bigint {
  const hidden = BigInt(ADDRESS_BITS[family] - prefixLength);
  return (bits >> hidden) << hidden;
}

/** One way of writing for each address: two are the same when their texts are. */
export function formatAddress({ family, bits }: IpAddress): string {
  if (family === 4) return splitParts(bits, 4, 8n).join('.');
  const groups = splitParts(bits, 8, 16n).map((group) => group.toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** As `parseNetwork` reads it. A length always stands after IPv6: an address alone means more to some. */
export function formatNetwork({ family, bits, prefixLength }: Network): string {
  const address = formatAddress({ family, bits });
  return family === 4 && prefixLength === ADDRESS_BITS[4] ? address : `${address}/${prefixLength}`;
}

// The eight groups of a valid address, with the run that "::" stands for written out. A URL writes IPv4 at the end as groups.
function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const run = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...run, ...last].map((group) => Number.parseInt(group, 16));
}

function joinParts(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(part), 0n);
}

function splitParts(bits: bigint, count: number, width: bigint): number[] {
  const mask = (1n << width) - 1n;
  return Array.from({ length: count }, (_, i) => Number((bits >> (BigInt(count - 1 - i) * width)) & mask));
}
