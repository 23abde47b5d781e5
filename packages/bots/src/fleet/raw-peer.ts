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

export interface RawTarget {
  readonly port: number;
  readonly host: string;
  /** With its question mark; empty for none. */
  readonly query: string;
  /** The address to come from. */
  readonly localAddress?: string | undefined;
  readonly protocols?: readonly string[];
}

/** How a connection ended: the code of a close frame, the status of an upgrade that was refused, or neither. */
export interface RawEnd {
  readonly code: number;
  readonly status: number;
}

export interface RawPeer {
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void;
  /** Ends the connection without a word. */
  destroy(): void;
}

/** Opens a WebSocket: `opened` once it is, then `ended` once, also for one that never opens. */
export function openRaw(target: RawTarget, opened: (peer: RawPeer) => void, ended: (end: RawEnd) => void): RawPeer {
  const socket = connect({
    port: target.port,
    host: target.host,
    localAddress: target.localAddress,
    noDelay: true,
  });
  let received: Buffer = Buffer.alloc(0);
  let isOpen = false;
  let hasEnded = false;
  const end = (code: number, status: number): void => {
    if (hasEnded) return;
    hasEnded = true;
    ended({ code, status });
  };
  const peer = { send: (bytes: Uint8Array) => void socket.write(bytes), destroy: () => void socket.destroy() };
  socket.on('error', () => end(0, 0));
  socket.once('close', () => end(0, 0));
  socket.write(upgradeRequest(target));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, Buffer.from(chunk)]);
    if (!isOpen && received.includes(BLANK_LINE)) {
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(received.toString('latin1', 0, 16))?.[1]);
      if (status !== 101) {
        end(0, status);
        socket.destroy();
        return;
      }
      isOpen = true;
      received = received.subarray(received.indexOf(BLANK_LINE) + BLANK_LINE.length);
      opened(peer);
    }
    if (isOpen) received = skipFrames(received, (code) => finish(socket, code, end));
  });
  return peer;
}

/** Opens a WebSocket, sends the bytes at once, and answers how the server ended it. Rejects when it does not open. */
export function sendRaw(port: number, query: string, bytes: Uint8Array): Promise<RawEnd> {
  return new Promise((resolve, reject) => {
    openRaw(
      { port, host: '127.0.0.1', query },
      (peer) => peer.send(bytes),
      (end) => (end.status === 0 ? resolve(end) : reject(new Error(`refused with ${end.status}`))),
    );
  });
}

function finish(socket: Socket, code: number, end: (code: number, status: number) => void): void {
  end(code, 0);
  socket.end(frameBytes({ opcode: OPCODE.close, payload: Buffer.of(code >> 8, code & 255) }));
  socket.resume();
}

function upgradeRequest({ host, port, query, protocols = [] }: RawTarget): string {
  return [
    `GET /ws${query} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(protocols.length === 0 ? [] : [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`]),
    '\r\n',
  ].join('\r\n');
}

const BLANK_LINE = '\r\n\r\n';

// Drops whole frames of the server, which are never masked, and reports a close frame.
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
