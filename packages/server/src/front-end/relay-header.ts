// The header with which a front end's connection to the main thread begins: which of its clients it stands for, and where that comes from.
// It never leaves the machine. A secret of this start proves the front end, beside the permissions of the socket's folder.

import { timingSafeEqual } from 'node:crypto';
import type { FirstHeader } from '../net/index.ts';

export const RELAY_SECRET_BYTES = 16;
/** The secret, a byte for the front end, four for the number of its connection, and one for the length of the address. */
const FIXED_BYTES = RELAY_SECRET_BYTES + 6;
const ADDRESS_AT = FIXED_BYTES;

export interface RelayedClient {
  readonly frontEnd: number;
  /** Of that front end alone, and used once. */
  readonly connection: number;
  /** As a socket names it; empty for one that had gone. */
  readonly address: string;
}

export function writeRelayHeader(secret: Uint8Array, { frontEnd, connection, address }: RelayedClient): Buffer {
  const header = Buffer.alloc(FIXED_BYTES + Buffer.byteLength(address, 'latin1'));
  header.set(secret);
  header.writeUInt8(frontEnd, RELAY_SECRET_BYTES);
  header.writeUInt32BE(connection, RELAY_SECRET_BYTES + 1);
  header.writeUInt8(header.length - FIXED_BYTES, RELAY_SECRET_BYTES + 5);
  header.write(address, ADDRESS_AT, 'latin1');
  return header;
}

export function readRelayHeader(secret: Uint8Array, bytes: Buffer): FirstHeader<RelayedClient> {
  if (bytes.length < FIXED_BYTES) return { kind: 'incomplete' };
  if (!timingSafeEqual(bytes.subarray(0, RELAY_SECRET_BYTES), secret)) {
    return { kind: 'invalid', fault: 'not from a front end of this server' };
  }
  const length = FIXED_BYTES + bytes.readUInt8(RELAY_SECRET_BYTES + 5);
  if (bytes.length < length) return { kind: 'incomplete' };
  const value = {
    frontEnd: bytes.readUInt8(RELAY_SECRET_BYTES),
    connection: bytes.readUInt32BE(RELAY_SECRET_BYTES + 1),
    address: bytes.toString('latin1', ADDRESS_AT, length),
  };
  return { kind: 'header', length, value };
}
