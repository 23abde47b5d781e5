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

export function createHops(secret: Uint8Array): Hops {
  const key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    write: (address = '', nowMs) => {
      const said = `${Math.round(nowMs)} ${address}`;
      return `${said} ${sign(said).toString('base64url')}`;
    },
    read: (header, nowMs) => {
      const [ms = '', address = '', proof = '', ...rest] = header?.split(' ', 4) ?? [];
      if (rest.length > 0 || Math.abs(nowMs - Number(ms)) > FRESH_MS) return undefined;
      const [given, right] = [Buffer.from(proof, 'base64url'), sign(`${ms} ${address}`)];
      return given.length === right.length && timingSafeEqual(given, right) ? { address } : undefined;
    },
  };
}
