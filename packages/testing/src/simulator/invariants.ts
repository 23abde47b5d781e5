// What must hold at every moment of a simulation of any game, whatever has happened; the game's own invariants are asked beside.

import type { DrawnEvent } from '@starfray/client/net';
import { type Command, type EventQueue, type InputTable, sameInts, type World } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import {
  CLOSE,
  type HeldRows,
  type Link,
  MAX_INPUT_LEAD_TICKS,
  MAX_SEEN_ENTITIES,
  MAX_SLOTS,
} from '@starfray/shared/protocol';
import type { Actor, Watched } from './actor.ts';
import { InputLedger } from './input-ledger.ts';
import type { GameInvariants, SimulatedGame } from './simulated-game.ts';
import { type Table, Truth } from './truth.ts';
import { VisibilityCheck } from './visibility-check.ts';

/** After a disturbance everybody is back and well within this: a silence, and the longest wait between two attempts. */
const RECOVERY_MS = 25_000;
/** Longer than the longest stall of any line, and shorter than the longest pause between two snapshots to a client that says nothing. */
const SILENCE_MS = 6000;
/** Within this a clock that is too far ahead is set back, unless nothing is heard of the server. */
const AHEAD_MS = 3000;
const DEAF_MS = 500;
/** Ends of a connection that an honest client never sees. */
const DISGRACE: readonly number[] = [
  CLOSE.malformed,
  CLOSE.flood,
  CLOSE.outOfOrder,
  CLOSE.tooBig,
  CLOSE.notBinary,
  CLOSE.badFrame,
  CLOSE.roomFailed,
  CLOSE.badRequest,
];

class Broken extends Error {
  override readonly name = 'Broken';
}

export class Invariants<W extends World, A> {
  /** Rows compared with the server's since the start. */
  compared = 0;
  /** Snapshots whose set of entities was compared with what must be seen. */
  visibilityChecks = 0;
  /** What reached each server's end of a line. */
  readonly inputs: InputLedger<W, A>;
  readonly ofGame: GameInvariants<W, A>;
  private readonly simulation: Watched<W, A>;
  private readonly plug: SimulatedGame<W, A>;
  private readonly visibility: VisibilityCheck<W, A>;
  /** By kind: its columns that name a player. */
  private readonly playerColumns: readonly (readonly number[])[];
  private readonly truths = new Map<W, Truth<W, A>>();
  private readonly seenTicks = new Map<Actor<W, A>, number>();
  /** Since when an actor is too far ahead of its server. */
  private readonly aheadMs = new Map<Actor<W, A>, number>();
  /** By token: the server that has this seat. */
  private readonly seats = new Map<string, number>();
  /** Tokens of seats that somebody left; another page of the same player may still learn of it. */
  private readonly leftSeats = new Set<string>();

  constructor(simulation: Watched<W, A>, plug: SimulatedGame<W, A>) {
    const { game } = plug;
    this.simulation = simulation;
    this.plug = plug;
    this.inputs = new InputLedger(game, (world) => simulation.newestTick(world));
    this.visibility = new VisibilityCheck(game);
    this.ofGame = plug.createInvariants?.() ?? {};
    this.playerColumns = game.entities.map(({ columns }) =>
      columns.flatMap(({ isPlayer }, column) => (isPlayer ? [column] : [])),
    );
  }

  fail(what: string): never {
    throw new Broken(what);
  }

  /** A room has simulated a tick. */
  afterTick(world: W, commands: readonly Command[], inputs: InputTable, events: EventQueue): void {
    const truth = this.truths.get(world) ?? new Truth(this.plug.game, world);
    this.truths.set(world, truth);
    truth.record(commands);
    const { actors } = this.simulation;
    const fault =
      this.ofGame.afterTick?.({ world, commands, inputs, events, actors }) ?? this.checkControls(world, inputs);
    if (fault !== undefined) this.fail(fault);
  }

  /** A room is gone: nobody holds anything of it any more. */
  forgetWorld(world: W): void {
    this.truths.delete(world);
  }

  private checkControls(world: W, inputs: InputTable): string | undefined {
    const players = new Map<Link, number>();
    for (const { world: of, pair, client } of this.simulation.actors) {
      if (of === world && pair !== undefined && client.playerId !== 0) players.set(pair.b, client.playerId);
    }
    return this.inputs.advance(world, inputs, players);
  }

  forget(actor: Actor<W, A>): void {
    this.seenTicks.delete(actor);
    this.aheadMs.delete(actor);
    this.ofGame.forget?.(actor);
  }

  /** An actor left for good. */
  forgetSeat(actor: Actor<W, A>): void {
    this.ofGame.forgetSeat?.(actor);
    this.leftSeats.add(actor.token);
  }

  /** An actor is given the seat of a token: if it had one of this server, and nobody left it, that is the one. */
  checkSeat({ name, token, server }: Actor<W, A>, given: string): void {
    // A spectator has none.
    if (given === '') return;
    const isOwn = this.seats.get(token) === server && !this.leftSeats.has(token);
    const isKept = isOwn && !this.simulation.mayYieldSeats;
    if (token !== given && isKept) this.fail(`${name} came back and its seat was gone`);
    this.seats.set(given, server);
  }

  /** An actor connects: there must have been a reason why it had to. */
  checkReason({ name, disturbedMs }: Actor<W, A>): void {
    if (this.simulation.nowMs - disturbedMs > RECOVERY_MS) this.fail(`${name} lost its connection for no reason`);
  }

