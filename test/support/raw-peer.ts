// A WebSocket client by hand, which may send anything: what no library would.

import { connect, type Socket } from 'node:net';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface RawFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly isFinal?: boolean;
  readonly isMasked?: boolean;
  /** The three reserved bits. */
  readonly reserved?: number;
}

/** A frame as bytes, its mask all zeros. */
export function frameBytes({ opcode, payload, isFinal = true, isMasked = true, reserved = 0 }: RawFrame): Buffer {
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const maskBit = isMasked ? 0x80 : 0;
  const header =
    payload.length < 126
      ? Buffer.of(first, maskBit | payload.length)
      : Buffer.of(first, maskBit | 126, payload.length >> 8, payload.length & 255);
  return Buffer.concat([header, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

/** What a connection came to: the code of the close frame received, or 0 when it ended without one. */
export interface RawEnd {
  readonly code: number;
}

/** Opens a WebSocket on loopback, sends the bytes at once, and answers how the server ended it. */
export function sendRaw(port: number, query: string, bytes: Uint8Array): Promise<RawEnd> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', reject);
    socket.write(upgradeRequest(port, query));
    let received: Buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, Buffer.from(chunk)]);
      if (!isOpen && hasHeaders(received)) {
        isOpen = true;
        received = afterHeaders(received, reject);
        socket.write(bytes);
      }
      if (isOpen) received = skipFrames(received, (code) => finish(socket, code, resolve));
    });
    socket.once('close', () => resolve({ code: 0 }));
  });
}

function finish(socket: Socket, code: number, resolve: (end: RawEnd) => void): void {
  resolve({ code });
  socket.end(frameBytes({ opcode: OPCODE.close, payload: Buffer.of(code >> 8, code & 255) }));
  socket.resume();
}

function upgradeRequest(port: number, query: string): string {
  return [
    `GET /ws${query} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
}

const BLANK_LINE = '\r\n\r\n';

function hasHeaders(bytes: Buffer): boolean {
  return bytes.includes(BLANK_LINE);
}

function afterHeaders(bytes: Buffer, reject: (error: Error) => void): Buffer {
  const end = bytes.indexOf(BLANK_LINE) + BLANK_LINE.length;
  const head = bytes.subarray(0, end).toString();
  if (!head.startsWith('HTTP/1.1 101')) reject(new Error(head.split('\r\n')[0]));
  return bytes.subarray(end);
}

// Drops whole frames of the server, which are never masked, and tells of a close frame.
function skipFrames(bytes: Buffer, onClose: (code: number) => void): Buffer {
  let rest = bytes;
  while (rest.length >= 2) {
    const short = rest.readUInt8(1);
    if (rest.length < 4) break;
    const headerLength = short === 126 ? 4 : 2;
    const length = short === 126 ? rest.readUInt16BE(2) : short;
    if (rest.length < headerLength + length) break;
    if ((rest.readUInt8(0) & 15) === OPCODE.close) onClose(length >= 2 ? rest.readUInt16BE(headerLength) : 1005);
    rest = rest.subarray(headerLength + length);
  }
  return rest;
}
