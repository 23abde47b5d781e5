// A whole WebSocket frame in one piece: header and payload of a binary message from a server (RFC 6455, section 5.2).

const FINAL_BINARY = 0x82;
/** Bytes of a payload whose length fits the second byte of a header. */
export const LONGEST_SHORT = 125;
const EXTENDED_16 = 126;
const LONGEST_FRAME = 0xffff;

/** The bytes of a header for a payload of a length up to 65,535. */
export function headerBytes(length: number): number {
  return length <= LONGEST_SHORT ? 2 : 4;
}

/** An unfragmented, unmasked binary frame of the bytes from `start` up to `end`; undefined when they are more than 65,535. */
export function readyFrame(bytes: Uint8Array, start: number, end: number): Buffer | undefined {
  const length = end - start;
  if (length > LONGEST_FRAME) return undefined;
  const header = headerBytes(length);
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_BINARY;
  if (header === 2) frame[1] = length;
  else {
    frame[1] = EXTENDED_16;
    frame[2] = length >> 8;
    frame[3] = length & 0xff;
  }
  frame.set(length === bytes.length ? bytes : bytes.subarray(start, end), header);
  return frame;
}
