// Matches and teams as a part of the engine, on the toy game: phases, points and teams reach every client, wherever it looks.

import { NetClient, readMatch } from '@starfray/client/net';
import {
  advanceMatch,
  beginMatch,
  endPlay,
  holdWarmUp,
  isHeld,
  type MatchRules,
  match,
  phaseOf,
  scorePoint,
  teamToJoin,
} from '@starfray/shared/contract';
import { createMemoryPair, type HeldRows, type Link } from '@starfray/shared/protocol';
import {
  mover,
  Stepper,
  sizesOf,
  TOY_RULES,
  type ToyArena,
  type ToyMatchWorld,
  toyGame,
  toyMatch,
} from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;

/** Ticks through a match; answers the phases entered, as `tick phase`. `points` are the teams that score, by tick. */
function play(rules: MatchRules, ticks: number, points: Readonly<Record<number, number>> = {}) {
  const row = match.view();
  beginMatch(row, 0, rules);
  const entered: string[] = [];
  for (let tick = 1; tick <= ticks; tick += 1) {
    const team = points[tick];
    if (team !== undefined) scorePoint(row, team, tick);
    const phase = advanceMatch(row, tick, rules);
    if (phase !== undefined) entered.push(`${tick} ${phase}`);
  }
  return { row, entered };
}

describe('a match', () => {
  it('[K5] goes from the warm-up to play, its result and the next match', () => {
    const { row, entered } = play(TOY_RULES, 520, { 60: 2, 200: 1 });
    expect(entered).toEqual(['120 play', '420 result', '510 warm-up']);
    expect([row.number, row.winner, row.score1, row.score2]).toEqual([2, 0, 0, 0]);
  });

  it('[K5] counts points in play only', () => {
    const { row } = play(TOY_RULES, 450, { 60: 2, 200: 1, 440: 2 });
    expect([phaseOf(row), row.winner, row.score1, row.score2]).toEqual(['result', 1, 1, 0]);
  });

  it('[K6] that stands level goes on until the next point', () => {
    const { row, entered } = play(TOY_RULES, 520, { 200: 1, 250: 2, 500: 2 });
    expect(entered).toEqual(['120 play', '420 overtime', '500 result']);
    expect([row.winner, row.score1, row.score2]).toEqual([2, 1, 2]);
  });

  it('[K6] without a point in overtime is a draw, as is a level one of a game without overtime', () => {
    expect(play(TOY_RULES, 661).entered.at(-1)).toBe('660 result');
    expect(play(TOY_RULES, 661).row.winner).toBe(0);
    const { row, entered } = play({ ...TOY_RULES, overtimeTicks: 0 }, 430, { 200: 1, 201: 2 });
    expect([entered.at(-1), row.winner]).toEqual(['420 result', 0]);
  });

  it('[K6] of three teams is won by one that leads alone', () => {
    const rules = { ...TOY_RULES, teams: 3 };
    expect(play(rules, 430, { 200: 2, 201: 3 }).entered.at(-1)).toBe('420 overtime');
    expect(play(rules, 430, { 200: 1, 201: 2, 202: 3, 203: 3 }).row.winner).toBe(3);
  });

  it('[R80] without teams is won by the player with whom its play is ended', () => {
    const row = match.view();
    const rules = { ...TOY_RULES, teams: 0, overtimeTicks: 0 };
    beginMatch(row, 0, rules);
    endPlay(row, 1, 9);
    expect(row.champion).toBe(0);
    advanceMatch(row, 120, rules);
    endPlay(row, 130, 7);
    expect([advanceMatch(row, 130, rules), row.champion, row.winner]).toEqual(['result', 7, 0]);
    expect([advanceMatch(row, 220, rules), row.champion]).toEqual(['warm-up', 0]);
  });

  it('[R80] waits in its warm-up for players, and begins that again when they go', () => {
    const row = match.view();
    beginMatch(row, 0, TOY_RULES);
    const phases: (string | undefined)[] = [];
    for (let tick = 1; tick <= 400; tick += 1) {
      holdWarmUp(row, tick, TOY_RULES, tick > 100 && tick !== 150);
      const phase = advanceMatch(row, tick, TOY_RULES);
      if (phase !== undefined) phases.push(`${tick} ${phase}`);
      if (tick === 100) phases.push(`held: ${isHeld(row)}`);
    }
    expect(phases).toEqual(['held: true', `${151 + TOY_RULES.warmUpTicks} play`]);
  });

  it('[K7] gives a newcomer to the smallest team, and of several to the one that is behind', () => {
    const row = match.view();
    expect(teamToJoin(row, [2, 1])).toBe(2);
    expect(teamToJoin(row, [1, 1])).toBe(1);
    row.score1 = 1;
    expect(teamToJoin(row, [1, 1])).toBe(2);
    expect(teamToJoin(row, [0, 1])).toBe(1);
  });
});

