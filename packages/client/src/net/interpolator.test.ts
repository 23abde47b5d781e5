// What is drawn between snapshots: on a line that delays and stalls, through entries, ends and slots used again.

import { defineEntity, definePrivate, int, smooth } from '@starfray/shared/contract';
import { createRandom, px, randomBelow } from '@starfray/shared/core';
import { HeldRows } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { Interpolator } from './interpolator.ts';

const TICK_MS = 1000 / 60;
const FAR = px(1000);

const drone = defineEntity({
  name: 'drone',
  fields: { x: smooth(0, px(4000)), y: smooth(0, px(4000)), vx: int(-1000, 1000) },
  interest: { rank: 0, most: 48 },
  predict(row) {
    row.x += row.vx;
    return true;
  },
});
const nothing = definePrivate({ name: 'nothing', fields: { spare: int(0, 1) }, predict: () => undefined });

/** Rows held by hand, and the interpolator over them; local time and server time begin together. */
class Screen {
  readonly held = new HeldRows({ entities: [drone], privateRow: nothing }, undefined);
  readonly interpolator = new Interpolator(this.held, TICK_MS, 2);

  enter(id: number, x: number, vx = 0): number {
    const slot = this.held.take(id, 0);
    const row = drone.view(this.held.ints, this.held.base(slot));
    row.x = x;
    row.vx = vx;
    return slot;
  }

  /** The snapshot of a tick, on which every row is as predicted, arrives. */
  receive(tick: number, nowMs = tick * TICK_MS): void {
    if (this.held.tick !== 0) this.held.advance(tick - this.held.tick);
    this.held.tick = tick;
    this.interpolator.sample(nowMs);
  }

  draw(nowMs: number): { readonly id: number; readonly x: number }[] {
    this.interpolator.draw(nowMs);
    return this.interpolator.drawn.map(({ id, row }) => ({ id, x: drone.view(row.ints, row.base).x }));
  }
}

/** A run of snapshots every second tick whose delivery is delayed by `delayMs(tick)`, in order; draws every 7 ms. */
function play(screen: Screen, ticks: number, delayMs: (tick: number) => number, each: (nowMs: number) => void): void {
  let arrivesMs = 0;
  let nowMs = Number.POSITIVE_INFINITY;
  for (let tick = 2; tick <= ticks; tick += 2) {
    arrivesMs = Math.max(arrivesMs, tick * TICK_MS + delayMs(tick));
    for (; nowMs < arrivesMs; nowMs += 7) each(nowMs);
    screen.receive(tick, arrivesMs);
    nowMs = Math.min(nowMs, arrivesMs);
  }
}

