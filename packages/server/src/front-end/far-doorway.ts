// The doorway of an upgrade whose client a front end holds: what was decided here goes there as an order.

import type { IncomingMessage } from 'node:http';
import type { JoinRefusal } from '../joining/index.ts';
import type { Admission, Doorway, HopHeaders, HttpRefusal } from '../net/index.ts';
import { refuseByStatus } from '../net/index.ts';
import { closeReason } from '../session/index.ts';
import type { FrontEndSeats } from './front-seats.ts';
import type { Order, RelayedRequest, ToFrontEnd } from './messages.ts';
import type { HandOverPoint } from './relay.ts';
import type { RelayedSocket } from './relay-listener.ts';

/** Of the headers those that a handshake is made of. */
const OF_HANDSHAKE = /^(?:connection|upgrade|sec-websocket-.*)$/;

/** The front end that holds the client, as its doorways see it. */
export interface FarSide {
  readonly seats: FrontEndSeats;
  /** Index of the game among those of the front end. */
  readonly game: number;
  post(message: ToFrontEnd): void;
  nextJoin(): number;
  /** Receives the status of a refusal that the front end had to make by itself. */
  noteRefusal(status: number): void;
  /** From now on what the front end reports of this connection is the doorway's. */
  hold(connection: number, doorway: FarDoorway): void;
}

type State =
  /** The client's requests still come here. */
  'relayed' | 'handed over' | 'ended';

export class FarDoorway implements Doorway {
  readonly isHere = false;
  private readonly side: FarSide;
  private readonly client: RelayedSocket;
  private readonly request: IncomingMessage;
  private readonly point: HandOverPoint;
  private state: State = 'relayed';
  private readonly listeners: (() => void)[] = [];
  private waiting: { readonly join: number; readonly admission: Admission } | undefined;
  private passFailed: ((error: Error) => void) | undefined;

  /** To be made in the turn in which the upgrade was parsed. @param head What was read behind its request. */
  constructor(side: FarSide, client: RelayedSocket, request: IncomingMessage, head: Buffer) {
    this.side = side;
    this.client = client;
    this.request = request;
    const { socket, headerBytes } = client;
    this.point = {
      consumed: socket.bytesRead - headerBytes - head.length - socket.readableLength,
      answered: socket.bytesWritten,
    };
    socket.once('close', () => this.state === 'relayed' && this.ended());
  }

  get isGone(): boolean {
    return this.state === 'ended';
  }

  onEnd(ended: () => void): void {
    this.listeners.push(ended);
  }

  turnAway(refusal: HttpRefusal): void {
    const { status, reason, retryMs } = refusal;
    if (this.state === 'relayed') refuseByStatus(this.client.socket, refusal);
    else this.order({ kind: 'turn away', status, reason, retryMs });
  }

  refuse({ code, reason, retryMs }: JoinRefusal, refused: () => void): void {
    refused();
    this.order({ kind: 'refuse', game: this.side.game, code, reason: closeReason(reason, retryMs) });
  }

  admit(admission: Admission): void {
    const join = this.side.nextJoin();
    this.waiting = { join, admission };
    this.side.seats.expect(join, admission);
    this.order({ kind: 'admit', game: this.side.game, join });
  }

  passOn(url: string, hop: HopHeaders, failed: (error: Error) => void): void {
    this.passFailed = failed;
    this.order({ kind: 'pass on', url, hop });
  }

  destroy(): void {
    if (this.state === 'relayed') this.client.socket.destroy();
    else this.order({ kind: 'destroy' });
  }

  /** No handshake came of what was ordered. */
  noHandshake(status: number | undefined): void {
    if (status !== undefined) this.side.noteRefusal(status);
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined) return;
    this.side.seats.forget(waiting.join);
    waiting.admission.none();
  }

  notPassedOn(fault: string): void {
    const { passFailed } = this;
    this.passFailed = undefined;
    passFailed?.(new Error(fault));
  }

  /** The connection has ended, or its front end. */
  ended(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    for (const listener of this.listeners) listener();
  }

  private order(order: Order): void {
    if (this.state === 'ended') return;
    const { connection, socket } = this.client;
    const isFirst = this.state === 'relayed';
    if (isFirst) {
      this.state = 'handed over';
      this.side.hold(connection, this);
      // The front end ends it when it has taken the client over. What comes of the client meanwhile it knows itself.
      socket.once('end', () => socket.destroy()).resume();
    }
    const first = isFirst ? { point: this.point, request: requestOf(this.request, order) } : undefined;
    this.side.post({ kind: 'order', connection, first, order });
  }
}

function requestOf({ method = 'GET', url = '/', headers, rawHeaders }: IncomingMessage, order: Order): RelayedRequest {
  const ofHandshake = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && OF_HANDSHAKE.test(name) ? [[name, value] as const] : [],
  );
  return {
    method,
    url,
    headers: Object.fromEntries(ofHandshake),
    // Only a visitor who is passed on to another node needs them.
    rawHeaders: order.kind === 'pass on' ? rawHeaders : [],
  };
}
