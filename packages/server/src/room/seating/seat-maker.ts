// Makes the seats of a room, and gives a kept one to the next connection of its player. The first messages of a connection are sent
// here; those that follow are snapshots and broadcasts.

import { encodeMessage, type Game, type World } from '@starfray/shared/contract';
import {
  CLOSE,
  type Codec,
  FULL_SNAPSHOTS_PER_SECOND,
  type Link,
  MAX_SLOTS,
  PROTOCOL_VERSION,
  type Protocol,
} from '@starfray/shared/protocol';
import type { PlacedJoin } from '../../joining/index.ts';
import { type ResumeTokens, type Roster, Session } from '../../session/index.ts';
import type { Broadcasts } from '../broadcasts.ts';
import { createInbox, type InboxRoom } from '../input/seat-inbox.ts';
import { FlowControl, type FlowLedger } from '../replication/flow-control.ts';
import type { Introductions } from '../replication/introductions.ts';
import { Runs } from '../replication/runs.ts';
import type { SnapshotSchedule } from '../replication/snapshot-schedule.ts';
import { ClientView } from '../visibility/client-view.ts';
import { playerIdOf, type Seat } from './seat.ts';
import type { Seats } from './seats.ts';

export interface SeatMakerDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly codec: Codec;
  readonly protocol: Protocol;
  readonly now: () => number;
  /** Without it nobody comes back to a seat. */
  readonly tokens: ResumeTokens | undefined;
  readonly roomId: string;
  readonly world: W;
  readonly arenaValues: readonly number[];
  readonly roster: Roster;
  readonly seats: Seats;
  readonly flows: FlowLedger;
  readonly introductions: Introductions;
  readonly schedule: SnapshotSchedule;
  readonly broadcasts: Broadcasts<W, A>;
  readonly inbox: InboxRoom;
}

/** What a connection is known by. */
export type Origin = Pick<PlacedJoin, 'address' | 'account' | 'tokenId'>;

export class SeatMaker<W extends World, A> {
  private readonly deps: SeatMakerDeps<W, A>;
  private readonly held = new Runs(MAX_SLOTS);
  private lastTurn = 0;

  constructor(deps: SeatMakerDeps<W, A>) {
    this.deps = deps;
  }

  /** Seats a client, for whom there is room. */
  seat(request: PlacedJoin, link: Link, isFill: boolean): Seat {
    const { game, world, roster, seats, flows, schedule, tokens, now } = this.deps;
    const player = request.kind === 'spectator' ? undefined : roster.add(request.name, request.kind, world.tick);
    const playerId = player?.id ?? 0;
    const isFullOnly = request.snapshots === 'full';
    const { ticksPerFrame, ticksPerSecond } = game.rates;
    const periodTicks = isFullOnly ? fullPeriodTicks(ticksPerSecond, ticksPerFrame) : ticksPerFrame;
    this.lastTurn += 1;
    const ticket = playerId === 0 || isFill ? undefined : tokens?.issue();
    const seat: Seat = {
      key: ticket?.key ?? '',
      token: ticket?.token ?? '',
      connectedMs: now(),
      reserveMs: 0,
      session: this.connect(link, () => seat),
      view: new ClientView(playerId, isFullOnly, this.held),
      flow: new FlowControl(flows),
      isFill,
      kind: request.kind,
      account: request.account,
      tokenId: request.tokenId,
      address: request.address,
      bytes: 0,
      part: playerId === 0 ? { kind: 'watching', isAway: false } : { kind: 'playing', playerId },
      phase: schedule.freePhase(periodTicks),
      periodTicks,
      // Neighbours in one lane take turns, too.
      turn: Math.trunc(this.lastTurn / ticksPerFrame),
      lastLeaderboard: undefined,
    };
    seats.add(seat, player, request.score ?? 0);
    schedule.add(seat);
    this.welcome(seat);
    return seat;
  }

  /** Puts a player back into its seat: a connection that it still has is ended, and bans match the new one. */
  reseat(seat: Seat, { address, account, tokenId }: Origin, link: Link): void {
    const before = seat.session;
    seat.address = address;
    seat.account = account ?? seat.account;
    seat.tokenId = tokenId ?? seat.tokenId;
    seat.session = this.connect(link, () => seat);
    before.close(CLOSE.replaced, 'You are playing in another window.');
    seat.flow.end();
    seat.flow = new FlowControl(this.deps.flows);
    this.deps.seats.reconnect(seat);
    seat.view.restart();
    seat.lastLeaderboard = undefined;
    this.welcome(seat);
  }

  private connect(link: Link, seatOf: () => Seat): Session {
    const { codec, protocol, now, game, inbox } = this.deps;
    const framesPerSecond = game.rates.ticksPerSecond / game.rates.ticksPerFrame;
    const session: Session = new Session(
      { link, codec, protocol, now, framesPerSecond },
      createInbox(inbox, seatOf, () => session),
    );
    return session;
  }

  private welcome(seat: Seat): void {
    const { protocol, world, roomId, arenaValues, introductions, broadcasts } = this.deps;
    const playerId = playerIdOf(seat);
    seat.session.say(
      encodeMessage(protocol.server.welcome, {
        protocol: PROTOCOL_VERSION,
        tick: world.tick,
        role: playerId === 0 ? 'spectator' : 'player',
        playerId,
        room: roomId,
        resume: seat.token,
        arena: arenaValues,
      }),
    );
    introductions.introduceAll(seat);
    broadcasts.welcome(seat);
  }
}

// Full snapshots come in the same ticks as others do, so their period is a multiple of a frame.
function fullPeriodTicks(ticksPerSecond: number, ticksPerFrame: number): number {
  return ticksPerFrame * Math.max(1, Math.round(ticksPerSecond / FULL_SNAPSHOTS_PER_SECOND / ticksPerFrame));
}
