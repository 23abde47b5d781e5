// The server of a simulation: its process, which may stand still or end and begin again, and the lines that lead to it.

import { localJoin, type PlacedJoin } from '@starfray/server/joining';
import { type PublicationPart, Rooms } from '@starfray/server/room';
import type { ResumeTokens } from '@starfray/server/session';
import type { Command, EventQueue, Game, InputTable, World } from '@starfray/shared/contract';
import { type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import {
  CLOSE,
  type Conditions,
  createCodec,
  createMemoryPair,
  createProtocol,
  type Link,
  LOST_SEAT_MS,
  type MemoryPair,
  versionHash,
} from '@starfray/shared/protocol';
import type { SimulatedGame } from './simulated-game.ts';
import { SimulatedThreads } from './simulated-threads.ts';

/** Room for all that may come while a server stands still. */
const ROOM_PLAYERS = 40;
const MAX_KNOCK_MS = 400;
/** What the server's heartbeat needs to find a dead line. */
const SILENT_MS = 17_000;
/** Nobody is at the end of a stranger's line: it is closed after this. */
const STRANGER_MS = 1000;

/** A line that somebody unplugged: the server finds out in its own time. */
interface DeadLine {
  readonly pair: MemoryPair;
  readonly foundMs: number;
}

export interface SimulatedServerDeps<W extends World> {
  readonly now: () => number;
  readonly random: RandomState;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: object) => void;
  readonly afterTick: (world: W, commands: readonly Command[], inputs: InputTable, events: EventQueue) => void;
  /** Receives the server's end of a line that joins; what it returns is called with the world, and with threads what they lost of inputs. */
  readonly watch: (link: Link) => (world: W, lostInputs?: () => number) => void;
  /** A room was closed. */
  readonly roomGone: (world: W) => void;
  /** Front ends in other threads, which have all clients; 0 for none. */
  readonly threads: number;
  /** Time goes on by a step while a thread is interrupted. */
  readonly pass: () => void;
  /** These lines broke, since their thread ended. */
  readonly lost: (pairs: readonly MemoryPair[]) => void;
  /** Counts what happens to threads by name. */
  readonly count: (what: string) => void;
}

export class SimulatedServer<W extends World, A> {
  /** Counts the servers there were: a restart makes another. */
  generation = 0;
  rooms: Rooms<W, A>;
  threads: SimulatedThreads<W, A> | undefined;
  readonly version: string;
  private readonly plug: SimulatedGame<W, A>;
  private readonly deps: SimulatedServerDeps<W>;
  private readonly links: MemoryPair[] = [];
  private readonly deadLines: DeadLine[] = [];
  private readonly worlds = new Set<W>();
  private knocking: { readonly dueMs: number; readonly admit: () => void }[] = [];
  private stuckUntilMs = 0;
  private downUntilMs = 0;
  private tokens = 0;
  private tokensBefore = 0;
  /** Whose tick is being published. */
  private publishing: W | undefined;

  constructor(plug: SimulatedGame<W, A>, deps: SimulatedServerDeps<W>) {
    this.plug = plug;
    this.deps = deps;
    this.version = versionHash(plug.game);
    this.threads = this.startThreads();
    this.rooms = this.start();
  }

  /** No process listens. */
  get isDown(): boolean {
    return this.deps.now() < this.downUntilMs;
  }

  /** Of a room that a game makes small: more seats were given out than it has. A default one never runs out of them. */
  get mayYieldSeats(): boolean {
    const { roomPlayers } = this.plug;
    return roomPlayers !== undefined && this.tokens - this.tokensBefore > roomPlayers;
  }

  /** A new line to it; without conditions it is perfect. */
  connect(conditions?: Conditions): MemoryPair {
    const { now, random } = this.deps;
    const pair = conditions === undefined ? createMemoryPair(now) : createMemoryPair(now, conditions, random);
    this.links.push(pair);
    return pair;
  }

