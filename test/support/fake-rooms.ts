// Rooms without a game: they seat whom they are told to, and remember what was said to them.

import type { HostedRooms } from '@starfray/server';
import type { JoinRefusal, JoinRequest } from '@starfray/server/session';
import { CLOSE, type Link } from '@starfray/shared/net';

export interface FakeSeat {
  readonly request: JoinRequest;
  readonly link: Link;
  readonly received: Uint8Array[];
  ended: { readonly code: number; readonly reason: string } | undefined;
}

export class FakeRooms implements HostedRooms {
  readonly seats: FakeSeat[] = [];
  /** Answered to whoever asks to join. */
  refusal: JoinRefusal | undefined;
  /** Thrown when a message arrives: a bug of ours. */
  bug: Error | undefined;
  updates = 0;

  readResume(token: string): string | undefined {
    return token.startsWith('good') ? token : undefined;
  }

  check(): JoinRefusal | undefined {
    return this.refusal;
  }

  choose(request: JoinRequest): string {
    return request.room ?? 'main';
  }

  join(request: JoinRequest, link: Link): JoinRefusal | undefined {
    if (this.refusal !== undefined) return this.refusal;
    const seat: FakeSeat = { request, link, received: [], ended: undefined };
    this.seats.push(seat);
    link.onMessage((bytes) => {
      if (this.bug !== undefined) throw this.bug;
      seat.received.push(bytes.slice());
    });
    link.onClose((code, reason) => {
      seat.ended = { code, reason };
    });
    return undefined;
  }

  update(): number {
    this.updates += 1;
    return 10;
  }

  status(): object {
    return { rooms: [] };
  }

  close(): void {
    for (const { link } of this.seats) link.close(CLOSE.shutdown, 'the server is stopping');
  }
}
