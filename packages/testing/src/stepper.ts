// One room and its clients in one process, in virtual time, over seeded links: the netcode as it runs, without a socket.

import { NetClient } from '@starfray/client/net';
import { localJoin, type PlacedJoin } from '@starfray/server/joining';
import { Room, type RoomDeps } from '@starfray/server/room';
import type { ResumeTokens } from '@starfray/server/session';
import type { Game, RowPlace, World } from '@starfray/shared/contract';
import { createRandom, randomBelow } from '@starfray/shared/core';
import {
  type Conditions,
  createCodec,
  createMemoryPair,
  createProtocol,
  type Link,
  type MemoryPair,
  PERFECT,
} from '@starfray/shared/protocol';
import type { SnapshotLog } from './snapshot-log.ts';
import { ThreadModel } from './thread-model.ts';

/** The simulation's own rate is finer than a tick, as frames and messages fall anywhere. */
const STEP_MS = 1000 / 240;

/** Of the environment: for whole test files that are to run on front ends of other threads, too. */
const THREADS_VARIABLE = 'STEPPER_THREADS';

export interface StepperOptions {
  readonly seed?: number;
  readonly capacity?: number;
  readonly bots?: number;
  /** False for a room that is not the default one. */
  readonly isShown?: boolean;
  /** Front ends of other threads, which have all clients; by default what STEPPER_THREADS says, and none without it. */
  readonly threads?: number;
  readonly room?: Partial<Pick<RoomDeps<never, never>, 'onStep' | 'onVisit' | 'spawnBot'>>;
}

export interface JoinOptions<W extends World, A> {
  readonly conditions?: Conditions;
  readonly kind?: 'human' | 'bot' | 'spectator';
  readonly name?: string;
  readonly snapshots?: 'delta' | 'full';
  /** What the client does with its controls, before each of its updates. */
  readonly fly?: (input: RowPlace, nowMs: number) => void;
  readonly draws?: boolean;
  /** Milliseconds between two of its pictures; as fine as time goes by default. */
  readonly frameMs?: number;
  /** Its own clock at a moment of the stepper's; default the same. */
  readonly clock?: (nowMs: number) => number;
  /** Hears all that the client is sent, over all its connections. */
  readonly log?: SnapshotLog<W, A>;
  /** Changes its end of each connection: for a client that lies. */
  readonly bend?: (link: Link) => Link;
  /** The round trip as pings would measure it; none do in memory. */
  readonly pingMs?: number | undefined;
  /** Token of a seat to come back to. */
  readonly resume?: string | undefined;
}

export interface SteppedClient<W extends World, A> {
  readonly client: NetClient<W, A>;
  /** The newest link; undefined before the first connection. */
  pair: MemoryPair | undefined;
  readonly fly: (input: RowPlace, nowMs: number) => void;
  readonly input: RowPlace;
  readonly frameMs: number;
  readonly clock: (nowMs: number) => number;
  updatedMs: number;
  /** Of its seat; empty before the first. */
  token: string;
}

export class Stepper<W extends World, A> {
  readonly room: Room<W, A>;
  readonly clients: SteppedClient<W, A>[] = [];
  readonly logged: { level: string; message: string; fields: object }[] = [];
  nowMs = 1_000_000;
  private readonly game: Game<W, A>;
  private readonly random;
  private readonly links: MemoryPair[] = [];
  private readonly threads: ThreadModel<W, A> | undefined;
  private heldUntilMs = 0;

  constructor(game: Game<W, A>, options: StepperOptions = {}) {
    const { threads = Number(process.env[THREADS_VARIABLE] ?? 0) } = options;
    this.game = game;
    this.random = createRandom(options.seed ?? 1);
    const log = (level: string) => (fields: object, message: string) =>
      void this.logged.push({ level, message, fields });
    this.room = new Room(
      {
        game,
        codec: createCodec(),
        protocol: createProtocol(game),
        now: () => this.nowMs,
        log: { info: log('info'), warn: log('warn'), error: log('error') },
        tokens: fakeTokens(),
        frontEnds: threads,
        ...options.room,
      } as RoomDeps<W, A>,
      {
        id: 'test',
        capacity: options.capacity ?? 64,
        bots: options.bots ?? 0,
        seed: options.seed ?? 1,
        isShown: options.isShown ?? true,
      },
    );
    if (threads > 0) this.threads = new ThreadModel(game, { threads, now: () => this.nowMs });
  }

