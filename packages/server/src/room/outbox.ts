// What a room says: snapshots to those due this tick, encoded first and sent then, and whom they name introduced before.

import { encodeMessage, type World } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import { type Codec, MAX_INTRODUCED, type Protocol } from '@starfray/shared/net';
import type { Player, Roster } from '../session/index.ts';
import type { Replicator } from './replicator.ts';
import { isWatchingNow, type Seat } from './seat.ts';
import type { StageTimer } from './stage-timer.ts';

export class Outbox<W extends World, A> {
  /** Snapshots and bytes of them since the start. */
  snapshots = 0;
  bytes = 0;
  skips = 0;
  private readonly replicator: Replicator<W, A>;
  private readonly roster: Roster;
  private readonly protocol: Protocol;
  private readonly codec: Codec;
  private readonly timer: StageTimer;
  private readonly due: Seat[] = [];
  private readonly ready: Uint8Array[] = [];
  private readonly introductions: (Uint8Array | undefined)[] = [];
  private current: Seat | undefined;
  /** Whom the current seat has not heard of yet. */
  private readonly strangers: Player[] = [];
  private readonly noteStranger = (playerId: number): void => {
    const player = this.roster.get(playerId);
    if (player !== undefined && this.current?.view.learn(playerId, player.generation) === true)
      this.strangers.push(player);
  };

  constructor(replicator: Replicator<W, A>, roster: Roster, protocol: Protocol, codec: Codec, timer: StageTimer) {
    this.replicator = replicator;
    this.roster = roster;
    this.protocol = protocol;
    this.codec = codec;
    this.timer = timer;
  }

  /** Makes sure that a client knows who some players are before anything names them. */
  introduce(seat: Seat, playerIds: readonly number[]): void {
    this.current = seat;
    for (let i = 0; i < playerIds.length; i += 1) {
      this.noteStranger(item(playerIds, i));
      if (this.strangers.length === MAX_INTRODUCED) this.sendIntroduction(seat);
    }
    this.sendIntroduction(seat);
  }

  /** Tells one who joins of everybody who is there. */
  introduceAll(seat: Seat): void {
    this.introduce(
      seat,
      Array.from(this.roster.values(), (player) => player.id),
    );
  }

  /**
   * Tells all of those who came since the last call, in one message that is the same for all. Without it each would be
   * introduced to each when they first meet: in a full room's first minute that was a tenth of the server's work.
   */
  introduceNewcomers(seats: readonly Seat[]): void {
    const newcomers = this.roster.takeNewcomers();
    if (newcomers.length === 0) return;
    for (let start = 0; start < newcomers.length; start += MAX_INTRODUCED) {
      this.tellAll(seats, this.playersMessage(newcomers.slice(start, start + MAX_INTRODUCED)));
    }
    for (const { view } of seats) for (const { id, generation } of newcomers) view.learn(id, generation);
  }

  /** Sends the snapshots of a tick. Who is first changes from tick to tick, so nobody always waits for all the others. */
  sendSnapshots(seats: readonly Seat[], tick: number, nowMs: number): void {
    const { due, ready, introductions } = this;
    introductions.length = 0;
    due.length = 0;
    ready.length = 0;
    for (let i = 0; i < seats.length; i += 1) {
      const seat = item(seats, (i + tick) % seats.length);
      if (!isDue(seat, tick)) continue;
      if (!seat.flow.maySend(nowMs, seat.session.bufferedBytes)) {
        this.skips += 1;
        continue;
      }
      this.current = seat;
      due.push(seat);
      ready.push(this.replicator.write(seat.view, nowMs, this.noteStranger));
      introductions.push(this.introduction());
    }
    this.timer.enter('send');
    for (let i = 0; i < due.length; i += 1) {
      const bytes = item(ready, i);
      const seat = item(due, i);
      const introduction = item(introductions, i);
      if (introduction === undefined) seat.session.send(bytes);
      else seat.session.sendPair(introduction, bytes);
      seat.flow.sent(tick, nowMs);
      this.snapshots += 1;
      this.bytes += bytes.length;
    }
  }

  private sendIntroduction(seat: Seat): void {
    const introduction = this.introduction();
    if (introduction !== undefined) seat.session.send(introduction);
  }

  // One message for all strangers of the current seat; undefined when there is none.
  private introduction(): Uint8Array | undefined {
    if (this.strangers.length === 0) return undefined;
    const message = this.playersMessage(this.strangers);
    this.strangers.length = 0;
    return this.codec.pack(message);
  }

  private playersMessage(players: readonly Player[]): unknown[] {
    const entries = players.map(({ id, name, kind, hue }) => ({ id, nickname: name, kind, hue }));
    return encodeMessage(this.protocol.server.players, { entries });
  }

  /** Sends one message of the same bytes to all who watch. */
  tellAll(seats: readonly Seat[], message: readonly unknown[]): void {
    const bytes = this.codec.pack(message);
    for (let i = 0; i < seats.length; i += 1) {
      const seat = item(seats, i);
      if (isWatchingNow(seat)) seat.session.send(bytes);
    }
  }
}

function isDue(seat: Seat, tick: number): boolean {
  return isWatchingNow(seat) && (tick + seat.phase) % seat.periodTicks === 0;
}
