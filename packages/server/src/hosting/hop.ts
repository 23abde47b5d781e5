// The word of one node to another about a visitor whom it passes on: where it comes from, signed under the cluster's secret.

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export const HOP_HEADER = 'x-starfray-hop';
/** Clocks of nodes may differ by this much. */
const FRESH_MS = 60_000;
const LABEL = 'starfray hop 1';

export interface Hops {
  /** What the header says of a visitor from `address`. */
  write(address: string | undefined, nowMs: number): string;
  /** The address that another node vouches for; undefined for what no node of this cluster wrote just now. */
  read(header: string | undefined, nowMs: number): { readonly address: string } | undefined;
}

/** `secret` signs; what a node with one of `others` signed is read, too. */
export function createHops(secret: Uint8Array, others: readonly Uint8Array[] = []): Hops {
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