  /** Adds a client; it is in once the welcome has come through its link. */
  join(options: JoinOptions<W, A> = {}): SteppedClient<W, A> {
    const {
      conditions = PERFECT,
      kind = 'human',
      name,
      snapshots = 'delta',
      fly = () => undefined,
      draws = true,
      log,
      bend = (link: Link) => link,
      resume,
      frameMs = 0,
      clock = (nowMs: number) => nowMs,
      pingMs,
    } = options;
    const connect = (resume: string | undefined): Link => {
      const pair = createMemoryPair(() => this.nowMs, conditions, this.random);
      stepped.pair = pair;
      if (pingMs !== undefined) Object.assign(pair.b, { pingMs });
      this.links.push(pair);
      const request = localJoin({ kind, name, snapshots });
      this.bring(request, pair.b, (link) => {
        if (resume !== undefined && this.room.canResume(resume)) this.room.resume(resume, { snapshots }, link);
        else this.room.join(request, link);
      });
      return bend(log?.overhear(pair.a, () => this.nowMs) ?? pair.a);
    };
    const client = new NetClient<W, A>({
      game: this.game,
      connect,
      now: () => clock(this.nowMs),
      random: () => randomBelow(this.random, 1000) / 1000,
      draws,
      resume,
      onSeat: (token) => {
        stepped.token = token;
      },
    });
    const input = this.game.input.view(Int32Array.from(this.game.input.idle));
    const stepped: SteppedClient<W, A> = {
      client,
      pair: undefined,
      fly,
      input,
      frameMs,
      clock,
      updatedMs: 0,
      token: '',
    };
    this.clients.push(stepped);
    return stepped;
  }

  /** A line to the room that no client of ours is at the end of: it was let in, and does what it likes. */
  connect({
    kind = 'human',
    snapshots = 'delta',
    conditions = PERFECT,
  }: Pick<JoinOptions<W, A>, 'kind' | 'snapshots' | 'conditions'> = {}): { readonly pair: MemoryPair } {
    const pair = createMemoryPair(() => this.nowMs, conditions, this.random);
    this.links.push(pair);
    const request = localJoin({ kind, snapshots });
    this.bring(request, pair.b, (link) => this.room.join(request, link));
    return { pair };
  }

  // To its seat at once, or through a front end of another thread.
  private bring(request: PlacedJoin, link: Link, seat: (link: Link) => void): void {
    if (this.threads === undefined) {
      seat(link);
      return;
    }
    this.threads.take(link, request, seat);
    this.threads.run();
  }

  /** From now on the server's process stands still for a while, as on a machine that sleeps; its clients and their lines do not. */
  holdServer(ms: number): void {
    this.heldUntilMs = this.nowMs + ms;
  }

  /** The thread of a front end ends; clients come to front ends in turn, the first one to that with the number 1. */
  endFrontEnd(frontEnd: number): void {
    this.threads?.end(frontEnd);
  }

  /** Lets everything run for a while; `each` is called after every small step. */
  run(ms: number, each: () => void = () => undefined): void {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      this.nowMs += STEP_MS;
      this.step();
      each();
    }
  }

  private step(): void {
    if (this.nowMs >= this.heldUntilMs) this.stepServer();
    for (const link of this.links) link.pumpTo('a', this.nowMs);
    for (const stepped of this.clients) {
      const { client, fly, input } = stepped;
      if (this.nowMs - stepped.updatedMs < stepped.frameMs) continue;
      stepped.updatedMs = this.nowMs;
      fly(input, this.nowMs);
      client.setInput(input);
      client.update(stepped.clock(this.nowMs));
    }
  }

  private stepServer(): void {
    for (const link of this.links) link.pumpTo('b', this.nowMs);
    this.threads?.run();
    this.room.advance(this.nowMs);
    this.threads?.run();
  }
}

// Tokens that are their own keys: signing is the server's, and tested there.
function fakeTokens(): ResumeTokens {
  let count = 0;
  return {
    issue: () => {
      count += 1;
      return { key: `seat-${count}`, token: `seat-${count}` };
    },
    read: (token) => token,
  };
}
