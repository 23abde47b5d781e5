// A whole server and its clients in one process, in virtual time, under one seed: everything that can go wrong does, over and over,
// and after each small step it is checked that nothing that must hold was broken. The same seed gives the same run.

import { NetClient } from '@starfray/client/net';
import { localJoin } from '@starfray/server/joining';
import type { Rooms } from '@starfray/server/room';
import type { World } from '@starfray/shared/contract';
import { createRandom, item, type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import { HIDDEN_ENTITY_MS, LINE_PROFILES, type Link, type MemoryPair } from '@starfray/shared/protocol';
import type { Actor, Watched } from './actor.ts';
import { Invariants } from './invariants.ts';
import type { SimulatedGame } from './simulated-game.ts';
import { SimulatedServer } from './simulated-server.ts';

/** Virtual time goes on in steps of this: finer than a tick, and never in step with it. */
const STEP_MS = 7;
const MAX_ACTORS = 8;
/** Longer than a client puts up with. */
const LONGEST_STALL_MS = 12_000;
/** A disturbance about so often, by the seed: what takes long to go wrong needs some peace. */
const DISTURBED_MS = [350, 350, 1000, 3000] as const;
/** Longer than the longest wait between two attempts, and a silence before it. */
const REST_MS = 40_000;
/** Of one thread alone. */
const LONGEST_HOLD_MS = 3000;
const KEPT_LINES = 200;
const PROFILES = ['perfect', 'lan', 'wifi', 'mobile', 'transatlantic', 'train'] as const;

export class Simulation<W extends World, A> implements Watched<W, A> {
  nowMs = 1_000_000;
  readonly actors: Actor<W, A>[] = [];
  readonly log: string[] = [];
  readonly faults = new Map<string, number>();
  readonly invariants: Invariants<W, A>;
  private readonly plug: SimulatedGame<W, A>;
  private readonly random: RandomState;
  private readonly server: SimulatedServer<W, A>;
  private nextFaultMs: number;
  private readonly disturbedMs: number;
  private joined = 0;
  /** What an invariant threw within a tick, where a room would take it for a bug of its own. */
  private thrown: unknown;

  /** @param threads Front ends in other threads, which have all clients; 0 for none. */
  constructor(plug: SimulatedGame<W, A>, seed: number, threads: number) {
    this.plug = plug;
    this.random = createRandom(seed);
    this.nextFaultMs = this.nowMs + 500;
    this.disturbedMs = item(DISTURBED_MS, randomBelow(this.random, DISTURBED_MS.length));
    this.invariants = new Invariants(this, plug);
    this.server = new SimulatedServer(plug, {
      now: () => this.nowMs,
      random: this.random,
      log: (level, message, fields) => this.note(level, message, fields),
      afterTick: (world, commands, inputs, events) => {
        try {
          this.invariants.afterTick(world, commands, inputs, events);
        } catch (error) {
          this.thrown ??= error;
        }
      },
      watch: (link) => this.invariants.inputs.watch(link),
      roomGone: (world) => this.noteClosedRoom(world),
      threads,
      pass: () => {
        this.nowMs += STEP_MS;
        this.server.stepMain();
      },
      lost: (pairs) => this.disturbUntil(pairs, this.nowMs),
      count: (what) => this.count(what),
    });
    for (let i = 0; i < 3; i += 1) this.join();
  }

  get rooms(): Rooms<W, A> {
    return this.server.rooms;
  }

  get mayYieldSeats(): boolean {
    return this.server.mayYieldSeats;
  }

  newestTick(world: W): number {
    return this.server.newestTick(world);
  }

  /** Runs for a while, with disturbances. @throws Error at the first thing that is broken. */
  run(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      if (this.nowMs >= this.nextFaultMs) {
        this.disturb();
        this.nextFaultMs = this.nowMs + randomBetween(this.random, 1, 2 * this.disturbedMs);
      }
      this.step();
    }
  }

  /** Lets everything come to rest: every actor that has not left must be back and well afterwards. */
  settle(): void {
    const endMs = this.nowMs + REST_MS;
    for (const actor of this.actors) {
      actor.frozenUntilMs = 0;
      this.show(actor);
    }
    while (this.nowMs < endMs) this.step();
    this.invariants.checkRest();
  }

  private note(level: 'info' | 'warn' | 'error', message: string, fields: object): void {
    if (level === 'error') {
      const details = JSON.stringify(fields, (_key, value) => (value instanceof Error ? value.message : value));
      try {
        this.invariants.fail(`the server logged: ${message} ${details}`);
      } catch (error) {
        this.thrown ??= error;
        throw error;
      }
    }
    this.log.push(`${Math.round(this.nowMs)} ${message}`);
    if (this.log.length > KEPT_LINES) this.log.shift();
  }

  // Its clients need some time to find another one.
  private noteClosedRoom(world: W): void {
    this.invariants.forgetWorld(world);
    for (const actor of this.actors) {
      if (actor.world === world) actor.disturbedMs = Math.max(actor.disturbedMs, this.nowMs);
    }
  }

  private join(token?: string): Actor<W, A> {
    this.joined += 1;
    const { plug, server } = this;
    const name = `Actor ${this.joined}`;
    const profile = PROFILES[randomBelow(this.random, PROFILES.length)] ?? 'perfect';
    const snapshots = randomBelow(this.random, 8) === 0 ? 'full' : 'delta';
    const kind = randomBelow(this.random, 6) === 0 ? 'spectator' : 'human';
    const connect = (resume: string | undefined): Link => {
      this.invariants.checkReason(actor);
      const pair = server.connect(LINE_PROFILES[profile]);
      actor.pair = pair;
      actor.server = server.generation;
      actor.world = undefined;
      if (server.isDown) {
        pair.cut();
        return pair.a;
      }
      const request = localJoin({ kind, name, snapshots, version: server.version, resume: resume || undefined });
      server.knock(request, pair, (world) => {
        if (actor.pair === pair) this.sit(actor, world);
      });
      return pair.a;
    };
    const actor: Actor<W, A> = {
      name,
      client: new NetClient<W, A>({
        game: plug.game,
        connect,
        now: () => this.nowMs,
        random: () => randomBelow(this.random, 1000) / 1000,
        resume: token,
        onSeat: (given) => {
          this.invariants.checkSeat(actor, given);
          actor.token = given;
        },
      }),
      input: plug.game.input.view(Int32Array.from(plug.game.input.idle)),
      pair: undefined,
      server: 0,
      world: undefined,
      frozenUntilMs: 0,
      disturbedMs: this.nowMs,
      token: token ?? '',
      isHidden: false,
      shownMs: 0,
    };
    this.actors.push(actor);
    return actor;
  }

  private step(): void {
    this.nowMs += STEP_MS;
    const fault = this.server.step();
    if (this.thrown !== undefined) throw this.thrown;
    if (fault !== undefined) this.invariants.fail(fault);
    this.server.deliver();
    for (const actor of this.actors) {
      if (this.nowMs < actor.frozenUntilMs) continue;
      if (actor.isHidden && this.nowMs >= actor.shownMs) this.show(actor);
      this.plug.steer(actor, this.random);
      actor.client.setInput(actor.input);
      actor.client.update(this.nowMs);
      this.invariants.check(actor);
    }
    this.server.forgetEnded();
  }

  private disturb(): void {
    const { random, actors } = this;
    const actor = actors[randomBelow(random, Math.max(1, actors.length))];
    const choices: readonly [string, number, () => void][] = [
      ['join', actors.length < MAX_ACTORS ? 4 : 0, () => void this.join()],
      ['leave', actors.length > 2 ? 2 : 0, () => this.leave(actor)],
      ['cut', 3, () => actor?.pair?.cut()],
      ['stall', 5, () => this.stall(actor)],
      ['unplug', 1, () => this.unplug(actor)],
      ['hide', 3, () => this.hide(actor)],
      ['freeze', 2, () => this.freeze(actor)],
      ['reload', 2, () => this.reload(actor)],
      ['duplicate', 1, () => this.duplicate(actor)],
      ['slow ticks', 2, () => this.hold(randomBetween(random, 20, 600))],
      ['standstill', 1, () => this.hold(randomBetween(random, 600, 12_000))],
      ['garbage', 2, () => this.server.sendGarbage()],
      ['forged token', 1, () => this.server.forgeToken()],
      ['thread stands still', this.server.threads === undefined ? 0 : 2, () => this.holdThread()],
      ['thread ends', this.server.threads === undefined ? 0 : 1, () => this.server.threads?.end()],
      ['restart', randomBelow(random, 8) === 0 ? 1 : 0, () => this.restart()],
    ];
    let draw = randomBelow(
      random,
      choices.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [name, weight, act] of choices) {
      draw -= weight;
      if (draw >= 0) continue;
      this.count(name);
      this.log.push(`${Math.round(this.nowMs)} ${name} ${actor?.name ?? ''}`);
      if (actor !== undefined) actor.disturbedMs = Math.max(actor.disturbedMs, this.nowMs);
      act();
      return;
    }
  }

  private count(what: string): void {
    this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
  }

  // Another page that had this seat is about to learn that it lost it.
  private sit(actor: Actor<W, A>, world: W): void {
    actor.world = world;
    for (const other of this.actors) {
      if (other === actor || other.token === '' || other.token !== actor.token) continue;
      if (other.pair !== undefined) this.invariants.inputs.forget(other.pair.b);
    }
  }

  private leave(actor: Actor<W, A> | undefined): void {
    if (actor === undefined) return;
    actor.client.close();
    this.invariants.forgetSeat(actor);
    this.remove(actor);
  }

  private remove(actor: Actor<W, A>): void {
    this.actors.splice(this.actors.indexOf(actor), 1);
    this.invariants.forget(actor);
  }

  private stall(actor: Actor<W, A> | undefined): void {
    const side = randomBelow(this.random, 2) === 0 ? 'a' : 'b';
    const untilMs = this.nowMs + randomBetween(this.random, 20, LONGEST_STALL_MS);
    actor?.pair?.stall(side, untilMs);
    if (actor !== undefined) actor.disturbedMs = Math.max(actor.disturbedMs, untilMs);
  }

  private unplug(actor: Actor<W, A> | undefined): void {
    if (actor?.pair === undefined) return;
    this.server.unplug(actor.pair);
  }

  // For a moment, or for long enough that its entity is taken out of the world.
  private hide(actor: Actor<W, A> | undefined): void {
    if (actor === undefined || actor.isHidden) return;
    const { random } = this;
    const hiddenMs = this.plug.game.absence?.entityMs ?? HIDDEN_ENTITY_MS;
    const isLong = randomBelow(random, 2) === 0;
    actor.shownMs =
      this.nowMs + (isLong ? hiddenMs + randomBetween(random, 0, 20_000) : randomBetween(random, 50, 5000));
    actor.isHidden = true;
    actor.client.setHidden(true);
  }

  // A line that died meanwhile is only found out about from now on.
  private show(actor: Actor<W, A>): void {
    if (actor.isHidden) actor.disturbedMs = Math.max(actor.disturbedMs, this.nowMs);
    actor.isHidden = false;
    actor.client.setHidden(false);
  }

  private freeze(actor: Actor<W, A> | undefined): void {
    if (actor === undefined) return;
    actor.frozenUntilMs = this.nowMs + randomBetween(this.random, 100, 20_000);
    actor.disturbedMs = Math.max(actor.disturbedMs, actor.frozenUntilMs);
  }

  // The page ends, and another begins with what the tab remembers.
  private reload(actor: Actor<W, A> | undefined): void {
    if (actor === undefined) return;
    actor.pair?.a.close(1001, '');
    this.remove(actor);
    this.join(actor.token);
  }

  // A second page with the same token: it takes over, and the first learns of it.
  private duplicate(actor: Actor<W, A> | undefined): void {
    if (actor === undefined || actor.token === '' || this.actors.length >= MAX_ACTORS) return;
    this.join(actor.token);
  }

  private hold(ms: number): void {
    this.disturbAllUntil(this.server.hold(ms));
  }

  private restart(): void {
    this.disturbAllUntil(this.server.restart());
  }

  private holdThread(): void {
    const untilMs = this.nowMs + randomBetween(this.random, 50, LONGEST_HOLD_MS);
    this.disturbUntil(this.server.threads?.hold(untilMs) ?? [], untilMs);
  }

  private disturbUntil(pairs: readonly MemoryPair[], untilMs: number): void {
    for (const actor of this.actors) {
      if (actor.pair !== undefined && pairs.includes(actor.pair)) {
        actor.disturbedMs = Math.max(actor.disturbedMs, untilMs);
      }
    }
  }

  private disturbAllUntil(untilMs: number): void {
    for (const actor of this.actors) actor.disturbedMs = Math.max(actor.disturbedMs, untilMs);
  }
}
