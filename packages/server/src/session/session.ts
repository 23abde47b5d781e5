// One connection after its handshake: bytes in, proven messages out to the room's handlers. It knows neither rooms nor games;
// a peer that breaks the protocol is closed here and goes no further.

import { INVALID } from '@starfray/shared/contract';
import { assertNever } from '@starfray/shared/core';
import {
  CLOSE,
  type ClientMessage,
  type CloseCode,
  type Codec,
  HEARTBEAT_TIMEOUT_MS,
  INPUT_FLOOD_MS,
  INPUT_REFILL_RATIO,
  type InputFrame,
  type Link,
  MAX_EXCESS_MESSAGES,
  MAX_INBOUND_BYTES,
  type Protocol,
} from '@starfray/shared/protocol';
import { closeReason } from './close-reason.ts';
import { TokenBucket } from './token-bucket.ts';

type MessageOf<N extends ClientMessage['name']> = Extract<ClientMessage, { name: N }>;

/** What the room does with what a client says. */
export interface SessionHandlers {
  /** What the message holds is overwritten by the next one. */
  input(frame: InputFrame): void;
  acknowledge(message: MessageOf<'acknowledge'>): void;
  desync(message: MessageOf<'desync'>): void;
  view(message: MessageOf<'view'>): void;
  away(message: MessageOf<'away'>): void;
  askPing(message: MessageOf<'askPing'>): void;
  setBack(message: MessageOf<'setBack'>): void;
  /** Called once, whichever end closed it. */
  ended(code: number, reason: string): void;
}

export interface SessionDeps {
  readonly link: Link;
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly now: () => number;
  readonly framesPerSecond: number;
}

/** `open` until either side ends it; then `ended`, with the code, and silent for ever. */
type State = { readonly name: 'open' } | { readonly name: 'ended'; readonly code: number };
const OPEN: State = { name: 'open' };

export class Session {
  private readonly link: Link;
  private readonly codec: Codec;
  private readonly protocol: Protocol;
  private readonly now: () => number;
  private readonly handlers: SessionHandlers;
  private readonly bucket: TokenBucket;
  private state: State = OPEN;

  constructor(deps: SessionDeps, handlers: SessionHandlers) {
    this.link = deps.link;
    this.codec = deps.codec;
    this.protocol = deps.protocol;
    this.now = deps.now;
    this.handlers = handlers;
    const perSecond = deps.framesPerSecond * INPUT_REFILL_RATIO;
    const capacity = (perSecond * HEARTBEAT_TIMEOUT_MS) / 1000;
    const limits = { perSecond, capacity, floodMs: INPUT_FLOOD_MS, mostExcess: MAX_EXCESS_MESSAGES };
    this.bucket = new TokenBucket(limits, deps.now());
    deps.link.onMessage((bytes) => this.receive(bytes));
    deps.link.onClose((code, reason) => this.end(code, reason));
  }

  get isOpen(): boolean {
    return this.state === OPEN;
  }

  get bufferedBytes(): number {
    return this.link.bufferedBytes;
  }

  /** The round trip to the client as its transport measured it, if it does. */
  get pingMs(): number | undefined {
    return this.link.pingMs;
  }

  /** Packs and sends a message. */
  say(message: readonly unknown[]): void {
    this.send(this.codec.pack(message));
  }

  /** Sends ready bytes. */
  send(bytes: Uint8Array): void {
    if (this.isOpen) this.link.send(bytes);
  }

  /** Sends a part of some bytes, which may be overwritten afterwards. */
  sendPart(bytes: Uint8Array, start: number, end: number): void {
    const { link } = this;
    if (!this.isOpen) return;
    if (link.sendPart === undefined) link.send(bytes.slice(start, end));
    else link.sendPart(bytes, start, end);
  }

  /** Sends two ready messages together. */
  sendPair(first: Uint8Array, second: Uint8Array): void {
    if (this.isOpen) this.link.sendPair(first, second);
  }

  /** Ends the connection with a documented code and a sentence for a person. */
  close(code: CloseCode, reason: string, retryMs?: number, to?: string): void {
    if (!this.isOpen) return;
    const text = closeReason(reason, retryMs, to);
    this.link.close(code, text);
    this.end(code, text);
  }

  /** Takes what came before there was a session. */
  hear(messages: readonly Uint8Array[]): void {
    for (const bytes of messages) this.receive(bytes);
  }

  private receive(bytes: Uint8Array): void {
    if (!this.isOpen) return;
    const answer = this.bucket.take(this.now());
    if (answer === 'flood') this.close(CLOSE.flood, 'more messages than any client sends');
    if (answer !== 'taken') return;
    if (bytes.length > MAX_INBOUND_BYTES) {
      this.close(CLOSE.tooBig, `a message has at most ${MAX_INBOUND_BYTES} bytes`);
      return;
    }
    const { codec, protocol } = this;
    if (protocol.inputReader.read(bytes)) {
      this.handlers.input(protocol.inputReader);
      return;
    }
    const message = protocol.decodeClient(codec.unpack(bytes));
    if (message === INVALID) this.close(CLOSE.malformed, 'not a message of this protocol');
    else this.dispatch(message);
  }

  private dispatch(message: ClientMessage): void {
    const { handlers } = this;
    switch (message.name) {
      case 'input':
        handlers.input(message);
        break;
      case 'acknowledge':
        handlers.acknowledge(message);
        break;
      case 'desync':
        handlers.desync(message);
        break;
      case 'view':
        handlers.view(message);
        break;
      case 'away':
        handlers.away(message);
        break;
      case 'askPing':
        handlers.askPing(message);
        break;
      case 'setBack':
        handlers.setBack(message);
        break;
      default:
        assertNever(message, 'client message');
    }
  }

  private end(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.state = { name: 'ended', code };
    this.handlers.ended(code, reason);
  }
}
