// Where the verdict on one upgrade is carried out: in this thread, whose socket it came on, or in the front end that holds the client.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Link } from '@starfray/shared/protocol';
import type { JoinRefusal, PlacedJoin } from '../joining/index.ts';
import { closeReason } from '../session/index.ts';
import { type HopHeaders, pipeUpgrade } from './pipe-upgrade.ts';
import { type HttpRefusal, refuseByStatus } from './refuse-by-status.ts';
import type { WsDoor } from './ws-door.ts';

/** What an admitted visitor comes to. */
export interface Admission {
  readonly request: PlacedJoin;
  /** Receives the link of the completed handshake. */
  readonly seat: (link: Link) => void;
  /** Called in its place when no handshake comes of it: the request is none, or its client has gone. */
  readonly none: () => void;
}

/** One upgrade on its way in. At most one of `turnAway`, `refuse` and `admit` is called; `passOn` may fail and be followed by them. */
export interface Doorway {
  /** Is the handshake work of this thread, and so of the time that its ticks leave? */
  readonly isHere: boolean;
  readonly isGone: boolean;
  /** Calls back once when the client's connection has ended, whatever became of it. */
  onEnd(ended: () => void): void;
  /** Answers by an HTTP status. */
  turnAway(refusal: HttpRefusal): void;
  /** Completes the handshake, calls `refused`, and closes with the code and its reason. */
  refuse(refusal: JoinRefusal, refused: () => void): void;
  admit(admission: Admission): void;
  /** Passes the request on to another node. `failed` hears when that cannot be reached; nothing was answered then. */
  passOn(url: string, hop: HopHeaders, failed: (error: Error) => void): void;
  /** Ends the connection without an answer. */
  destroy(): void;
}

/** The doorway of a socket of this thread. */
export class LocalDoorway implements Doorway {
  readonly isHere = true;
  private readonly door: WsDoor;
  private readonly request: IncomingMessage;
  private readonly socket: Duplex;
  private readonly head: Buffer;

  constructor(door: WsDoor, request: IncomingMessage, socket: Duplex, head: Buffer) {
    this.door = door;
    this.request = request;
    this.socket = socket;
    this.head = head;
  }

  get isGone(): boolean {
    return this.socket.destroyed;
  }

  onEnd(ended: () => void): void {
    this.socket.once('close', ended);
  }

  turnAway(refusal: HttpRefusal): void {
    refuseByStatus(this.socket, refusal);
  }

  refuse({ code, reason, retryMs }: JoinRefusal, refused: () => void): void {
    this.door.open(this.request, this.socket, this.head, (link) => {
      refused();
      link.close(code, closeReason(reason, retryMs));
    });
  }

  admit({ seat, none }: Admission): void {
    const isOpened = this.door.open(this.request, this.socket, this.head, (link) => {
      seat(link);
      // The round trip is known from the start: until then it counts as none.
      link.ping();
    });
    if (!isOpened) none();
  }

  passOn(url: string, hop: HopHeaders, failed: (error: Error) => void): void {
    pipeUpgrade(this.request, this.socket, this.head, { target: url, hop, failed });
  }

  destroy(): void {
    this.socket.destroy();
  }
}
