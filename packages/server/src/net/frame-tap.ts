// Takes the usual frames of a client, small whole binary ones, off its socket before ws sees them. ws stays in charge of everything
// else: with the first byte of anything unusual the connection is its own for good. docs/adr/0007 has the why.

import { LONGEST_SHORT } from './ready-frame.ts';

const FINAL_BINARY = 0x82;
const PING = 0x89;
const PONG = 0x8a;
const MASKED = 0x80;
const HEADER_BYTES = 2;
const MASK_BYTES = 4;

/** The part of a TCP socket that is used. */
export interface TappedSocket {
  listeners(event: 'data'): unknown[];
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  removeListener(event: 'data', listener: (chunk: Buffer) => void): unknown;
}

/**
 * Puts itself before the listener of a socket whose handshake is done and of whose frames nothing was read yet. `take` gets the
 * unmasked payload of each unfragmented binary frame of up to 125 bytes that lies whole in one chunk. Pings and pongs that do go
 * to the listener, which therefore only ever sees whole frames; with anything else it is handed the socket, from that byte on.
 * While `isOpen` answers false such frames are skipped: a chunk may hold ten thousand of them. Does nothing when there is not exactly one
 * listener.
 */
export function tapFrames(
  socket: TappedSocket,
  take: (payload: Buffer) => void,
  isOpen: () => boolean = () => true,
): void {
  const [listener, ...others] = socket.listeners('data');
  if (typeof listener !== 'function' || others.length > 0) return;
  const pass = (chunk: Buffer): void => listener.call(socket, chunk);
  const deliver = (chunk: Buffer, start: number, end: number): void => {
    if (!isOpen()) return;
    if (chunk[start] === FINAL_BINARY) take(unmasked(chunk, start + HEADER_BYTES, end));
    else pass(chunk.subarray(start, end));
  };
  const tap = (chunk: Buffer): void => {
    let start = 0;
    while (start < chunk.length) {
      const head = chunk[start];
      const end = endOfShortFrame(chunk, start);
      if (end > chunk.length || (head !== FINAL_BINARY && head !== PING && head !== PONG)) {
        socket.removeListener('data', tap);
        socket.on('data', listener as (chunk: Buffer) => void);
        pass(start === 0 ? chunk : chunk.subarray(start));
        return;
      }
      deliver(chunk, start, end);
      start = end;
    }
  };
  socket.on('data', tap);
  socket.removeListener('data', listener as (chunk: Buffer) => void);
}

// Where the masked frame of at most 125 bytes that begins at `start` ends; Infinity for any other frame.
function endOfShortFrame(chunk: Buffer, start: number): number {
  const second = chunk[start + 1] ?? 0;
  const length = second & ~MASKED;
  if ((second & MASKED) === 0 || length > LONGEST_SHORT) return Number.POSITIVE_INFINITY;
  return start + HEADER_BYTES + MASK_BYTES + length;
}

// Unmasks in place (RFC 6455, section 5.3): the chunk is this connection's own and read by nobody else.
function unmasked(chunk: Buffer, mask: number, end: number): Buffer {
  const start = mask + MASK_BYTES;
  for (let i = start; i < end; i += 1) chunk[i] = (chunk[i] as number) ^ (chunk[mask + ((i - start) & 3)] as number);
  return chunk.subarray(start, end);
}
