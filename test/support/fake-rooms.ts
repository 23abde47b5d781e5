// Rooms without a game: they seat whom they are told to, and remember what was said to them.

import type { HostedRooms } from '@starfray/server';
import { type Admit, type JoinRefusal, type JoinRequest, parseJoinRequest } from '@starfray/server/session';
import { CLOSE, type Link } from '@starfray/shared/protocol';

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
  /** Whether a tick is due, each time that it is asked; false once there is no more. */
  readonly dueTicks: boolean[] = [];

  readonly admit: Admit = async ({ query, resumeToken }) => {
    const parsed = parseJoinRequest(query);
    if (!parsed.ok) return { kind: 'refused', refusal: parsed.fault };
    if (resumeToken?.startsWith('bad'))
      return { kind: 'turned away', status: 401, reason: 'this token is not from here' };
    return {
      kind: 'admitted',
      request: resumeToken === undefined ? parsed.value : { ...parsed.value, resume: resumeToken },
    };
  };

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

  async leaderboard(): Promise<readonly []> {
    return [];
  }

  isTickDue(): boolean {
    return this.dueTicks.shift() ?? false;
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
