import { phaseOf, teamScoreOf } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { chooseArena, createArena, isClearOfRocks } from '../arena.ts';
import { FLAG_STATES } from '../rows.ts';
import { bareArena, Scene } from '../test-scene.ts';
import {
  BASE_CLEARANCE,
  CAPTURES_TO_WIN,
  FLAG_OVERTIME_TICKS,
  FLAG_PLAY_TICKS,
  FLAG_PLAYERS,
  FLAG_RETURN_TICKS,
  FLAG_WARM_UP_TICKS,
  RESULT_TICKS,
} from '../tuning.ts';
import { basePlace } from './bases.ts';
import { FLAG } from './facts.ts';

const { home, carried, dropped } = FLAG_STATES;

function scene(): Scene {
  return new Scene({ ...bareArena(), mode: FLAG });
}

/** Play has begun with two pilots: 1 of team 1, 2 of team 2, who keep out of each other's way. */
function begun(): Scene {
  const made = scene()
    .join(1, 2)
    .run(FLAG_WARM_UP_TICKS + 1);
  expect(phaseOf(made.world.match)).toBe('play');
  return rest(made);
}

function rest(made: Scene): Scene {
  made.put(1, 700, 400);
  made.put(2, 1300, 1600);
  return made;
}

function putAt(made: Scene, playerId: number, place: { readonly x: number; readonly y: number }): void {
  made.put(playerId, 0, 0);
  Object.assign(made.ship(playerId), { x: place.x, y: place.y });
}

function homeOf(made: Scene, team: number): { x: number; y: number } {
  const place = { x: 0, y: 0 };
  basePlace(made.world.arena.side, team, place);
  return place;
}

/** Pilot 1 takes the flag of team 2. */
function withCarrier(): Scene {
  const made = begun();
  putAt(made, 1, homeOf(made, 2));
  made.run();
  expect(made.world.flags[1]).toMatchObject({ state: carried, carrier: 1 });
  return made;
}

function capture(made: Scene): void {
  putAt(made, 1, homeOf(made, 2));
  made.run();
  putAt(made, 1, homeOf(made, 1));
  made.run();
  rest(made);
}

describe('teams', () => {
  it('[R82] are balanced: a newcomer joins the smaller, and is seen in its colours', () => {
    const made = scene().join(1, 2, 3, 4);
    expect([1, 2, 3, 4].map((id) => made.ship(id).team)).toEqual([1, 2, 1, 2]);
    made.leave(1).join(5);
    expect(made.ship(5).team).toBe(1);
  });

  it('[R82] are evened before the next match', () => {
    const made = scene().join(1, 2, 3, 4, 5, 6);
    made.leave(2).leave(4).leave(6);
    made.join(8);
    expect([1, 3, 5, 8].map((id) => made.pilot(id).team)).toEqual([1, 1, 1, 2]);
    made.run(FLAG_WARM_UP_TICKS + FLAG_PLAY_TICKS + FLAG_OVERTIME_TICKS + RESULT_TICKS + 2);
    expect([1, 3, 5, 8].map((id) => made.pilot(id).team)).toEqual([1, 1, 2, 2]);
  });

  it('[R83] a match begins when both have somebody', () => {
    const made = scene()
      .join(1)
      .run(5 * FLAG_WARM_UP_TICKS);
    expect(phaseOf(made.world.match)).toBe('warm-up');
    made.join(2).run(FLAG_WARM_UP_TICKS + 1);
    expect(phaseOf(made.world.match)).toBe('play');
  });

  it('[R82] appear around their own bases', () => {
    const made = new Scene(createArena(chooseArena(FLAG_PLAYERS, 3, FLAG))).join(1, 2, 3, 4, 5, 6);
    for (const id of [1, 2, 3, 4, 5, 6]) {
      const { x, y, team } = made.ship(id);
      const [own, other] = [homeOf(made, team), homeOf(made, 3 - team)];
      expect(Math.hypot(x - own.x, y - own.y)).toBeLessThan(Math.hypot(x - other.x, y - other.y) / 2);
    }
  });
});

