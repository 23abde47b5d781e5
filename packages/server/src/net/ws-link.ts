// One ws socket as a Link. Whatever a peer does ends here at worst with its own connection.

import { CLOSE, type Link, MAX_CLOSING_BYTES, MAX_CONTROL_FRAMES } from '@starfray/shared/protocol';
import { WebSocket } from 'ws';
import type { Log } from '../log.ts';
import { closeReason } from '../session/index.ts';
import { type TappedSocket, tapFrames } from './frame-tap.ts';
import type { Pulse } from './heartbeat.ts';
import { headerBytes, readyFrame } from './ready-frame.ts';
import type { MeteredLink } from './wire-meter.ts';

/** The part of a TCP socket that is used. */
export interface RawSocket extends TappedSocket {
  /** Bytes handed over so far, those that still wait included. */
  readonly bytesWritten: number;
  readonly bytesRead: number;
  /** Bytes handed over that still wait. */
  readonly writableLength: number;
  write(bytes: Uint8Array): boolean;
  /** Holds back what is written until `uncork`, which then passes it on together. */
  cork(): void;
  uncork(): void;
  /** Reads no more. */
  pause(): unknown;
}

/** After so many unanswered pings the round trip counts as unknown. */
const MAX_UNANSWERED = 3;

/** What ws closes with at a fault of the peer's; with `badFrame` at any other. */
const CODE_OF_FAULT: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: CLOSE.tooBig,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: CLOSE.tooManyParts,
};

export class WsLink implements Link, Pulse, MeteredLink {
  private readonly socket: WebSocket;
  private readonly raw: RawSocket;
  private readonly log: Log;
  private receive: (bytes: Uint8Array) => void = () => undefined;
  private ended: (code: number, reason: string) => void = () => undefined;
  private heard = true;
  /** Pings and pongs since the heartbeat last came by. */
  private controlFrames = 0;
  private hasEnded = false;
  private pingedMs: number | undefined;
  /** Pings in a row that were not answered before the next. */
  private unanswered = 0;
  pingMs: number | undefined;

  /** Whether frames may be written whole to the socket under ws: found out with the first message. */
  private frames: 'unknown' | 'ready-made' | 'by ws' = 'unknown';

  /** @param raw The TCP socket under `socket`. */
  constructor(socket: WebSocket, raw: RawSocket, log: Log) {
    this.socket = socket;
    this.raw = raw;
    this.log = log;
    socket.on('message', (data, isBinary) => this.take(data, isBinary));
    tapFrames(
      raw,
      (payload) => this.take(payload, true),
      () => this.isOpen,
    );
    socket.on('pong', () => {
      this.measure();
      this.takeControl();
    });
    socket.on('ping', () => this.takeControl());
    socket.on('error', (error) => this.fail(faultOf(error)));
    socket.on('close', (code, reason) => this.end(code, reason.toString()));
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get bytesRead(): number {
    return this.raw.bytesRead;
  }

  get bytesWritten(): number {
    return this.raw.bytesWritten;
  }

  get bufferedBytes(): number {
    return this.frames === 'ready-made' ? this.raw.writableLength : this.socket.bufferedAmount;
  }

  send(bytes: Uint8Array): void {
    if (!this.isOpen || this.sendReady(bytes, 0, bytes.length)) return;
    if (this.frames === 'unknown') this.sendAndLearn(bytes);
    else this.socket.send(bytes);
  }

  sendPart(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOpen && !this.sendReady(bytes, start, end)) this.send(bytes.slice(start, end));
  }

  sendPair(first: Uint8Array, second: Uint8Array): void {
    this.raw.cork();
    this.send(first);
    this.send(second);
    this.raw.uncork();
  }

  /** Ends the link at once; the socket goes when the peer has answered, or after a moment when it does not. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, reason);
    this.listenLess();
    this.end(code, reason);
  }

  onMessage(receive: (bytes: Uint8Array) => void): void {
    this.receive = receive;
  }

  onClose(ended: (code: number, reason: string) => void): void {
    this.ended = ended;
  }

  ping(): void {
    if (!this.isOpen) return;
    if (this.pingedMs !== undefined) this.unanswered += 1;
    // What was measured long ago says nothing of now.
    if (this.unanswered >= MAX_UNANSWERED) this.pingMs = undefined;
    // A ping that was never answered would make the next answer look slow.
    this.pingedMs = performance.now();
    this.socket.ping();
  }

  takeHeard(): boolean {
    const { heard } = this;
    this.heard = false;
    this.controlFrames = 0;
    return heard;
  }

  fallSilent(): void {
    this.close(CLOSE.silent, closeReason('no answer to pings'));
  }

  /** Ends the connection without a word: for the end of the process. */
  terminate(): void {
    this.socket.terminate();
  }

  // A peer that goes on sending is left unread until its time to answer the close is over: ending it at once would lose the reason.
  private listenLess(): void {
    let bytes = 0;
    this.raw.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > MAX_CLOSING_BYTES) this.raw.pause();
    });
  }

  private sendReady(bytes: Uint8Array, start: number, end: number): boolean {
    const frame = this.frames === 'ready-made' ? readyFrame(bytes, start, end) : undefined;
    if (frame !== undefined) this.raw.write(frame);
    return frame !== undefined;
  }

  // ws hands header and payload to the socket as two pieces; one piece costs about a sixth less (docs/adr/0007). That is only
  // right while ws itself passes a message on at once and in full, which the first message shows.
  private sendAndLearn(bytes: Uint8Array): void {
    const before = this.raw.bytesWritten;
    this.socket.send(bytes);
    const isPassedOn = this.raw.bytesWritten - before === headerBytes(bytes.length) + bytes.length;
    this.frames = isPassedOn ? 'ready-made' : 'by ws';
  }

  // At a frame too large, or at one that is no WebSocket frame, ws has already begun to close. It reports the end of such a connection as
  // that of a broken line (1006), which is no fault of the peer's.
  private fail(fault: string): void {
    this.log.debug({ fault }, 'connection error');
    if (fault.startsWith('WS_ERR_')) this.end(CODE_OF_FAULT[fault] ?? CLOSE.badFrame, '');
  }

  private end(code: number, reason: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.ended(code, reason);
  }

  private measure(): void {
    if (this.pingedMs === undefined) return;
    this.pingMs = performance.now() - this.pingedMs;
    this.pingedMs = undefined;
    this.unanswered = 0;
  }

  private takeControl(): void {
    this.heard = true;
    this.controlFrames += 1;
    if (this.controlFrames > MAX_CONTROL_FRAMES) this.close(CLOSE.flood, closeReason('too many pings'));
  }

  private take(data: unknown, isBinary: boolean): void {
    // Messages of a peer that is being closed may still arrive; nobody is interested any more.
    if (!this.isOpen) return;
    this.heard = true;
    if (!isBinary || !(data instanceof Uint8Array)) {
      this.close(CLOSE.notBinary, closeReason('only binary messages are read'));
      return;
    }
    try {
      this.receive(data);
    } catch (error) {
      // A bug of ours that this peer's bytes brought out: it may cost this connection, never the process.
      this.log.error({ err: error }, 'a message could not be handled');
      this.close(CLOSE.roomFailed, closeReason('the server made a mistake'));
    }
  }
}

function faultOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