describe('drawing', () => {
  it.each([1, 2, 3, 4])('[D1] its time never goes back, through jitter and stalls of any length (seed %i)', (seed) => {
    const random = createRandom(seed);
    const screen = new Screen();
    let stallUntilMs = 0;
    let last = Number.NEGATIVE_INFINITY;
    const delay = (tick: number): number => {
      const nowMs = tick * TICK_MS;
      if (randomBelow(random, 60) === 0) stallUntilMs = nowMs + randomBelow(random, 3000);
      return Math.max(randomBelow(random, 60), stallUntilMs - nowMs);
    };
    play(screen, 3000, delay, (nowMs) => {
      screen.draw(nowMs);
      expect(screen.interpolator.drawTick).toBeGreaterThanOrEqual(last);
      last = screen.interpolator.drawTick;
    });
    expect(last).toBeGreaterThan(2500);
  });

  it('[D1] it goes on without going back when the server lost time', () => {
    const screen = new Screen();
    let last = Number.NEGATIVE_INFINITY;
    let lost = 0;
    play(
      screen,
      600,
      () => lost,
      (nowMs) => {
        screen.draw(nowMs);
        expect(screen.interpolator.drawTick).toBeGreaterThanOrEqual(last);
        last = screen.interpolator.drawTick;
        if (nowMs > 5000) lost = 4000;
      },
    );
    expect(last).toBeGreaterThan(590);
  });

  it('[D1] it lies in the past: by a snapshot and a quarter of a tick on an even line', () => {
    const screen = new Screen();
    play(
      screen,
      300,
      () => 20,
      () => undefined,
    );
    screen.draw(300 * TICK_MS + 20);
    expect(300 - screen.interpolator.drawTick).toBeGreaterThanOrEqual(2);
    expect(300 - screen.interpolator.drawTick).toBeLessThanOrEqual(3);
  });

  it('[D2] shows nothing before it entered', () => {
    const screen = new Screen();
    for (let tick = 2; tick <= 100; tick += 2) {
      screen.receive(tick);
      screen.draw(tick * TICK_MS);
    }
    screen.enter(7, FAR);
    screen.receive(102);
    let firstDrawn = 0;
    for (let nowMs = 102 * TICK_MS; firstDrawn === 0; nowMs += 4) {
      if (screen.draw(nowMs).length > 0) firstDrawn = screen.interpolator.drawTick;
    }
    expect(firstDrawn).toBeGreaterThanOrEqual(102);
    expect(firstDrawn).toBeLessThan(103);
  });

  it('[D3] draws nothing between two lives that follow each other in one slot', () => {
    const screen = new Screen();
    const slot = screen.enter(1, 0);
    const shown: string[] = [];
    for (let tick = 2; tick <= 60; tick += 2) {
      if (tick === 40) {
        screen.held.release(slot);
        expect(screen.enter(2, FAR)).toBe(slot);
      }
      screen.receive(tick);
      for (let part = 0; part < 8; part += 1) {
        const drawn = screen.draw((tick + part / 4) * TICK_MS);
        shown.push(drawn.map(({ id, x }) => `${id} at ${x}`).join(' and '));
      }
    }
    const changes = shown.filter((now, i) => now !== shown[i - 1]);
    // At first its time lies before the first snapshot.
    expect(changes).toEqual(['', '1 at 0', `2 at ${FAR}`]);
    expect(screen.draw(62 * TICK_MS)).toEqual([{ id: 2, x: FAR }]);
  });

  it('[D4] predicts on by six ticks when snapshots stay away, and then stands still', () => {
    const screen = new Screen();
    screen.enter(1, 0, 256);
    for (let tick = 2; tick <= 60; tick += 2) {
      screen.receive(tick);
      screen.draw(tick * TICK_MS);
    }
    const atLast = 58 * 256;
    const [near] = screen.draw(64 * TICK_MS);
    expect(near?.x).toBeGreaterThan(atLast);
    const [still] = screen.draw(90 * TICK_MS);
    expect(still?.x).toBe(atLast + 6 * 256);
  });
});

describe('what was guessed', () => {
  /** A drone that flies right, drawn six ticks beyond the last news of it. */
  function guessed(): { screen: Screen; slot: number; x: number } {
    const screen = new Screen();
    const slot = screen.enter(1, 0, 256);
    for (let tick = 2; tick <= 60; tick += 2) {
      screen.receive(tick);
      screen.draw(tick * TICK_MS);
    }
    return { screen, slot, x: screen.draw(66 * TICK_MS)[0]?.x ?? 0 };
  }

  it('[D5] closes up to the truth without a jump', () => {
    const { screen, slot, x } = guessed();
    const row = drone.view(screen.held.ints, screen.held.base(slot));
    row.vx = -256;
    screen.receive(66, 66 * TICK_MS);
    row.vx = -256;
    const next = screen.draw(66.1 * TICK_MS)[0]?.x ?? 0;
    expect(Math.abs(next - x)).toBeLessThan(px(1.5));
    for (let tick = 68; tick <= 120; tick += 2) {
      screen.receive(tick);
      screen.draw(tick * TICK_MS);
    }
    const [last] = screen.draw(120 * TICK_MS);
    const exact = row.x + (120 - screen.interpolator.drawTick) * 256;
    expect(Math.abs((last?.x ?? 0) - exact)).toBeLessThan(2);
  });

  it('[D5] is shown where it is at once when that is far off', () => {
    const { screen, slot, x } = guessed();
    drone.view(screen.held.ints, screen.held.base(slot)).x = x + FAR;
    screen.receive(66, 66 * TICK_MS);
    expect(Math.abs((screen.draw(66 * TICK_MS)[0]?.x ?? 0) - x)).toBeGreaterThan(px(64));
  });

  it.each([64, 78])('[D5] flies on until it is over, at tick %i', (endTick) => {
    const { screen, slot } = guessed();
    screen.held.release(slot);
    const xs: number[] = [];
    screen.receive(endTick, 66 * TICK_MS);
    for (let nowMs = 66 * TICK_MS; ; nowMs += 2) {
      const [drawn] = screen.draw(nowMs);
      if (drawn === undefined) break;
      xs.push(drawn.x);
    }
    expect(screen.interpolator.drawTick).toBeGreaterThanOrEqual(endTick);
    expect(screen.interpolator.drawTick).toBeLessThan(endTick + 1);
    expect(xs.every((x, i) => i === 0 || x > (xs[i - 1] ?? 0))).toBe(true);
  });
});

