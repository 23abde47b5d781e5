// A WebSocket client on a bare TCP socket, so lean that one process has thousands: of what arrives it looks at no more than the head of
// each message, and what it sends lies ready. Of no use for anything but a load: it trusts the server.

import { connect, type Socket } from 'node:net';

const NOTHING = Buffer.alloc(0);

const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const FIRST_CONTROL = 8;
const FINAL = 0x80;
const PONG = FINAL | 10;
const MASKED = 0x80;
const EXTENDED_16 = 126;
/** Header and mask of a short frame. A mask of zeros leaves the payload as it is. */
export const FRAME_HEAD_BYTES = 6;
const HEAD_END = '\r\n\r\n';
/** Sixteen bytes: nobody tells these clients apart by it. */
const KEY = Buffer.from('a lean client ..').toString('base64');

export interface LeanHandlers {
  readonly opened: () => void;
  /** A binary message of `length` bytes, of which the first `headBytes` lie in `bytes` from `at` on. */
  readonly message: (bytes: Buffer, at: number, length: number) => void;
  /** Once, however it ends. `retryMs` where a server that is full names it. */
  readonly ended: (why: string, retryMs: number | undefined) => void;
}

export interface LeanSocketOptions {
  readonly port: number;
  /** Path and query of the upgrade. */
  readonly path: string;
  readonly subprotocol: string;
  /** The loopback address to connect from. */
  readonly from: string | undefined;
  /** Of each message, so many bytes or all of it are waited for before it is passed on. */
  readonly headBytes: number;
  /** What the socket is read into; all sockets of a process may share it, since each is read to the end in its turn. */
  readonly buffer: Uint8Array;
}

/** A short frame with room for so many bytes of a binary message, which lie behind FRAME_HEAD_BYTES. */
export function leanFrame(bytes: number): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + bytes);
  frame[0] = FINAL | BINARY;
  frame[1] = MASKED | bytes;
  frame.fill(0, 2, FRAME_HEAD_BYTES);
  return frame;
}

export class LeanSocket {
  private readonly socket: Socket;
  private readonly handlers: LeanHandlers;
  private readonly headBytes: number;
  private isOpen = false;
  private hasEnded = false;
  /** What could not be read yet: the beginning of a frame. */
  private held: Buffer = NOTHING;
  /** Bytes of the present message that nobody looks at. */
  private skip = 0;

  constructor({ port, path, subprotocol, from, headBytes, buffer }: LeanSocketOptions, handlers: LeanHandlers) {
    this.handlers = handlers;
    this.headBytes = headBytes;
    this.socket = connect({
      port,
      host: '127.0.0.1',
      ...(from === undefined ? {} : { localAddress: from }),
      noDelay: true,
      onread: {
        buffer,
        callback: (length, { buffer: bytes, byteOffset }) => {
          this.read(Buffer.from(bytes, byteOffset, length));
          return !this.hasEnded;
        },
      },
    });
    this.socket.once('error', (error) => this.end(error.message));
    this.socket.once('close', () => this.end('the connection ended'));
    this.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Protocol: ${subprotocol}${HEAD_END}`,
    );
  }

  /** Sends a frame of `leanFrame`. */
  send(frame: Buffer): void {
    if (this.isOpen) this.socket.write(frame);
  }

  private read(arrived: Buffer): void {
    const bytes = this.held.length === 0 ? arrived : Buffer.concat([this.held, arrived]);
    let at = this.isOpen ? 0 : this.readAnswer(bytes);
    while (at < bytes.length && !this.hasEnded) {
      const next = this.readFrame(bytes, at);
      if (next === at) break;
      at = next;
    }
    // The buffer is everybody's: what is kept must be copied.
    this.held = at < bytes.length ? Buffer.from(bytes.subarray(at)) : NOTHING;
  }

  // Where the answer to the upgrade ends; 0 while it is not whole.
  private readAnswer(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END);
    if (end < 0) return 0;
    const head = bytes.toString('latin1', 0, end);
    const status = head.slice('HTTP/1.1 '.length, 'HTTP/1.1 '.length + 3);
    if (status !== '101') {
      const seconds = Number(/^retry-after: (\d+)/im.exec(head)?.[1]);
      this.end(`HTTP ${status}`, Number.isNaN(seconds) ? undefined : seconds * 1000);
      return bytes.length;
    }
    this.isOpen = true;
    this.handlers.opened();
    return end + HEAD_END.length;
  }

  // Where to go on; `at` itself while too little of the frame is there.
  private readFrame(bytes: Buffer, at: number): number {
    const left = bytes.length - at;
    if (this.skip > 0) {
      const passed = Math.min(this.skip, left);
      this.skip -= passed;
      return at + passed;
    }
    const short = (bytes[at + 1] ?? 0) & ~MASKED;
    const header = short < EXTENDED_16 ? 2 : 4;
    if (left < header) return at;
    if (short > EXTENDED_16) {
      this.end('a message of more than 64 KiB');
      return at;
    }
    const length = short < EXTENDED_16 ? short : bytes.readUInt16BE(at + 2);
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const needed = opcode >= FIRST_CONTROL ? length : Math.min(length, this.headBytes);
    const start = at + header;
    if (left < header + needed) return at;
    this.skip = length;
    if (opcode === BINARY) this.handlers.message(bytes, start, length);
    else if (opcode === PING) this.answer(bytes.subarray(start, start + length));
    else if (opcode === CLOSE) this.endByServer(bytes.subarray(start, start + length));
    return start;
  }

  private answer(payload: Buffer): void {
    const pong = leanFrame(payload.length);
    pong[0] = PONG;
    pong.set(payload, FRAME_HEAD_BYTES);
    this.socket.write(pong);
  }

  private endByServer(payload: Buffer): void {
    const reason = payload.toString('utf8', 2);
    const retryMs = Number(/"retryMs":(\d+)/.exec(reason)?.[1]);
    const code = payload.length < 2 ? 'no code' : payload.readUInt16BE(0);
    this.end(`closed with ${code} ${reason}`, Number.isNaN(retryMs) ? undefined : retryMs);
  }

  private end(why: string, retryMs?: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.isOpen = false;
    this.socket.destroy();
    this.handlers.ended(why, retryMs);
  }
}
