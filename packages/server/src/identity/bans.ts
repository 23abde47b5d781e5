// Bans by account, session or address: a matcher made from plain data. It stores nothing and asks nobody.

import type { BanKind, BanTerms } from '@starfray/shared/admin';
import { failure, type Result, success } from '@starfray/shared/core';
import { MAX_BANS } from '@starfray/shared/protocol';
import {
  ADDRESS_BITS,
  formatNetwork,
  type IpFamily,
  maskBits,
  type Network,
  parseAddress,
  parseNetwork,
} from './ip-address.ts';
import { idOfToken } from './signed-claims.ts';
import { parseAccount } from './token.ts';

/** A visitor who asks to come in; what is not known matches nothing. */
export interface Suspect {
  readonly account?: string | undefined;
  readonly session?: string | undefined;
  readonly address?: string | undefined;
  /** The id of the identity token that was shown. */
  readonly token?: string | undefined;
}

/** What is wider takes whole providers and countries, and is a slip of the pen. */
const SHORTEST_PREFIX = { 4: 8, 6: 16 } as const;
/** What one household or phone is given: it may take a new IPv6 address within it at any time. */
const HOUSEHOLD_PREFIX = 64;

/**
 * The value of a ban in its one way of writing. An IPv6 address alone becomes its /64, since its owner has all of that.
 * A token may be given whole, and becomes its id. A failure names the value and what to give instead.
 */
export function parseBanValue(kind: BanKind, text: string): Result<string, string> {
  if (kind === 'address') {
    const network = parseBanNetwork(text);
    return network.ok ? success(formatNetwork(network.value)) : network;
  }
  const value = parseAccount(kind === 'token' ? (idOfToken(text) ?? text) : text);
  return value.ok ? value : failure(`${kind} ${quote(text)}: ${value.fault}`);
}

export interface BanList {
  /**
   * The ban that keeps this one out at `nowMs`, by account, then session, then token, then the longest network; or undefined. Costs a look
   * a kind, and one for each length of prefix in use, however many bans there are.
   */
  match(suspect: Suspect, nowMs: number): BanTerms | undefined;
}

/** Bans of addresses whose first so many bits are the same, by these bits. */
interface PrefixBans {
  readonly family: IpFamily;
  readonly prefixLength: number;
  readonly bans: Map<bigint, BanTerms>;
}

/** A matcher of these bans; a failure has one line for each that is wrong, or says that they are too many. */
export function createBanList(bans: readonly BanTerms[]): Result<BanList, string[]> {
  if (bans.length > MAX_BANS) return failure([`${bans.length} bans: at most ${MAX_BANS}, lift some or ban networks`]);
  const byName = {
    account: new Map<string, BanTerms>(),
    session: new Map<string, BanTerms>(),
    token: new Map<string, BanTerms>(),
  };
  const prefixes = new Map<string, PrefixBans>();
  const faults: string[] = [];
  for (const ban of bans) {
    const added = ban.kind === 'address' ? addNetwork(prefixes, ban) : addName(byName[ban.kind], ban.kind, ban);
    if (!added.ok) faults.push(`ban ${ban.id}: ${added.fault}`);
  }
  if (faults.length > 0) return failure(faults);
  const longestFirst = [...prefixes.values()].toSorted((a, b) => b.prefixLength - a.prefixLength);
  return success({
    match: ({ account, session, address, token }, nowMs) =>
      inForce(byName.account, account, nowMs) ??
      inForce(byName.session, session, nowMs) ??
      inForce(byName.token, token, nowMs) ??
      matchAddress(longestFirst, address, nowMs),
  });
}

function addName(bans: Map<string, BanTerms>, kind: BanKind, ban: BanTerms): Result<string, string> {
  const value = parseBanValue(kind, ban.value);
  if (value.ok) keepLonger(bans, value.value, ban);
  return value;
}

function addNetwork(prefixes: Map<string, PrefixBans>, ban: BanTerms): Result<Network, string> {
  const network = parseBanNetwork(ban.value);
  if (!network.ok) return network;
  const { family, bits, prefixLength } = network.value;
  const key = `${family}/${prefixLength}`;
  const same = prefixes.get(key) ?? { family, prefixLength, bans: new Map<bigint, BanTerms>() };
  prefixes.set(key, same);
  keepLonger(same.bans, bits, ban);
  return network;
}

function matchAddress(
  longestFirst: readonly PrefixBans[],
  text: string | undefined,
  nowMs: number,
): BanTerms | undefined {
  const address = text === undefined ? undefined : parseAddress(text);
  if (address === undefined) return undefined;
  for (const { family, prefixLength, bans } of longestFirst) {
    const ban = family === address.family ? inForce(bans, maskBits(address, prefixLength), nowMs) : undefined;
    if (ban !== undefined) return ban;
  }
  return undefined;
}

function parseBanNetwork(text: string): Result<Network, string> {
  const network = parseNetwork(text);
  if (network === undefined) {
    return failure(
      `address ${quote(text)}: give an address or a network, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64`,
    );
  }
  const shortest = SHORTEST_PREFIX[network.family];
  if (network.prefixLength < shortest) {
    return failure(`address ${quote(text)}: would ban too many, give a network of /${shortest} or longer`);
  }
  const isHousehold = network.family === 6 && network.prefixLength === ADDRESS_BITS[6] && !text.includes('/');
  if (!isHousehold) return success(network);
  return success({ family: 6, bits: maskBits(network, HOUSEHOLD_PREFIX), prefixLength: HOUSEHOLD_PREFIX });
}

// Of two bans of the same the one that lasts longer says it all.
function keepLonger<K>(bans: Map<K, BanTerms>, key: K, ban: BanTerms): void {
  const known = bans.get(key);
  if (known === undefined || endOf(ban) > endOf(known)) bans.set(key, ban);
}

function inForce<K>(bans: ReadonlyMap<K, BanTerms>, key: K | undefined, nowMs: number): BanTerms | undefined {
  const ban = key === undefined ? undefined : bans.get(key);
  return ban !== undefined && nowMs < endOf(ban) ? ban : undefined;
}

function endOf({ expiresAtMs = Number.POSITIVE_INFINITY }: BanTerms): number {
  return expiresAtMs;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}
