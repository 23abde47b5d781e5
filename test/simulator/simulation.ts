// A whole server and its clients in one process, in virtual time, under one seed: everything that can go wrong does, over and over,
// and after each small step it is checked that nothing that must hold was broken. The same seed gives the same run.

import { NetClient } from '@starfray/client/net';
import { localJoin, type PlacedJoin } from '@starfray/server/joining';
import { Rooms } from '@starfray/server/room';
import type { ResumeTokens } from '@starfray/server/session';
import { createRandom, item, type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import {
  CLOSE,
  createCodec,
  createMemoryPair,
  createProtocol,
  HIDDEN_ENTITY_MS,
  LINE_PROFILES,
  type Link,
  type MemoryPair,
  versionHash,
} from '@starfray/shared/protocol';
import { type Arena, input, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import type { Actor, Watched } from './actor.ts';
import { Invariants } from './invariants.ts';
import { fly } from './pilot.ts';

/** Virtual time goes on in steps of this: finer than a tick, and never in step with it. */
const STEP_MS = 7;
/** Room for all that may come while a server stands still: only its first room is watched. */
const CAPACITY = 40;
const MAX_ACTORS = 8;
const MAX_KNOCK_MS = 400;
/** Longer than a client puts up with. */
const LONGEST_STALL_MS = 12_000;
/** A disturbance about so often, by the seed: what takes long to go wrong needs some peace. */
const DISTURBED_MS = [350, 350, 1000, 3000] as const;
/** What the server's heartbeat needs to find a dead line. */
const SILENT_MS = 17_000;
/** Longer than the longest wait between two attempts, and a silence before it. */
const REST_MS = 40_000;
const VERSION = versionHash(starfray);
const PROFILES = ['perfect', 'lan', 'wifi', 'mobile', 'transatlantic', 'train'] as const;

/** A line that somebody unplugged: the server finds out in its own time. */
interface DeadLine {
  readonly pair: MemoryPair;
  readonly foundMs: number;
}

export class Simulation implements Watched {
  nowMs = 1_000_000;
  /** Counts the servers there were: a restart makes another. */
  generation = 0;
  readonly actors: Actor[] = [];
  readonly log: string[] = [];
  readonly faults = new Map<string, number>();
  readonly invariants: Invariants;
  rooms!: Rooms<StarfrayWorld, Arena>;
  private readonly random: RandomState;
  private readonly links: { readonly pair: MemoryPair; readonly server: number }[] = [];
  private readonly deadLines: DeadLine[] = [];
  private knocking: { readonly dueMs: number; readonly admit: () => void }[] = [];
  private nextFaultMs: number;
  private readonly disturbedMs: number;
  private stuckUntilMs = 0;
  private isDownUntilMs = 0;
  private tokens = 0;
  private joined = 0;

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.nextFaultMs = this.nowMs + 500;
    this.disturbedMs = item(DISTURBED_MS, randomBelow(this.random, DISTURBED_MS.length));
    this.invariants = new Invariants(this);
    this.startServer();
    for (let i = 0; i < 3; i += 1) this.join();
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

  private startServer(): void {
    this.generation += 1;
    const { generation } = this;
    const note = (level: string) => (fields: object, message: string) => {
      if (level === 'error') this.invariants.fail(`the server logged: ${message} ${JSON.stringify(fields)}`);
      this.log.push(`${Math.round(this.nowMs)} ${message}`);
      if (this.log.length > 200) this.log.shift();
    };
    // As after a restart with --data: the secret is the same, so a token of before is no forgery.
    const tokens: ResumeTokens = {
      issue: () => {
        this.tokens += 1;
        return { key: `seat-${this.tokens}`, token: `seat-${this.tokens}` };
      },
      read: (token) => token,
    };
    this.rooms = new Rooms<StarfrayWorld, Arena>(
      {
        game: starfray,
        codec: createCodec(),
        protocol: createProtocol(starfray),
        now: () => this.nowMs,
        log: { info: note('info'), warn: note('warn'), error: note('error') },
        tokens,
        onStep: (world) => this.invariants.record(generation, world),
      },
      {
        roomPlayers: CAPACITY,
        maxPlayers: 100,
        maxSpectators: 20,
        bots: 0,
        seed: generation,
        joinCode: undefined,
        versionHash: VERSION,
        shedsLoad: false,
      },
    );
  }

  private join(token?: string): Actor {
    this.joined += 1;
    const name = `Actor ${this.joined}`;
    const profile = PROFILES[randomBelow(this.random, PROFILES.length)] ?? 'perfect';
    const snapshots = randomBelow(this.random, 8) === 0 ? 'full' : 'delta';
    const kind = randomBelow(this.random, 6) === 0 ? 'spectator' : 'human';
    const connect = (resume: string | undefined): Link => {
      this.invariants.checkReason(actor);
      const pair = createMemoryPair(() => this.nowMs, LINE_PROFILES[profile], this.random);
      actor.pair = pair;
      actor.server = this.generation;
      this.links.push({ pair, server: this.generation });
      if (this.nowMs < this.isDownUntilMs) pair.cut();
      else {
        this.knock(localJoin({ kind, name, snapshots, version: VERSION, resume: resume || undefined }), pair.b);
      }
      return pair.a;
    };
    const actor: Actor = {
      name,
      client: new NetClient<StarfrayWorld, Arena>({
        game: starfray,
        connect,
        now: () => this.nowMs,
        random: () => randomBelow(this.random, 1000) / 1000,
        resume: token,
        onSeat: (given) => {
          this.invariants.checkSeat(actor, given);
          actor.token = given;
        },
      }),
      input: input.view(),
      pair: undefined,
      server: 0,
      frozenUntilMs: 0,
      disturbedMs: this.nowMs,
      token: token ?? '',
      isHidden: false,
      shownMs: 0,
    };
    this.actors.push(actor);
    return actor;
  }

  // A connection is made in two or three round trips of its line; while the process stands still it waits until that listens again.
  private knock(request: PlacedJoin, link: Link): void {
    const { rooms, generation } = this;
    const admit = () => {
      // Its line broke while it waited.
      if (!link.isOpen) return;
      this.invariants.inputs.watch(link, generation, () => rooms.all()[0]?.world.tick ?? 0);
      const refused = rooms.join(request, link);
      if (refused !== undefined) link.close(refused.code, '');
    };
    this.knocking.push({ dueMs: this.nowMs + randomBetween(this.random, 0, MAX_KNOCK_MS), admit });
  }

  private admitDue(): void {
    const due = this.knocking.filter(({ dueMs }) => dueMs <= this.nowMs);
    this.knocking = this.knocking.filter(({ dueMs }) => dueMs > this.nowMs);
    for (const { admit } of due) admit();
  }

  private step(): void {
    this.nowMs += STEP_MS;
    // A process that stands still reads nothing either.
    if (this.nowMs >= this.stuckUntilMs) {
      this.admitDue();
      for (const { pair } of this.links) pair.pumpTo('b', this.nowMs);
      this.findDeadLines();
      if (this.nowMs >= this.isDownUntilMs) this.rooms.update();
    }
    this.invariants.recordAll();
    for (const { pair } of this.links) pair.pumpTo('a', this.nowMs);
    for (const actor of this.actors) {
      if (this.nowMs < actor.frozenUntilMs) continue;
      if (actor.isHidden && this.nowMs >= actor.shownMs) this.show(actor);
      fly(actor, this.random);
      actor.client.setInput(actor.input);
      actor.client.update(this.nowMs);
      this.invariants.check(actor);
    }
    this.forgetEnded();
  }

  private findDeadLines(): void {
    for (const line of this.deadLines.filter(({ foundMs }) => foundMs <= this.nowMs)) {
      line.pair.b.close(CLOSE.silent, '');
      this.deadLines.splice(this.deadLines.indexOf(line), 1);
    }
  }

  private forgetEnded(): void {
    for (let i = this.links.length - 1; i >= 0; i -= 1) {
      const pair = this.links[i]?.pair;
      if (pair !== undefined && !pair.a.isOpen && !pair.b.isOpen) this.links.splice(i, 1);
    }
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
      ['garbage', 2, () => this.sendGarbage()],
      ['forged token', 1, () => this.forgeToken()],
      ['restart', randomBelow(random, 8) === 0 ? 1 : 0, () => this.restart()],
    ];
    let draw = randomBelow(
      random,
      choices.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [name, weight, act] of choices) {
      draw -= weight;
      if (draw >= 0) continue;
      this.faults.set(name, (this.faults.get(name) ?? 0) + 1);
      this.log.push(`${Math.round(this.nowMs)} ${name} ${actor?.name ?? ''}`);
      if (actor !== undefined) actor.disturbedMs = Math.max(actor.disturbedMs, this.nowMs);
      act();
      return;
    }
  }

  private leave(actor: Actor | undefined): void {
    if (actor === undefined) return;
    actor.client.close();
    this.invariants.forgetSeat(actor);
    this.remove(actor);
  }

  private remove(actor: Actor): void {
    this.actors.splice(this.actors.indexOf(actor), 1);
    this.invariants.forget(actor);
  }

  private stall(actor: Actor | undefined): void {
    const side = randomBelow(this.random, 2) === 0 ? 'a' : 'b';
    const untilMs = this.nowMs + randomBetween(this.random, 20, LONGEST_STALL_MS);
    actor?.pair?.stall(side, untilMs);
    if (actor !== undefined) actor.disturbedMs = Math.max(actor.disturbedMs, untilMs);
  }

  private unplug(actor: Actor | undefined): void {
    if (actor?.pair === undefined) return;
    actor.pair.unplug();
    this.deadLines.push({ pair: actor.pair, foundMs: this.nowMs + SILENT_MS });
  }

  // For a moment, or for long enough that the ship is taken out of the world.
  private hide(actor: Actor | undefined): void {
    if (actor === undefined || actor.isHidden) return;
    const { random } = this;
    const isLong = randomBelow(random, 2) === 0;
    actor.shownMs =
      this.nowMs + (isLong ? HIDDEN_ENTITY_MS + randomBetween(random, 0, 20_000) : randomBetween(random, 50, 5000));
    actor.isHidden = true;
    actor.client.setHidden(true);
  }

  // A line that died meanwhile is only found out about from now on.
  private show(actor: Actor): void {
    if (actor.isHidden) actor.disturbedMs = Math.max(actor.disturbedMs, this.nowMs);
    actor.isHidden = false;
    actor.client.setHidden(false);
  }

  private freeze(actor: Actor | undefined): void {
    if (actor === undefined) return;
    actor.frozenUntilMs = this.nowMs + randomBetween(this.random, 100, 20_000);
    actor.disturbedMs = Math.max(actor.disturbedMs, actor.frozenUntilMs);
  }

  // The page ends, and another begins with what the tab remembers.
  private reload(actor: Actor | undefined): void {
    if (actor === undefined) return;
    actor.pair?.a.close(1001, '');
    this.remove(actor);
    this.join(actor.token);
  }

  // A second page with the same token: it takes over, and the first learns of it.
  private duplicate(actor: Actor | undefined): void {
    if (actor === undefined || actor.token === '' || this.actors.length >= MAX_ACTORS) return;
    this.join(actor.token);
  }

  private hold(ms: number): void {
    this.stuckUntilMs = this.nowMs + ms;
    for (const actor of this.actors) actor.disturbedMs = Math.max(actor.disturbedMs, this.stuckUntilMs);
  }

  private sendGarbage(): void {
    const pair = createMemoryPair(() => this.nowMs);
    this.links.push({ pair, server: this.generation });
    this.knock(localJoin({ kind: 'bot', name: 'Mallory', snapshots: 'full' }), pair.b);
    const count = randomBetween(this.random, 1, 5);
    for (let i = 0; i < count; i += 1) {
      pair.a.send(Uint8Array.from({ length: randomBetween(this.random, 0, 60) }, () => randomBelow(this.random, 256)));
    }
    this.deadLines.push({ pair, foundMs: this.nowMs + 1000 });
  }

  // Somebody shows a token of no seat: it opens none but a new one, which goes with its line.
  private forgeToken(): void {
    const pair = createMemoryPair(() => this.nowMs);
    this.links.push({ pair, server: this.generation });
    const resume = `forged-${randomBelow(this.random, 1000)}`;
    this.knock(localJoin({ kind: 'bot', name: 'Trudy', snapshots: 'full', resume }), pair.b);
    this.deadLines.push({ pair, foundMs: this.nowMs + 1000 });
  }

  // The process ends without a word, and another one takes its place after a while.
  private restart(): void {
    for (const { pair } of this.links) pair.cut();
    this.knocking = [];
    this.stuckUntilMs = 0;
    this.isDownUntilMs = this.nowMs + randomBetween(this.random, 200, 6000);
    this.startServer();
    for (const actor of this.actors) actor.disturbedMs = Math.max(actor.disturbedMs, this.isDownUntilMs);
  }
}