  check(actor: Actor<W, A>): void {
    const { client } = actor;
    const events: DrawnEvent[] = [];
    for (let event = client.takeEvent(); event !== undefined; event = client.takeEvent()) events.push(event);
    const fault = this.ofGame.afterUpdate?.(actor, events);
    if (fault !== undefined) this.fail(`${actor.name} ${fault}`);
    if (client.stats.desyncs > 0) this.fail(`${actor.name} is out of step`);
    if (client.status.state === 'closed') this.checkEnd(actor, client.status.refusal.code);
    if (client.status.state !== 'joined') return;
    this.compareRows(actor);
    this.checkNames(actor);
    const { nowMs } = this.simulation;
    const isCalm = nowMs - actor.disturbedMs > RECOVERY_MS && nowMs > actor.frozenUntilMs && !actor.isHidden;
    if (isCalm && client.stats.silentMs > SILENCE_MS) this.fail(`${actor.name} gets nothing`);
    this.checkClock(actor);
  }

  // Inputs for a tick further away are dropped: an actor whose clock stays there steers nothing.
  private checkClock(actor: Actor<W, A>): void {
    const { client, world, disturbedMs, name } = actor;
    const { nowMs } = this.simulation;
    const ahead = (client.held?.tick ?? 0) + client.stats.leadTicks - (world?.tick ?? 0);
    const isDeaf = client.playerId === 0 || actor.isHidden || client.stats.silentMs > DEAF_MS;
    if (isDeaf || ahead <= MAX_INPUT_LEAD_TICKS) this.aheadMs.delete(actor);
    else {
      const sinceMs = Math.max(disturbedMs, this.aheadMs.get(actor) ?? nowMs);
      this.aheadMs.set(actor, sinceMs);
      if (nowMs - sinceMs > AHEAD_MS) this.fail(`${name} stays ${ahead} ticks ahead of the server`);
    }
  }

  /** After some rest. */
  checkRest(): void {
    const ids = new Map<string, string>();
    for (const actor of this.simulation.actors) {
      const { status, playerId, stats } = actor.client;
      if (status.state === 'closed' && status.refusal.code === CLOSE.replaced) continue;
      if (status.state !== 'joined') this.fail(`${actor.name} is ${status.state} after some rest`);
      if (stats.silentMs > SILENCE_MS) this.fail(`${actor.name} gets nothing after some rest`);
      if (playerId === 0) continue;
      const seat = `${status.room} ${playerId}`;
      const other = ids.get(seat);
      if (other !== undefined) this.fail(`${actor.name} and ${other} sit in one seat`);
      ids.set(seat, actor.name);
    }
    const { rooms } = this.simulation.rooms.status();
    const players = rooms.reduce((sum, { humans, bots }) => sum + humans + bots, 0);
    if (players !== ids.size) this.fail(`the server counts ${players} players, and ${ids.size} are there`);
  }

  private checkEnd(actor: Actor<W, A>, code: number): void {
    if (DISGRACE.includes(code)) this.fail(`${actor.name}, who is honest, was closed with ${code}`);
  }

  private compareRows(actor: Actor<W, A>): void {
    const { held } = actor.client;
    if (held === undefined || held.tick === 0 || this.seenTicks.get(actor) === held.tick) return;
    this.seenTicks.set(actor, held.tick);
    const table = actor.world === undefined ? undefined : this.truths.get(actor.world)?.tables.get(held.tick);
    // A server that is gone, or a client that is hopelessly behind: nothing to compare with.
    if (table === undefined) return;
    this.compareWith(table, held, actor);
    const fault = this.visibility.fault(actor.client.playerId, held, table);
    if (fault !== undefined) this.fail(`${actor.name} ${fault} at tick ${held.tick}`);
    this.visibilityChecks += 1;
  }

  private compareWith(table: Table, held: HeldRows<A>, actor: Actor<W, A>): void {
    let count = 0;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      const id = atUint16(held.ids, slot);
      if (id === 0) continue;
      count += 1;
      const place = table.ids.indexOf(id);
      const when = `at tick ${held.tick}`;
      if (place < 0) this.fail(`${actor.name} holds entity ${id} ${when}, which the server has not`);
      if (atUint8(table.kinds, place) !== atUint8(held.kinds, slot))
        this.fail(`entity ${id} is of another kind ${when}`);
      const { width } = held.kindOf(slot);
      if (!sameInts(held.ints, held.base(slot), table.ints, place * table.stride, width)) {
        this.fail(`${actor.name} holds another row of entity ${id} ${when} than the server`);
      }
      this.compared += 1;
    }
    if (count > MAX_SEEN_ENTITIES) this.fail(`${actor.name} is shown ${count} entities`);
  }

  private checkNames({ name, client }: Actor<W, A>): void {
    const { held, players } = client;
    if (held === undefined || held.tick === 0) return;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (atUint16(held.ids, slot) === 0) continue;
      for (const column of item(this.playerColumns, atUint8(held.kinds, slot))) {
        const player = at(held.ints, held.base(slot) + column);
        if (player === 0 || players.has(player)) continue;
        this.fail(`${name} sees the ${held.kindOf(slot).name} of player ${player}, who was never introduced`);
      }
    }
  }
}
