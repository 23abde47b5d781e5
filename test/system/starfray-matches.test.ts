// A match of each mode with 24 bots over the whole netcode, in virtual time: from the wait for players to a result and on to the next
// match, with a pilot and a spectator who follow it.

import { readMatch } from '@starfray/client/net';
import { phaseOf } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { createFillBot } from '@starfray/starfray/bots';
import {
  type Arena,
  FLAG,
  flagNews,
  LAST_LIGHT,
  NO_SLOT,
  placed,
  type StarfrayWorld,
  starfray,
  TICKS_PER_SECOND,
} from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const BOTS = 24;

function open(mode: number): Stepper<StarfrayWorld, Arena> {
  const game = { ...starfray, chooseArena: (most: number, seed: number) => starfray.chooseArena(most, seed, mode) };
  const stepper: Stepper<StarfrayWorld, Arena> = new Stepper(game, {
    seed: 11,
    capacity: BOTS + 2,
    bots: BOTS,
    threads: 0,
    room: {
      onStep: (world: StarfrayWorld) => hasten(world),
      spawnBot: (join, number) => createFillBot({ join, number, seed: 40, now: () => stepper.nowMs }),
    },
  });
  return stepper;
}

// Matches as long as real ones cost minutes of work: Flag is cut to 45 s of play, and in Last Light each hit ends a ship.
function hasten({ match, ringSlot, tick, roster }: StarfrayWorld): void {
  if (phaseOf(match) !== 'play') return;
  if (ringSlot === NO_SLOT) match.endsTick = Math.min(match.endsTick, tick + 45 * TICKS_PER_SECOND);
  else for (const { ship, slot } of roster) if (slot !== NO_SLOT) ship.hull = Math.min(ship.hull, 10);
}

/** Runs until the next match has begun; answers what a spectator and a pilot who does nothing saw of this one. */
function follow(stepper: Stepper<StarfrayWorld, Arena>, mostSeconds: number) {
  const watcher = stepper.join({ kind: 'spectator' }).client;
  const idler = stepper.join({ draws: false }).client;
  const phases: string[] = [];
  const events: Record<string, number> = {};
  let winner = 0;
  for (let passed = 0; passed < mostSeconds * 10 && phases.at(-1) !== '2 warm-up'; passed += 1) {
    stepper.run(SECOND / 10);
    const match = readMatch(starfray, watcher.arena, watcher.held);
    const phase = `${match?.number} ${match?.phase}`;
    if (match !== undefined && phase !== phases.at(-1)) phases.push(phase);
    winner = match?.winner || match?.champion || winner;
    for (let event = watcher.takeEvent(); event !== undefined; event = watcher.takeEvent())
      events[event.kind.name] = (events[event.kind.name] ?? 0) + 1;
    for (let event = idler.takeEvent(); event !== undefined; event = idler.takeEvent())
      if (event.kind === placed) events['placed'] = placed.view(event.row.ints, event.row.base).place;
  }
  const desyncs = stepper.clients.reduce((sum, { client }) => sum + client.stats.desyncs, stepper.room.traffic.desyncs);
  return { phases, events, winner, desyncs };
}

describe('a match with 24 bots', () => {
  it('[R92] of Flag is played to its end, and flags change hands', () => {
    const seen = follow(open(FLAG), 450);
    expect(seen.desyncs).toBe(0);
    expect(seen.phases.filter((phase) => !phase.endsWith('overtime'))).toEqual([
      '1 warm-up',
      '1 play',
      '1 result',
      '2 warm-up',
    ]);
    expect(seen.events[flagNews.name]).toBeGreaterThan(4);
  });

  it('[R92] of Last Light is played to its end: all but one are out, and the last one has won', () => {
    const seen = follow(open(LAST_LIGHT), 300);
    expect(seen.desyncs).toBe(0);
    expect(seen.phases).toEqual(['1 warm-up', '1 play', '1 result', '2 warm-up']);
    expect(seen.events['placed']).toBeGreaterThan(1);
    expect(seen.winner).toBeGreaterThan(0);
  });
});

describe('a spectator', () => {
  it('[R91] follows the ship that is watched, and so does a pilot who is out of the round', () => {
    const stepper = open(LAST_LIGHT);
    const watcher = stepper.join({ kind: 'spectator' }).client;
    const idler = stepper.join().client;
    stepper.run(2 * SECOND);
    const { world } = stepper.room;
    const off = ({ camera }: typeof watcher) =>
      Math.hypot((camera?.x ?? 0) - world.watchX, (camera?.y ?? 0) - world.watchY);
    expect(off(watcher)).toBeLessThan(px(100));
    const own = world.pilots[idler.playerId];
    for (let passed = 0; passed < 200 && (own?.slot !== NO_SLOT || phaseOf(world.match) !== 'play'); passed += 1) {
      if (own !== undefined && phaseOf(world.match) === 'play') own.ship.hull = 0;
      stepper.run(SECOND / 10);
    }
    stepper.run(3 * SECOND);
    expect(idler.own).toBeUndefined();
    expect(off(idler)).toBeLessThan(px(100));
    expect([watcher.stats.desyncs, idler.stats.desyncs]).toEqual([0, 0]);
  });
});
