// What must hold at every moment of a simulation, whatever has happened.

import { sameInts } from '@starfray/shared/contract';
import { atUint8, atUint16 } from '@starfray/shared/core';
import { CLOSE, type Link, MAX_INPUT_LEAD_TICKS, MAX_SEEN_ENTITIES, MAX_SLOTS } from '@starfray/shared/protocol';
import { type StarfrayWorld, ship } from '@starfray/starfray/rules';
import type { Actor, Watched } from './actor.ts';
import { InputLedger } from './input-ledger.ts';
import { KillNews } from './kill-news.ts';
import { ScoreLedger } from './score-ledger.ts';
import { type Table, visibilityFault } from './visibility-check.ts';

/** Ticks whose tables are kept: older ones are only asked for by clients that are far behind. */
const KEPT_TICKS = 1200;
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

export class Invariants {
  /** Rows compared with the server's since the start. */
  compared = 0;
  /** Snapshots whose set of entities was compared with what must be seen. */
  visibilityChecks = 0;
  /** What reached each server's end of a line. */
  readonly inputs = new InputLedger();
  get deathsTold(): number {
    return this.news.learned;
  }
  private readonly simulation: Watched;
  /** By server: its world and its tables by tick. */
  private readonly truths = new Map<number, { readonly world: StarfrayWorld; readonly tables: Map<number, Table> }>();
  private readonly seenTicks = new Map<Actor, number>();
  /** Since when an actor is too far ahead of its server. */
  private readonly aheadMs = new Map<Actor, number>();
  /** By token: the server that has this seat. */
  private readonly seats = new Map<string, number>();
  /** Tokens of seats that somebody left; another page of the same player may still learn of it. */
  private readonly leftSeats = new Set<string>();
  private readonly scores = new ScoreLedger();
  private readonly news = new KillNews();

  constructor(simulation: Watched) {
    this.simulation = simulation;
  }

  fail(what: string): never {
    throw new Broken(what);
  }

  /** Keeps the tables of a server as they are after a tick; called before the next one. */
  record(server: number, world: StarfrayWorld): void {
    const truth = this.truths.get(server) ?? { world, tables: new Map<number, Table>() };
    this.truths.set(server, truth);
    // Another room would need a history of its own.
    if (truth.world !== world) this.fail('a second room was opened, which nobody watches');
    if (truth.tables.has(world.tick)) return;
    const { ids, kinds, ints, slotEnd, stride } = world.entities;
    truth.tables.set(world.tick, {
      ids: ids.slice(0, slotEnd),
      kinds: kinds.slice(0, slotEnd),
      ints: ints.slice(0, slotEnd * stride),
      stride,
    });
    truth.tables.delete(world.tick - KEPT_TICKS);
    this.news.record(server, world);
    for (const actor of this.simulation.actors) {
      if (actor.server === server && actor.client.status.state === 'joined') this.scores.register(server, actor);
    }
    const fault = this.scores.note(server, world) ?? this.checkControls(server, world);
    if (fault !== undefined) this.fail(fault);
  }

  private checkControls(server: number, world: StarfrayWorld): string | undefined {
    const pilots = new Map<Link, number>();
    for (const { server: of, pair, client } of this.simulation.actors) {
      if (of === server && pair !== undefined && client.playerId !== 0) pilots.set(pair.b, client.playerId);
    }
    return this.inputs.advance(server, world, pilots);
  }

  recordAll(): void {
    for (const [server, { world }] of this.truths) this.record(server, world);
  }

  forget(actor: Actor): void {
    this.seenTicks.delete(actor);
    this.aheadMs.delete(actor);
    this.news.forget(actor);
  }

  /** An actor left for good. */
  forgetSeat({ token }: Actor): void {
    this.scores.forget(token);
    this.leftSeats.add(token);
  }

  /** An actor is given the seat of a token: if it had one of this server, and nobody left it, that is the one. */
  checkSeat({ name, token, server }: Actor, given: string): void {
    // A spectator has none.
    if (given === '') return;
    const isKept = this.seats.get(token) === server && !this.leftSeats.has(token);
    if (token !== given && isKept) this.fail(`${name} came back and its seat was gone`);
    this.seats.set(given, server);
  }

  /** An actor connects: there must have been a reason why it had to. */
  checkReason({ name, disturbedMs }: Actor): void {
    if (this.simulation.nowMs - disturbedMs > RECOVERY_MS) this.fail(`${name} lost its connection for no reason`);
  }

  check(actor: Actor): void {
    const { client } = actor;
    const fault = this.news.take(actor);
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
  private checkClock(actor: Actor): void {
    const { client, server, disturbedMs, name } = actor;
    const { nowMs } = this.simulation;
    const world = this.truths.get(server)?.world;
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
    const ids = new Map<number, string>();
    for (const actor of this.simulation.actors) {
      const { status, playerId, stats } = actor.client;
      if (status.state === 'closed' && status.refusal.code === CLOSE.replaced) continue;
      if (status.state !== 'joined') this.fail(`${actor.name} is ${status.state} after some rest`);
      if (stats.silentMs > SILENCE_MS) this.fail(`${actor.name} gets nothing after some rest`);
      if (playerId === 0) continue;
      const other = ids.get(playerId);
      if (other !== undefined) this.fail(`${actor.name} and ${other} sit in one seat`);
      ids.set(playerId, actor.name);
    }
    const { rooms } = this.simulation.rooms.status();
    const players = rooms.reduce((sum, { humans, bots }) => sum + humans + bots, 0);
    if (players !== ids.size) this.fail(`the server counts ${players} players, and ${ids.size} are there`);
  }

  private checkEnd(actor: Actor, code: number): void {
    if (DISGRACE.includes(code)) this.fail(`${actor.name}, who is honest, was closed with ${code}`);
  }

  private compareRows(actor: Actor): void {
    const { held } = actor.client;
    if (held === undefined || held.tick === 0 || this.seenTicks.get(actor) === held.tick) return;
    this.seenTicks.set(actor, held.tick);
    const truth = this.truths.get(actor.server);
    const table = truth?.tables.get(held.tick);
    // A server that is gone, or a client that is hopelessly behind: nothing to compare with.
    if (truth === undefined || table === undefined) return;
    let count = 0;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      const id = atUint16(held.ids, slot);
      if (id === 0) continue;
      count += 1;
      const place = table.ids.indexOf(id);
      const at = `at tick ${held.tick}`;
      if (place < 0) this.fail(`${actor.name} holds entity ${id} ${at}, which the server has not`);
      if (atUint8(table.kinds, place) !== atUint8(held.kinds, slot)) this.fail(`entity ${id} is of another kind ${at}`);
      const { width } = held.kindOf(slot);
      if (!sameInts(held.ints, held.base(slot), table.ints, place * table.stride, width)) {
        this.fail(`${actor.name} holds another row of entity ${id} ${at} than the server`);
      }
      this.compared += 1;
    }
    if (count > MAX_SEEN_ENTITIES) this.fail(`${actor.name} is shown ${count} entities`);
    const fault = visibilityFault(actor, held, table);
    if (fault !== undefined) this.fail(`${actor.name} ${fault} at tick ${held.tick}`);
    this.visibilityChecks += 1;
  }

  private checkNames({ name, client }: Actor): void {
    const { held, players } = client;
    if (held === undefined || held.tick === 0) return;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (atUint16(held.ids, slot) === 0 || held.kindOf(slot).name !== ship.name) continue;
      const { player } = ship.view(held.ints, held.base(slot));
      if (!players.has(player)) this.fail(`${name} sees the ship of player ${player}, who was never introduced`);
    }
  }
}
