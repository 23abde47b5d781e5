// Rooms without a game: they seat every link that they are given, and remember what it said.

import type { HostedRooms } from '@starfray/server';
import { type Admit, type JoinRefusal, type PlacedJoin, readJoinQuery } from '@starfray/server/joining';
import { CLOSE, type Link } from '@starfray/shared/protocol';

export interface FakeSeat {
  readonly request: PlacedJoin;
  readonly link: Link;
  readonly received: Uint8Array[];
  ended: { readonly code: number; readonly reason: string } | undefined;
}

export class FakeRooms implements HostedRooms {
  readonly seats: FakeSeat[] = [];
  /** The answer to each join. */
  refusal: JoinRefusal | undefined;
  /** Thrown when a message arrives: a bug of ours. */
  bug: Error | undefined;
  /** Nodes to which the next joins belong, by their URLs. */
  elsewhere: string[] = [];
  updates = 0;
  /** Whether a tick is due, each time that it is asked; false once there is no more. */
  readonly dueTicks: boolean[] = [];

  readonly admit: Admit = async ({ query, resumeToken }) => {
    const parsed = readJoinQuery(query);
    if (!parsed.ok) return { kind: 'refused', refusal: parsed.fault };
    const join: PlacedJoin = { ...parsed.value, stage: 'placed' };
    if (resumeToken?.startsWith('bad'))
      return { kind: 'turned away', status: 401, reason: 'this token is not from here' };
    const url = this.elsewhere.shift();
    if (url !== undefined) return { kind: 'elsewhere', node: 'nb', url };
    return { kind: 'admitted', request: resumeToken === undefined ? join : { ...join, resume: resumeToken } };
  };

  check(): JoinRefusal | undefined {
    return this.refusal;
  }

  choose(request: PlacedJoin): string {
    return request.room ?? 'main';
  }

  join(request: PlacedJoin, link: Link): JoinRefusal | undefined {
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