  /**
   * Asks to be let in. A connection is made in two or three round trips of its line; while the process stands still it waits until that
   * listens again.
   */
  knock(request: PlacedJoin, pair: MemoryPair, seated: (world: W) => void = () => undefined): void {
    const { now, random, watch } = this.deps;
    const { rooms, threads } = this;
    const thread = threads?.choose();
    const seat = (link: Link, joined: ReturnType<typeof watch>) => {
      const id = rooms.choose(request);
      const refused = rooms.join(request, link);
      if (refused !== undefined) {
        link.close(refused.code, '');
        return;
      }
      const all = rooms.all();
      const room = all.find((one) => one.id === id) ?? all[0];
      if (room === undefined) return;
      joined(room.world, threads === undefined ? undefined : () => room.traffic.lostInputs);
      seated(room.world);
    };
    const admit = () => {
      // Its line broke while it waited.
      if (!pair.b.isOpen) return;
      if (threads === undefined) seat(pair.b, watch(pair.b));
      else if (thread === undefined || thread.isDead) pair.cut();
      else {
        const joined = watch(pair.b);
        thread.expect(threads.nextJoin(), pair, request, (link) => seat(link, joined));
      }
    };
    this.knocking.push({ dueMs: now() + randomBetween(random, 0, MAX_KNOCK_MS), admit });
  }

  /** The newest tick of a world that those who read what its clients say know of. */
  newestTick(world: W): number {
    return this.publishing === world ? world.tick - 1 : world.tick;
  }

  /** Lets it read, and simulate what is due. Returns what is wrong with its threads, if anything. */
  step(): string | undefined {
    const nowMs = this.deps.now();
    const { threads } = this;
    if (threads === undefined) {
      // A process that stands still reads nothing either.
      if (nowMs < this.stuckUntilMs) return undefined;
      this.admitDue(nowMs);
      for (const pair of this.links) pair.pumpTo('b', nowMs);
      this.findDeadLines(nowMs);
      if (this.isDown) return undefined;
      this.rooms.update();
      this.findClosedRooms();
      return undefined;
    }
    this.findDeadLines(nowMs);
    this.stepMain();
    return this.isDown ? undefined : threads.runAll();
  }

  /** Lets the main thread run alone. */
  stepMain(): void {
    const nowMs = this.deps.now();
    if (nowMs < this.stuckUntilMs) return;
    this.admitDue(nowMs);
    if (this.isDown) return;
    this.threads?.runMain(this.rooms);
    this.findClosedRooms();
  }

  /** Delivers what it sent. */
  deliver(): void {
    for (const pair of this.links) pair.pumpTo('a', this.deps.now());
  }

  forgetEnded(): void {
    for (let i = this.links.length - 1; i >= 0; i -= 1) {
      const pair = this.links[i];
      if (pair !== undefined && !pair.a.isOpen && !pair.b.isOpen) this.links.splice(i, 1);
    }
  }

  /** The process stands still. Returns until when. */
  hold(ms: number): number {
    this.stuckUntilMs = this.deps.now() + ms;
    return this.stuckUntilMs;
  }

  unplug(pair: MemoryPair): void {
    pair.unplug();
    this.deadLines.push({ pair, foundMs: this.deps.now() + SILENT_MS });
  }

  /** Somebody joins and sends what is no message. */
  sendGarbage(): void {
    const { random } = this.deps;
    const pair = this.connect();
    this.knock(localJoin({ kind: 'bot', name: 'Mallory', snapshots: 'full' }), pair);
    const count = randomBetween(random, 1, 5);
    for (let i = 0; i < count; i += 1) {
      pair.a.send(Uint8Array.from({ length: randomBetween(random, 0, 60) }, () => randomBelow(random, 256)));
    }
    this.deadLines.push({ pair, foundMs: this.deps.now() + STRANGER_MS });
  }