describe('the arena', () => {
  it('[R84] is the same from both bases, which no rock touches', () => {
    const arena = createArena(chooseArena(FLAG_PLAYERS, 8, FLAG));
    const { side, rockCount } = arena;
    expect(rockCount).toBeGreaterThan(20);
    const rocks = Array.from({ length: rockCount }, (_, i) => [arena.rockX[i] ?? 0, arena.rockY[i] ?? 0]);
    const names = new Set(rocks.map(([x, y]) => `${x} ${y}`));
    const alone = rocks.filter(([x = 0, y = 0]) => !names.has(`${side - x} ${side - y}`));
    expect(alone.length).toBeLessThanOrEqual(rockCount % 2);
    for (const team of [1, 2]) {
      const place = { x: 0, y: 0 };
      basePlace(side, team, place);
      expect(isClearOfRocks(arena, place.x, place.y, BASE_CLEARANCE - 1)).toBe(true);
    }
  });
});

describe('a flag', () => {
  it('[R85] is taken by a ship of the other team that touches it, and not by one of its own', () => {
    const made = begun();
    putAt(made, 1, homeOf(made, 1));
    made.run();
    expect(made.world.flags[0]?.state).toBe(home);
    putAt(made, 1, homeOf(made, 2));
    made.run();
    expect(made.seen('flagNews').map(({ values }) => values)).toEqual([
      { team: 2, player: 1, state: carried, captured: 0 },
    ]);
  });

  it('[R85] brought home counts while the own flag is there', () => {
    const made = withCarrier();
    putAt(made, 1, homeOf(made, 1));
    made.run();
    expect(teamScoreOf(made.world.match, 1)).toBe(1);
    expect(made.own(1).score).toBe(100);
    expect(made.world.flags[1]).toMatchObject({ state: home, carrier: 0, ...homeOf(made, 2) });
  });

  it('[R85] brought home while the own flag is away waits for it', () => {
    const made = withCarrier();
    putAt(made, 2, homeOf(made, 1));
    made.run();
    expect(made.world.flags[0]?.state).toBe(carried);
    made.put(2, 1000, 300);
    putAt(made, 1, homeOf(made, 1));
    made.run(20);
    expect(teamScoreOf(made.world.match, 1)).toBe(0);
    made.wreck(2).put(1, 1000, 300);
    // Touched by its own team, it goes home; then the other one counts.
    made.run();
    expect(made.world.flags[0]?.state).toBe(home);
    putAt(made, 1, homeOf(made, 1));
    made.run();
    expect(teamScoreOf(made.world.match, 1)).toBe(1);
  });

  it('[R86] lies where its carrier ended or left, and goes home by itself after a while', () => {
    for (const end of ['wreck', 'leave'] as const) {
      const made = withCarrier();
      made.put(1, 900, 900);
      made.run();
      made[end](1);
      expect(made.world.flags[1]).toMatchObject({ state: dropped, carrier: 0 });
      expect(Math.abs((made.world.flags[1]?.x ?? 0) - px(900))).toBeLessThan(px(2));
      made.run(FLAG_RETURN_TICKS);
      expect(made.world.flags[1]?.state).toBe(home);
    }
  });

  it('[R86] that lies somewhere is taken again by the other team', () => {
    const made = withCarrier();
    made.join(3);
    made.put(1, 900, 900);
    made.run();
    made.wreck(1);
    made.put(3, 900, 900);
    made.run();
    expect(made.world.flags[1]).toMatchObject({ state: carried, carrier: 3 });
  });
});

describe('a match', () => {
  it('[R83] is won by three captures', () => {
    const made = begun();
    for (let i = 0; i < CAPTURES_TO_WIN; i += 1) capture(made);
    made.run();
    expect([phaseOf(made.world.match), made.world.match.winner]).toEqual(['result', 1]);
  });

  it('[R83] that is level after five minutes is won by the next capture', () => {
    const made = begun();
    made.run(FLAG_PLAY_TICKS);
    expect(phaseOf(made.world.match)).toBe('overtime');
    rest(made);
    capture(made);
    made.run();
    expect([phaseOf(made.world.match), made.world.match.winner]).toEqual(['result', 1]);
    made.run(RESULT_TICKS);
    expect([phaseOf(made.world.match), made.world.match.number]).toEqual(['warm-up', 2]);
  });
});
