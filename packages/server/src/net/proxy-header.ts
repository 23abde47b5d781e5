// The header that a TCP proxy writes before all else: who the client is. Version 1 is a line of text, version 2 binary (HAProxy's
// "The PROXY protocol", 2020/03/05). A parser alone: it knows no socket.

import { isIPv4, isIPv6 } from 'node:net';
import { MAX_PROXY_HEADER_BYTES } from '@starfray/shared/protocol';

export type ProxyHeader =
  /** More bytes are needed. */
  | { readonly kind: 'incomplete' }
  /** No header, or one that is broken. */
  | { readonly kind: 'invalid'; readonly fault: string }
  /**
   * The first `length` bytes are the header. Without an address the connection is the proxy's own (a health check), or the proxy does not
   * know the client.
   */
  | { readonly kind: 'header'; readonly length: number; readonly address: string | undefined };

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const V2_FIXED_BYTES = 16;
const V1_START = Buffer.from('PROXY ');
/** With its end: the longest line that the specification knows. */
const V1_LONGEST_BYTES = 107;
const V1_LINE = /^PROXY (?:UNKNOWN(?: .*)?|(TCP4|TCP6) (\S+) (\S+) (\d{1,5}) (\d{1,5}))$/;
const LF = 0x0a;

const INCOMPLETE = { kind: 'incomplete' } as const;

/** Reads the header at the start of what a connection has sent so far. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (startsAs(bytes, SIGNATURE)) return bytes.length < SIGNATURE.length ? INCOMPLETE : readBinary(bytes);
  if (startsAs(bytes, V1_START)) return readLine(bytes);
  return invalid('no PROXY header');
}

function readLine(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_LONGEST_BYTES).indexOf(LF);
  if (end < 0) return bytes.length < V1_LONGEST_BYTES ? INCOMPLETE : invalid('a PROXY line without an end');
  const line = bytes.toString('latin1', 0, end);
  const match = line.endsWith('\r') ? V1_LINE.exec(line.slice(0, -1)) : null;
  if (match === null) return invalid('a PROXY line that cannot be read');
  const [, family, source = '', destination = '', ...ports] = match;
  if (family === undefined) return { kind: 'header', length: end + 1, address: undefined };
  const isAddress = family === 'TCP4' ? isIPv4 : isPlainIPv6;
  if (!isAddress(source) || !isAddress(destination)) return invalid('a PROXY line with an address that is none');
  if (ports.some((port) => Number(port) > 65_535)) return invalid('a PROXY line with a port that is none');
  return { kind: 'header', length: end + 1, address: source };
}

function readBinary(bytes: Buffer): ProxyHeader {
  if (bytes.length < V2_FIXED_BYTES) return INCOMPLETE;
  const [versionAndCommand = 0, familyAndTransport = 0] = bytes.subarray(12, 14);
  const length = V2_FIXED_BYTES + bytes.readUInt16BE(14);
  const command = versionAndCommand & 0x0f;
  if (versionAndCommand >> 4 !== 2 || command > 1) return invalid('a PROXY header of another version or command');
  if (length > MAX_PROXY_HEADER_BYTES) return invalid(`a PROXY header of more than ${MAX_PROXY_HEADER_BYTES} bytes`);
  if (bytes.length < length) return INCOMPLETE;
  if (command === 0) return { kind: 'header', length, address: undefined };
  const body = bytes.subarray(V2_FIXED_BYTES, length);
  switch (familyAndTransport) {
    case 0x00: // unspecified
    case 0x31: // a UNIX socket
      return { kind: 'header', length, address: undefined };
    case 0x11:
      if (body.length < 12) return invalid('a PROXY header that is too short for its addresses');
      return { kind: 'header', length, address: [...body.subarray(0, 4)].join('.') };
    case 0x21:
      if (body.length < 36) return invalid('a PROXY header that is too short for its addresses');
      return { kind: 'header', length, address: formatIPv6(body) };
    default:
      return invalid('a PROXY header of another transport than TCP');
  }
}

function formatIPv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

// A zone belongs to the machine that wrote it.
function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

/** Are the first bytes, as many as are there, those of `start`? */
function startsAs(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
}

function invalid(fault: string): ProxyHeader {
  return { kind: 'invalid', fault };
}
