// Hands the bytes of one HTTP connection to Node's parser a request at a time: the next one goes on when its turn has come and the one
// before it is answered. What is left over stays here and in the peer's kernel, unparsed. docs/adr/0015 has the why.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MAX_OVERDRAWN_REQUESTS, MAX_REQUEST_BODY_BYTES, MAX_WAITING_REQUEST_BYTES } from '@starfray/shared/protocol';
import type { Party, RequestBudget, Waiting } from './request-budget.ts';

const HEAD_END = Buffer.from('\r\n\r\n');

/** A client that asks for more than it gets reads when to come again. */
const TOO_MANY = 'HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n';

/**
 * - `idle`: the next request may begin, or has begun and its head is not whole.
 * - `waiting`: its head is whole, its turn has not come.
 * - `answering`: a request is unanswered.
 */
type State = 'idle' | 'waiting' | 'answering';

export class RequestTap implements Waiting {
  readonly party: Party;
  private readonly socket: Socket;
  private readonly budget: RequestBudget;
  private readonly parse: (chunk: Buffer) => void;
  private readonly listener = (chunk: string | Buffer): void => this.take(Buffer.from(chunk));
  private state: State = 'idle';
  /** To WebSocket, or because its end is near: nothing is passed on any more. */
  private isGivenUp = false;
  private isDraining = false;
  /** Something was read of it, whatever headers of proxies came before. */
  hasSent = false;
  /** Read, and not parsed yet. */
  private rest: Buffer = Buffer.alloc(0);
  /** The last bytes that were parsed of a head that is not whole. */
  private tail: Buffer = Buffer.alloc(0);
  /** Bytes of a request's body that were not parsed yet. */
  private bodyLeft = 0;
  /** Requests in a row that waited because their address had used up its share. */
  private overdrawn = 0;

  /** @param socket A connection to an HTTP server, of which nothing was read yet. */
  constructor(socket: Socket, party: Party, budget: RequestBudget) {
    this.socket = socket;
    this.party = party;
    this.budget = budget;
    const [parse] = socket.listeners('data') as ((chunk: Buffer) => void)[];
    this.parse = (chunk) => parse?.call(socket, chunk);
    socket.on('data', this.listener);
    if (parse !== undefined) socket.removeListener('data', parse);
  }

  get isOpen(): boolean {
    return !this.isGivenUp && !this.socket.destroyed && !this.socket.writableEnded;
  }

  proceed(): void {
    if (!this.isOpen || this.state !== 'waiting') return;
    this.state = 'idle';
    this.passHead(this.headEnd());
    this.advance();
  }

  /** Notes that a request was parsed; false for one that is not to be answered, which was seen to. */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    // Only a head within another request's body comes out of turn.
    if (this.state !== 'idle') {
      this.cut();
      return false;
    }
    const length = Number(request.headers['content-length'] ?? 0);
    const isEndless = request.headers['transfer-encoding'] !== undefined;
    if (isEndless || length > MAX_REQUEST_BODY_BYTES) {
      this.give();
      response.writeHead(isEndless ? 411 : 413, { connection: 'close', 'content-length': 0 }).end();
      return false;
    }
    this.state = 'answering';
    this.bodyLeft = length;
    response.once('close', () => {
      this.state = 'idle';
      this.advance();
    });
    return true;
  }

  /** Hands the connection over to WebSocket; answers what was read of it already. Undefined, and cut, while a request is unanswered. */
  handOver(): Buffer | undefined {
    if (this.state !== 'idle') {
      this.cut();
      return undefined;
    }
    this.give();
    return this.rest;
  }

  private take(chunk: Buffer): void {
    this.hasSent = true;
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    if (this.rest.length > MAX_WAITING_REQUEST_BYTES) this.cut();
    else this.advance();
  }

  private advance(): void {
    while (this.isOpen && this.rest.length > 0 && !this.mustDrain()) {
      if (this.bodyLeft > 0) this.passBody();
      else if (!this.passNext()) break;
    }
    if (!this.isOpen) return;
    if (this.rest.length > 0) this.socket.pause();
    else this.socket.resume();
  }

  // The parser may not be given anything while Node waits for the peer to read.
  private mustDrain(): boolean {
    if (this.socket.writableNeedDrain && !this.isDraining) {
      this.isDraining = true;
      this.socket.once('drain', () => {
        this.isDraining = false;
        this.advance();
      });
    }
    return this.isDraining;
  }

  private passBody(): void {
    const bytes = Math.min(this.bodyLeft, this.rest.length);
    this.bodyLeft -= bytes;
    this.pass(bytes);
  }

  // Up to the end of the next head, which costs a turn; or all there is, where no head ends in it.
  private passNext(): boolean {
    if (this.state !== 'idle') return false;
    const end = this.headEnd();
    if (end === 0) {
      this.tail = Buffer.concat([this.tail, this.rest]).subarray(1 - HEAD_END.length);
      this.pass(this.rest.length);
      return true;
    }
    const turn = this.budget.ask(this.party, this);
    if (turn === 'now') this.passHead(end);
    else this.wait(turn === 'overdrawn');
    return turn === 'now';
  }

  private wait(isOverdrawn: boolean): void {
    this.state = 'waiting';
    this.overdrawn = isOverdrawn ? this.overdrawn + 1 : 0;
    if (this.overdrawn <= MAX_OVERDRAWN_REQUESTS) return;
    this.give();
    this.socket.end(TOO_MANY);
  }

  /** Where in `rest` the next head ends, 0 when it does not. */
  private headEnd(): number {
    const across = Buffer.concat([this.tail, this.rest.subarray(0, HEAD_END.length - 1)]).indexOf(HEAD_END);
    if (across >= 0) return across + HEAD_END.length - this.tail.length;
    const within = this.rest.indexOf(HEAD_END);
    return within < 0 ? 0 : within + HEAD_END.length;
  }

  private passHead(end: number): void {
    this.tail = Buffer.alloc(0);
    this.pass(end);
  }

  private pass(bytes: number): void {
    const piece = this.rest.subarray(0, bytes);
    this.rest = this.rest.subarray(bytes);
    this.parse(piece);
  }

  private give(): void {
    this.isGivenUp = true;
    this.socket.removeListener('data', this.listener);
  }

  private cut(): void {
    this.give();
    this.socket.destroy();
  }
}