describe('a time that snapshots come late', () => {
  const FROM = 200;
  /** How late the snapshot of a tick comes, in ticks; what is drawn until 2.2 s after it began. */
  function late(ticksLate: (tick: number) => number): { delayed: number; behind: number; mostJump: number } {
    const screen = new Screen();
    const even = 2 * TICK_MS;
    let [lastMs, last, mostJump] = [0, 0, 0];
    let before = 0;
    play(
      screen,
      FROM + 130,
      (tick) => even + ticksLate(tick) * TICK_MS,
      (nowMs) => {
        screen.draw(nowMs);
        const { drawTick, delayTicks } = screen.interpolator;
        if (nowMs < FROM * TICK_MS) before = delayTicks;
        // A second after it, at the latest, nothing of it is left to jump for.
        if (nowMs > (FROM + 60) * TICK_MS) mostJump = Math.max(mostJump, drawTick - last - (nowMs - lastMs) / TICK_MS);
        [lastMs, last] = [nowMs, drawTick];
      },
    );
    return { delayed: screen.interpolator.delayTicks - before, behind: screen.held.tick - last, mostJump };
  }

  it.each([12, 20, 30])('[D1] for a stall of %i ticks it draws no older a picture afterwards', (stall) => {
    const { delayed, behind, mostJump } = late((tick) => Math.max(0, tick < FROM ? 0 : FROM + stall - tick));
    expect(delayed).toBeLessThan(0.6);
    expect(behind).toBeLessThan(3);
    expect(mostJump).toBeLessThan(1);
  });

  it.each([12, 40])('[D1] where the server lost %i ticks it follows at once', (lost) => {
    const { delayed, behind } = late((tick) => (tick < FROM ? 0 : lost));
    expect(delayed).toBeLessThan(0.6);
    expect(behind).toBeGreaterThan(1.5);
  });

  it('[D1] the first of all may come late by far: its time is set right at once', () => {
    const screen = new Screen();
    screen.receive(2, 42 * TICK_MS);
    for (let tick = 44; tick <= 46; tick += 2) screen.receive(tick);
    screen.draw(46 * TICK_MS);
    expect(46 - screen.interpolator.drawTick).toBeLessThan(4);
  });
});

describe('what is over', () => {
  it('[D5] is gone at once where nothing was heard of it for long before', () => {
    const screen = new Screen();
    const slot = screen.enter(1, 0, 256);
    screen.enter(2, FAR);
    for (let tick = 2; tick <= 60; tick += 2) screen.receive(tick);
    screen.draw(60 * TICK_MS);
    screen.held.release(slot);
    screen.receive(100);
    expect(screen.draw(98 * TICK_MS)).toEqual([{ id: 2, x: FAR }]);
    expect(screen.interpolator.drawTick).toBeLessThan(100);
  });
});

describe('smoothing', () => {
  it('is more or less delay for the same jitter, and the same for none', () => {
    const random = createRandom(9);
    const screens = (['snappier', 'auto', 'smoother'] as const).map((smoothing) => {
      const screen = new Screen();
      screen.interpolator.smoothing = smoothing;
      screen.enter(1, FAR);
      return screen;
    });
    const delays = Array.from({ length: 300 }, () => randomBelow(random, 40));
    for (const screen of screens)
      play(
        screen,
        600,
        (tick) => delays[tick / 2 - 1] ?? 0,
        () => undefined,
      );
    const [snappier = 0, auto = 0, smoother = 0] = screens.map(({ interpolator }) => interpolator.delayTicks);
    expect(snappier).toBeLessThan(auto - 0.5);
    expect(smoother).toBeGreaterThan(auto + 0.5);
  });
});
