// How the game feels over a line, in figures, on the real game in virtual time: why a client is corrected, how true the picture is, how
// long a key takes to show on either screen, and that none of it depends on the screen's own rate.

import { createRandom, randomBelow, turnBetween } from '@starfray/shared/core';
import { type Conditions, PERFECT } from '@starfray/shared/protocol';
import { type Arena, explosion, type ShipRow, type StarfrayWorld, ship, starfray } from '@starfray/starfray/rules';
import { type SteppedClient, Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const TICK_MS = SECOND / 60;
/** Between two looks of the stepper at the screens. */
const LOOK_MS = SECOND / 240;
const PX = 256;
/** Of 1024 steps, far enough to see. */
const TURN = 400;
/** 150 ms there and back, give or take 30. */
const UNEVEN: Conditions = { latencyMs: 60, jitterMs: 30 };
const EVEN: Conditions = { latencyMs: 75, jitterMs: 0 };

type Client = SteppedClient<StarfrayWorld, Arena>;

/** Flies at random, with a new decision every few pictures. */
function wander(seed: number): (row: object) => void {
  const random = createRandom(seed);
  return (row) => {
    if (randomBelow(random, 60) !== 0) return;
    Object.assign(row, {
      thrust: randomBelow(random, 9),
      aim: randomBelow(random, 1024),
      fire: randomBelow(random, 2),
    });
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Two ships, the first of which is kept beside the second, so that it sees it at all times. */
function pair(
  conditions: Conditions,
  fly: (row: object) => void,
): { stepper: Stepper<StarfrayWorld, Arena>; viewer: Client; owner: Client } {
  const follow = (world: StarfrayWorld): void => {
    const [, first, second] = world.pilots;
    if (first === undefined || second === undefined || first.slot < 0 || second.slot < 0) return;
    const side = second.ship.x > world.arena.side / 2 ? -1 : 1;
    Object.assign(first.ship, { x: second.ship.x + side * 300 * PX, y: second.ship.y, vx: 0, vy: 0, hull: 100 });
    second.ship.hull = 100;
  };
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, {
    capacity: 8,
    seed: 11,
    room: { onStep: (world) => void follow(world) },
  });
  const viewer = stepper.join({ conditions });
  const owner = stepper.join({ conditions, fly });
  stepper.run(8 * SECOND);
  return { stepper, viewer, owner };
}

function crowd(
  conditions: Conditions,
  count: number,
  frameMs = 0,
  onStep: (world: StarfrayWorld) => void = () => undefined,
): { stepper: Stepper<StarfrayWorld, Arena>; all: Client[] } {
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, {
    capacity: count,
    seed: 11,
    room: { onStep: (world) => void onStep(world) },
  });
  const all = Array.from({ length: count }, (_, i) => stepper.join({ conditions, fly: wander(i + 1), frameMs }));
  stepper.run(5 * SECOND);
  return { stepper, all };
}

/** Whose ships blow up on a client's screen now. */
function explosionsOf({ client }: Client): number[] {
  const victims: number[] = [];
  for (let event = client.takeEvent(); event !== undefined; event = client.takeEvent()) {
    if (event.kind === explosion) victims.push((event.row as unknown as { victim: number }).victim);
  }
  return victims;
}

/** The row of a client's ship as another draws it. */
function shownTo(viewer: Client, owner: Client): ShipRow | undefined {
  for (const { kind, row } of viewer.client.drawn) {
    if (starfray.entities[kind] !== ship) continue;
    const seen = row as unknown as ShipRow;
    if (seen.player === owner.client.playerId) return seen;
  }
  return undefined;
}

describe('corrections', () => {
  it('[N6] over 150 ms and jitter each have a cause: a late input, a hit, a contact, a pick-up', () => {
    const { stepper, all } = crowd(UNEVEN, 8);
    stepper.run(45 * SECOND);
    const causes: Record<string, number> = {};
    for (const { client } of all) {
      for (const [cause, count] of Object.entries(client.stats.corrections.causes))
        causes[cause] = (causes[cause] ?? 0) + count;
      expect(client.stats.desyncs).toBe(0);
    }
    expect(causes['other'] ?? 0).toBe(0);
    expect(causes['contact']).toBeGreaterThan(0);
    expect(causes['hit']).toBeGreaterThan(0);
  });

  it('[N6] are none but for hits, contacts and pick-ups on a line without jitter', () => {
    const { stepper, all } = crowd(EVEN, 8);
    const before = all.map(({ client }) => client.stats.corrections.causes['late input'] ?? 0);
    stepper.run(30 * SECOND);
    expect(all.map(({ client }, i) => (client.stats.corrections.causes['late input'] ?? 0) - (before[i] ?? 0))).toEqual(
      all.map(() => 0),
    );
  });
});

describe('the own ship', () => {
  it('[D6] is drawn until the snapshot that tells its end, and blows up at once', () => {
    const { stepper, all } = crowd(UNEVEN, 8, 0, (world) => {
      for (const pilot of world.pilots) if (pilot !== undefined && pilot.slot >= 0) pilot.ship.hull = 1;
    });
    const flying = new Set<Client>();
    let ends = 0;
    stepper.run(30 * SECOND, () => {
      for (const own of all) {
        const blown = explosionsOf(own);
        if (own.client.own !== undefined) flying.add(own);
        else if (flying.delete(own)) {
          ends += 1;
          expect(blown).toContain(own.client.playerId);
          expect(own.client.drawn.filter(({ isOwn }) => isOwn)).toEqual([]);
        }
      }
    });
    expect(ends).toBeGreaterThan(4);
  });
});

describe('another ship', () => {
  it.each([
    ['without jitter', EVEN],
    ['with jitter', UNEVEN],
  ])('[N7] is drawn within 2 px (median) of where it was at the drawn tick, %s', (_what, conditions) => {
    const { stepper, viewer, owner } = pair(conditions, wander(3));
    const truth = new Map<number, readonly [number, number]>();
    const off: number[] = [];
    stepper.run(40 * SECOND, () => {
      const { world } = stepper.room;
      const pilot = world.pilots[owner.client.playerId];
      if (pilot !== undefined && pilot.slot >= 0) truth.set(world.tick, [pilot.ship.x, pilot.ship.y]);
      const seen = shownTo(viewer, owner);
      const at = viewer.client.drawTick;
      const [a, b] = [truth.get(Math.floor(at)), truth.get(Math.floor(at) + 1)];
      if (seen === undefined || a === undefined || b === undefined) return;
      const part = at - Math.floor(at);
      off.push(Math.hypot(seen.x - (a[0] + (b[0] - a[0]) * part), seen.y - (a[1] + (b[1] - a[1]) * part)) / PX);
    });
    expect(off.length).toBeGreaterThan(1000);
    expect(quantile(off, 0.5)).toBeLessThan(2);
    expect(quantile(off, 0.95)).toBeLessThan(4);
  });
});

/** What shows a key: half of a turn of the ship, or its engine that burns another way. */
const SHOWS = {
  turn: (row: ShipRow, { aim }: Pressed) => Math.abs(turnBetween(row.aim, aim)) <= TURN / 2,
  thrust: (row: ShipRow, { thrust }: Pressed) => row.thrust === thrust,
};

interface Pressed {
  readonly aim: number;
  readonly thrust: number;
}

/** Presses keys about twice a second; how long until that shows on one's own and on the other's screen. */
function delays(conditions: Conditions, sign: keyof typeof SHOWS): { own: number[]; other: number[] } {
  const random = createRandom(5);
  let pressed: Pressed = { aim: 0, thrust: 1 };
  const { stepper, viewer, owner } = pair(conditions, (row) => void Object.assign(row, pressed));
  const own: number[] = [];
  const other: number[] = [];
  const shows = (row: ShipRow | undefined): boolean => row !== undefined && SHOWS[sign](row, pressed);
  for (let n = 0; n < 150; n += 1) {
    pressed = { aim: (pressed.aim + TURN) & 1023, thrust: 1 + ((pressed.thrust + 3) % 8) };
    const pressedMs = stepper.nowMs;
    let ownMs: number | undefined;
    let otherMs: number | undefined;
    stepper.run(600 + randomBelow(random, 40), () => {
      if (shows(owner.client.own?.body as ShipRow | undefined)) ownMs ??= stepper.nowMs - pressedMs;
      if (shows(shownTo(viewer, owner))) otherMs ??= stepper.nowMs - pressedMs;
    });
    if (ownMs !== undefined) own.push(ownMs);
    if (otherMs !== undefined) other.push(otherMs);
  }
  return { own, other };
}

describe('a key that is pressed', () => {
  it.each([
    ['by a turn, without jitter', 'turn', EVEN, 150, 95],
    ['by a turn, with jitter', 'turn', UNEVEN, 150, 140],
    ['by a turn, on a perfect line', 'turn', PERFECT, 0, 95],
    ['by its engine, without jitter', 'thrust', EVEN, 150, 95],
    ['by its engine, with jitter', 'thrust', UNEVEN, 150, 140],
    ['by its engine, on a perfect line', 'thrust', PERFECT, 0, 95],
  ] as const)(
    '[N8] shows within two ticks on the own screen, and soon on the other, %s',
    (_what, sign, conditions, rttMs, mostMs) => {
      const { own, other } = delays(conditions, sign);
      expect([own.length, other.length].every((count) => count > 130)).toBe(true);
      expect(quantile(own, 1)).toBeLessThanOrEqual(2 * TICK_MS + 5);
      // It shows at any moment between two looks, not at the second.
      expect(quantile(other, 0.5) - LOOK_MS / 2).toBeLessThanOrEqual(rttMs + mostMs);
    },
  );
});

describe('the screen', () => {
  it.each([10, 30, 50, 60, 144, 240])('[N9] may have %i pictures a second: the game is the same', (framesPerSecond) => {
    const { stepper, all } = crowd(EVEN, 2, SECOND / framesPerSecond);
    const before = all.map(({ client }) => client.stats.corrections.causes['late input'] ?? 0);
    stepper.run(20 * SECOND);
    const causes = all.map(({ client }) => client.stats.corrections.causes);
    expect(causes.map((of, i) => (of['late input'] ?? 0) - (before[i] ?? 0))).toEqual([0, 0]);
    expect(all.map(({ client }) => client.stats.desyncs)).toEqual([0, 0]);
    // The line is even however seldom it is looked at.
    for (const { client } of all) expect(client.stats.interpolationDelayMs).toBeLessThan(45);
  });
});