  /** Somebody shows a token of no seat: it opens none but a new one, which goes with its line. */
  forgeToken(): void {
    const pair = this.connect();
    const resume = `forged-${randomBelow(this.deps.random, 1000)}`;
    this.knock(localJoin({ kind: 'bot', name: 'Trudy', snapshots: 'full', resume }), pair);
    this.deadLines.push({ pair, foundMs: this.deps.now() + STRANGER_MS });
  }

  /** The process ends without a word, and another one takes its place after a while. Returns when. */
  restart(): number {
    for (const pair of this.links) pair.cut();
    this.knocking = [];
    this.stuckUntilMs = 0;
    this.downUntilMs = this.deps.now() + randomBetween(this.deps.random, 200, 6000);
    this.threads = this.startThreads();
    this.rooms = this.start();
    return this.downUntilMs;
  }

  private startThreads(): SimulatedThreads<W, A> | undefined {
    const { threads, ...deps } = this.deps;
    return threads === 0 ? undefined : new SimulatedThreads(this.plug.game, threads, deps);
  }

  private start(): Rooms<W, A> {
    this.generation += 1;
    this.tokensBefore = this.tokens;
    const { deps, generation, threads } = this;
    const { fillBots, roomPlayers = ROOM_PLAYERS } = this.plug;
    const log = (level: 'info' | 'warn' | 'error') => (fields: object, message: string) =>
      deps.log(level, message, fields);
    // As after a restart with --data: the secret is the same, so a token of before is no forgery.
    const tokens: ResumeTokens = {
      issue: () => {
        this.tokens += 1;
        return { key: `seat-${this.tokens}`, token: `seat-${this.tokens}` };
      },
      read: (token) => token,
    };
    const game = this.watchedGame();
    return new Rooms<W, A>(
      {
        game,
        codec: createCodec(),
        protocol: createProtocol(game),
        now: deps.now,
        log: { info: log('info'), warn: log('warn'), error: log('error') },
        tokens,
        frontEnds: deps.threads,
        ...(threads !== undefined && {
          onPart: (_part: PublicationPart, world: W) => {
            this.publishing = world;
            threads.runWithin();
            this.publishing = undefined;
          },
        }),
        ...(fillBots !== undefined && { spawnBot: fillBots.spawn(deps.now, generation) }),
      },
      {
        roomPlayers,
        maxPlayers: 100,
        maxSpectators: 20,
        bots: fillBots?.players ?? 0,
        seed: generation,
        joinCode: undefined,
        versionHash: this.version,
        shedsLoad: false,
        wakeThreads: () => threads?.wake(),
        // However long a player needs to come back, its seat is kept.
        absence: { ...game.absence, seatMs: LOST_SEAT_MS },
      },
    );
  }

  // The same game, and each of its ticks is looked at.
  private watchedGame(): Game<W, A> {
    const { game } = this.plug;
    const step: Game<W, A>['step'] = (world, commands, inputs, events) => {
      game.step(world, commands, inputs, events);
      this.worlds.add(world);
      this.deps.afterTick(world, commands, inputs, events);
    };
    return Object.create(game, { step: { value: step } }) as Game<W, A>;
  }

  private admitDue(nowMs: number): void {
    const due = this.knocking.filter(({ dueMs }) => dueMs <= nowMs);
    this.knocking = this.knocking.filter(({ dueMs }) => dueMs > nowMs);
    for (const { admit } of due) admit();
  }

  private findDeadLines(nowMs: number): void {
    for (const line of this.deadLines.filter(({ foundMs }) => foundMs <= nowMs)) {
      line.pair.b.close(CLOSE.silent, '');
      this.deadLines.splice(this.deadLines.indexOf(line), 1);
    }
  }

  private findClosedRooms(): void {
    const open = new Set(this.rooms.all().map(({ world }) => world));
    for (const world of this.worlds) {
      if (open.has(world)) continue;
      this.worlds.delete(world);
      this.deps.roomGone(world);
    }
  }
}
