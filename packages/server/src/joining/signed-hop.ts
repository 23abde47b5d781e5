// The header that a node adds to a visitor whom it passes on to another: where the visitor comes from, signed under the cluster's secret.

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { HostOptions } from '../host.ts';
import type { Secrets } from '../resume-tokens.ts';
import type { VisitorChecks } from './visitor-checks.ts';

const HOP_HEADER = 'x-starfray-hop';
/** Clocks of nodes may differ by this much. */
const FRESH_MS = 60_000;
const LABEL = 'starfray hop 1';

/**
 * Where requests come from, as the options of a host have it: what another node vouches for counts first, then what `addressOf` finds.
 * And the header for visitors who are passed on.
 */
export function readHops(
  secrets: Secrets,
  addressOf: VisitorChecks['addressOf'],
  wallNow: () => number,
): Pick<HostOptions, 'addressOf' | 'hopHeaders'> {
  const hops = createHops(secrets);
  return {
    hopHeaders: (address) => ({ [HOP_HEADER]: hops.write(address, wallNow()) }),
    addressOf: (request) => {
      const said = request.headers[HOP_HEADER];
      const hop = hops.read(typeof said === 'string' ? said : undefined, wallNow());
      return hop === undefined ? addressOf(request) : { address: hop.address, isPassedOn: true };
    },
  };
}

interface Hops {
  /** The header's value for a visitor from `address`. */
  write(address: string | undefined, nowMs: number): string;
  /** The address that another node vouches for; undefined for what no node of this cluster wrote just now. */
  read(header: string | undefined, nowMs: number): { readonly address: string } | undefined;
}

/** `secret` signs; headers signed with one of `others` are read, too. */
function createHops({ secret, others }: Secrets): Hops {
  const key = keyOf(secret);
  const keys = [key, ...others.map(keyOf)];
  const sign = (text: string, by = key): Buffer => createHmac('sha256', by).update(text).digest();
  return {
    write: (address = '', nowMs) => {
      const said = `${Math.round(nowMs)} ${address}`;
      return `${said} ${sign(said).toString('base64url')}`;
    },
    read: (header, nowMs) => {
      const [ms = '', address = '', proof = '', ...rest] = header?.split(' ', 4) ?? [];
      if (rest.length > 0 || Math.abs(nowMs - Number(ms)) > FRESH_MS) return undefined;
      const given = Buffer.from(proof, 'base64url');
      const isProven = keys.some((by) => {
        const right = sign(`${ms} ${address}`, by);
        return given.length === right.length && timingSafeEqual(given, right);
      });
      return isProven ? { address } : undefined;
    },
  };
}

function keyOf(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
}
