// Makes the seats of a room, and gives a kept one to the next connection of its player.

import type { Game, World } from '@starfray/shared/contract';
import { CLOSE, type Link } from '@starfray/shared/protocol';
import type { PlacedJoin } from '../../joining/index.ts';
import type { ResumeTokens, Roster } from '../../session/index.ts';
import type { FrontEnds } from '../front/front-ends.ts';
import { playerIdOf, type Seat } from './seat.ts';
import type { Seats } from './seats.ts';

export interface SeatMakerDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly now: () => number;
  /** Without it nobody comes back to a seat. */
  readonly tokens: ResumeTokens | undefined;
  readonly world: W;
  readonly roster: Roster;
  readonly seats: Seats;
  readonly frontEnds: FrontEnds;
}

/** What a connection is known by. */
export type Origin = Pick<PlacedJoin, 'address' | 'account' | 'tokenId' | 'snapshots'>;

export class SeatMaker<W extends World, A> {
  private readonly deps: SeatMakerDeps<W, A>;

  constructor(deps: SeatMakerDeps<W, A>) {
    this.deps = deps;
  }

  /** Seats a client, for whom there is room. `heard` is what it has sent already. */
  seat(request: PlacedJoin, link: Link, isFill: boolean, heard: readonly Uint8Array[] = []): Seat {
    const { world, roster, seats, frontEnds, tokens, now } = this.deps;
    const at = frontEnds.placeOf(link, heard, roster);
    const player = request.kind === 'spectator' ? undefined : roster.add(request.name, request.kind, world.tick);
    const playerId = player?.id ?? 0;
    const ticket = playerId === 0 || isFill ? undefined : tokens?.issue();
    const seat: Seat = {
      key: ticket?.key ?? '',
      token: ticket?.token ?? '',
      at,
      connectedMs: now(),
      reserveMs: 0,
      isFill,
      kind: request.kind,
      account: request.account,
      tokenId: request.tokenId,
      address: request.address,
      part: playerId === 0 ? { kind: 'watching' } : { kind: 'playing', playerId },
    };
    seats.add(seat, player, request.score ?? 0);
    this.welcome(seat, request.snapshots);
    return seat;
  }

  /** Puts a player back into its seat: a connection that it still has is ended, and bans match the new one. */
  reseat(seat: Seat, { address, account, tokenId, snapshots }: Origin, link: Link): void {
    const before = seat.at;
    seat.address = address;
    seat.account = account ?? seat.account;
    seat.tokenId = tokenId ?? seat.tokenId;
    this.deps.seats.reconnect(seat, this.deps.frontEnds.placeOf(link, [], this.deps.roster));
    before.front.close(before.client, CLOSE.replaced, 'You are playing in another window.');
    this.welcome(seat, snapshots);
  }

  private welcome(seat: Seat, snapshots: PlacedJoin['snapshots']): void {
    const { front, client } = seat.at;
    front.seated(client, { playerId: playerIdOf(seat), token: seat.token, isFullOnly: snapshots === 'full' });
  }
}