describe('in a room', () => {
  it('[K8] everybody knows the match, wherever they look and though they only watch', () => {
    const stepper = new Stepper(toyMatch, { seed: 5 });
    const drops = { every: 40, wait: 0 };
    const player = stepper.join({
      conditions: { latencyMs: 75, jitterMs: 0 },
      fly: (input) => {
        drops.wait += 1;
        Object.assign(input, { drop: drops.wait % drops.every === 0 ? 1 : 0 });
      },
    });
    const watcher = stepper.join({ kind: 'spectator' });
    const seen = new Set<string>();
    const entries = new Set<string>();
    let most = 0;
    let compared = 0;
    stepper.run(12 * SECOND, () => {
      const { world } = stepper.room;
      keepInCorner(world);
      for (const { client } of [player, watcher]) {
        const state = readMatch(toyMatch, client.arena, client.held);
        if (state === undefined || client.held === undefined) continue;
        seen.add(`${state.number} ${state.phase}`);
        most = Math.max(most, state.scores[0] ?? 0);
        entries.add(`${client.playerId} ${entryOf(client.held)}`);
        if (client.held.tick !== world.tick) continue;
        expect(state.scores).toEqual([world.match.score1, world.match.score2]);
        expect(state.secondsLeft).toBe(Math.ceil((world.match.endsTick - world.tick) / 60));
        compared += 1;
      }
    });
    expect([...seen].slice(0, 4)).toEqual(['1 warm-up', '1 play', '1 result', '2 warm-up']);
    expect(most).toBeGreaterThan(3);
    expect(compared).toBeGreaterThan(100);
    // It entered once for each of them, and stayed.
    expect(entries.size).toBe(2);
    expect([player.client.stats.desyncs, watcher.client.stats.desyncs]).toEqual([0, 0]);
  });

  it('[K8] a game that has none shows none', () => {
    const stepper = new Stepper(toyGame, { seed: 5 });
    const { client } = stepper.join();
    stepper.run(SECOND);
    expect(client.held?.tick).toBeGreaterThan(0);
    expect(readMatch(toyGame, client.arena, client.held)).toBeUndefined();
  });

  it('[K9] a surplus fill bot leaves the largest team', () => {
    const stepper: Stepper<ToyMatchWorld, ToyArena> = new Stepper(toyMatch, {
      seed: 5,
      bots: 4,
      room: { spawnBot: (join) => idleBot(join, () => stepper.nowMs) },
    });
    stepper.join();
    stepper.run(4 * SECOND);
    expect(sizesOf(stepper.room.world)).toEqual([2, 2]);
    stepper.join();
    stepper.run(SECOND);
    expect(sizesOf(stepper.room.world)).toEqual([3, 2]);
    stepper.run(15 * SECOND);
    expect(sizesOf(stepper.room.world)).toEqual([2, 2]);
  });
});

/** The key of the match's entry. */
function entryOf({ ids, kinds, keys }: HeldRows<ToyArena>): number | undefined {
  const slot = ids.findIndex((id, i) => id !== 0 && kinds[i] === toyMatch.entities.indexOf(match));
  return keys[slot];
}

/** Out of sight of the place where a match has its row. */
function keepInCorner({ slots, entities, arena: { side } }: ToyMatchWorld): void {
  for (const slot of slots.values()) {
    Object.assign(mover.view(entities.ints, entities.base(slot)), { x: side, y: side, vx: 0, vy: 0 });
  }
}

function idleBot(join: (link: Link, name: string) => void, now: () => number) {
  const pair = createMemoryPair(now);
  const client = new NetClient({ game: toyMatch, connect: () => pair.a, random: () => 0.5, draws: false });
  client.update(now());
  join(pair.b, 'Idle');
  return {
    get playerId() {
      return client.playerId;
    },
    hasEnded: false,
    update(nowMs: number) {
      pair.pump(nowMs);
      client.update(nowMs);
    },
    stop: () => {
      client.close();
      pair.pump(now());
    },
  };
}
