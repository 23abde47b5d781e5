// The shared body over a line, in virtual time: a kick shows at once, and is not taken back.

import { type InputRow, type PuckRow, type PuckWorld, puck, puckGame, type Rink } from '@starfray/puck/rules';
import { createRandom, px, randomBelow } from '@starfray/shared/core';
import type { Conditions } from '@starfray/shared/protocol';
import { type SteppedClient, Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const EVEN: Conditions = { latencyMs: 75, jitterMs: 0 };
const KICKS = 300;
/** Pictures of the clients. */
const FRAME_MS = SECOND / 60;
/** Until both clients know where the puck was put, and for how long each kick is watched. */
const SETTLE_MS = 400;
const KICK_MS = 400;
const TICK_MS = SECOND / 60;

type Client = SteppedClient<PuckWorld, Rink>;

function drawnPuck({ client }: Client): PuckRow | undefined {
  const drawn = client.drawn.find(({ kind }) => puckGame.entities[kind] === puck);
  return drawn === undefined ? undefined : puck.view(drawn.row.ints, drawn.row.base);
}

function put(body: object, x: number, y: number): void {
  Object.assign(body, { x, y, vx: 0, vy: 0 });
}

type Place = readonly [number, number];

function distanceToWay([x, y]: Place, [ax, ay]: Place, [bx, by]: Place): number {
  const squared = (bx - ax) ** 2 + (by - ay) ** 2;
  const part = squared === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared));
  return Math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay));
}

/** A kicker beside the resting puck, and another player far away. */
class KickRange {
  readonly stepper;
  readonly kicker: Client;
  readonly truth = new Map<number, readonly [number, number]>();
  isSetting = true;
  place = { x: 0, y: 0 };
  from = 0;
  private wants = false;

  constructor(conditions: Conditions) {
    this.stepper = new Stepper<PuckWorld, Rink>(puckGame, {
      capacity: 4,
      seed: 3,
      room: { onStep: (world: PuckWorld) => this.set(world) },
    });
    this.kicker = this.stepper.join({
      conditions,
      frameMs: FRAME_MS,
      fly: (row) => Object.assign(row as InputRow, { kick: this.wants ? 1 : 0, thrust: 0, boost: 0 }),
    });
    this.stepper.join({ conditions, frameMs: FRAME_MS });
    this.stepper.run(3 * SECOND);
  }

  /** Kicks; `each` is called at every look until the time is over. */
  kick(ms: number, each: () => void): void {
    this.isSetting = false;
    this.wants = true;
    this.stepper.run(ms, each);
    this.wants = false;
  }

  /** Brings both to their places, until everybody knows them. */
  reset(x: number, y: number, from: number): void {
    this.place = { x, y };
    this.from = from;
    this.isSetting = true;
    this.stepper.run(SETTLE_MS);
  }

  private set(world: PuckWorld): void {
    // What is put somewhere by hand is no way that anybody could predict.
    if (world.puckSlot >= 0 && !this.isSetting) this.truth.set(world.tick, [world.puck.x, world.puck.y]);
    // A match that never ends.
    world.match.endsTick = world.tick + 1000;
    const [own, other] = world.roster;
    if (own === undefined || other === undefined) return;
    const { rink } = world;
    put(other.body, rink.right - px(40), rink.middleY);
    if (!this.isSetting || world.puckSlot < 0) return;
    put(world.puck, rink.left + this.place.x, rink.top + this.place.y);
    const angle = (this.from / 1024) * 2 * Math.PI;
    put(
      own.body,
      world.puck.x + Math.round(px(50) * Math.cos(angle)),
      world.puck.y + Math.round(px(50) * Math.sin(angle)),
    );
  }
}

describe('a kick at 150 ms', () => {
  it(`[K21] is drawn within two ticks of the press, and the puck then within 4 px of the server's, ${KICKS} times`, () => {
    const range = new KickRange(EVEN);
    const { stepper, kicker } = range;
    const random = createRandom(9);
    const delays: number[] = [];
    const drawn: (readonly [tick: number, x: number, y: number])[] = [];
    for (let n = 0; n < KICKS; n += 1) {
      range.reset(px(250 + randomBelow(random, 150)), px(120 + randomBelow(random, 400)), randomBelow(random, 1024));
      const pressedMs = stepper.nowMs;
      let shownMs: number | undefined;
      const before = drawnPuck(kicker);
      const start = before === undefined ? undefined : [before.x, before.y];
      range.kick(KICK_MS, () => {
        const seen = drawnPuck(kicker);
        if (seen === undefined || start === undefined) return;
        if (Math.hypot(seen.x - (start[0] ?? 0), seen.y - (start[1] ?? 0)) > px(1))
          shownMs ??= stepper.nowMs - pressedMs;
        const { held, stats } = kicker.client;
        if (held !== undefined) drawn.push([held.tick + stats.leadTicks, seen.x, seen.y]);
      });
      if (shownMs !== undefined) delays.push(shownMs);
    }
    stepper.run(SECOND);
    expect(delays.length).toBe(KICKS);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2 * TICK_MS + FRAME_MS + 5);
    // What is drawn lies between two ticks of the server, which has not come so far yet.
    const off = drawn.flatMap(([tick, x, y]) => {
      const [a, b] = [range.truth.get(tick - 1), range.truth.get(tick)];
      return a === undefined || b === undefined ? [] : distanceToWay([x, y], a, b) / 256;
    });
    expect(off.length).toBeGreaterThan(10_000);
    expect(Math.max(...off)).toBeLessThanOrEqual(4);
    expect(kicker.client.stats.desyncs).toBe(0);
  });
});
