// A rink of puck under bad lines: cuts, stalls and hidden pages by seed. What clients hold is what the server has, at every tick.

import { createPuckBot } from '@starfray/puck/bots';
import { type InputRow, type PuckWorld, puckGame, type Rink } from '@starfray/puck/rules';
import { atUint16, createRandom, item, type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import { LINE_PROFILES, MAX_SLOTS } from '@starfray/shared/protocol';
import { type SteppedClient, Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const RUN_MS = 20 * SECOND;
const PLAYERS = 4;
const PROFILES = ['lan', 'wifi', 'mobile', 'transatlantic', 'train'] as const;
/** Ticks of the server that are kept to compare with. */
const KEPT_TICKS = 1200;

type Client = SteppedClient<PuckWorld, Rink>;

/** The rows of the world after a tick, by entity id. */
function rowsOf({ entities }: PuckWorld): Map<number, string> {
  const rows = new Map<number, string>();
  for (let i = 0; i < entities.count; i += 1) {
    const slot = atUint16(entities.order, i);
    const base = entities.base(slot);
    rows.set(atUint16(entities.ids, slot), entities.ints.slice(base, base + entities.kindOf(slot).width).join());
  }
  return rows;
}

function heldBy({ client }: Client): { tick: number; rows: Map<number, string> } | undefined {
  const { held } = client;
  if (held === undefined || held.tick === 0) return undefined;
  const rows = new Map<number, string>();
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    const base = held.base(slot);
    const id = atUint16(held.ids, slot);
    if (id !== 0) rows.set(id, held.ints.slice(base, base + held.kindOf(slot).width).join());
  }
  return { tick: held.tick, rows };
}

/** Does a client hold what the server had then? Undefined where that is not known any more. */
function agrees(client: Client, truth: ReadonlyMap<number, Map<number, string>>): boolean | undefined {
  const held = heldBy(client);
  const expected = held === undefined ? undefined : truth.get(held.tick);
  if (held === undefined || expected === undefined) return undefined;
  return held.rows.size === expected.size && [...held.rows].every(([id, row]) => expected.get(id) === row);
}

function disturb(random: RandomState, { client, pair }: Client, nowMs: number): void {
  const choice = randomBelow(random, 4);
  if (choice === 0) pair?.cut();
  else if (choice === 1) pair?.stall('a', nowMs + randomBetween(random, 50, 3000));
  else if (choice === 2) pair?.stall('b', nowMs + randomBetween(random, 50, 3000));
  else client.setHidden(randomBelow(random, 2) === 0);
}

function steer(random: RandomState): (row: object) => void {
  return (row) => {
    if (randomBelow(random, 30) !== 0) return;
    const wish: Partial<InputRow> = { thrust: randomBelow(random, 9), boost: randomBelow(random, 2), kick: 1 };
    Object.assign(row, wish);
  };
}

/** Answers how many snapshots were compared, and what was wrong. */
function storm(seed: number): { compared: number; faults: string[]; desyncs: number } {
  const random = createRandom(seed);
  const truth = new Map<number, Map<number, string>>();
  const stepper: Stepper<PuckWorld, Rink> = new Stepper(puckGame, {
    seed,
    capacity: 8,
    bots: 6,
    room: { spawnBot: (join, number) => createPuckBot({ join, now: () => stepper.nowMs, number, seed: number }) },
  });
  const clients = Array.from({ length: PLAYERS }, (_, i) =>
    stepper.join({ conditions: LINE_PROFILES[item(PROFILES, (seed + i) % PROFILES.length)], fly: steer(random) }),
  );
  const seen = new Map<Client, number>();
  const looks: { tick: number; isSame: boolean | undefined }[] = [];
  stepper.run(RUN_MS, () => {
    const { world } = stepper.room;
    if (!truth.has(world.tick)) truth.set(world.tick, rowsOf(world)).delete(world.tick - KEPT_TICKS);
    if (randomBelow(random, 300) === 0) disturb(random, item(clients, randomBelow(random, PLAYERS)), stepper.nowMs);
    for (const client of clients) {
      const tick = client.client.held?.tick ?? 0;
      if (seen.get(client) === tick) continue;
      seen.set(client, tick);
      looks.push({ tick, isSame: agrees(client, truth) });
    }
  });
  return {
    compared: looks.filter(({ isSame }) => isSame !== undefined).length,
    faults: looks.flatMap(({ tick, isSame }) => (isSame === false ? [`other rows at tick ${tick}`] : [])),
    desyncs: clients.reduce((sum, { client }) => sum + client.stats.desyncs, 0),
  };
}

describe('a rink under bad lines', () => {
  it.each([1, 2])('[K24] is the same at both ends, seed %i', (seed) => {
    const { compared, faults, desyncs } = storm(seed);
    expect(faults.slice(0, 3)).toEqual([]);
    expect(desyncs).toBe(0);
    expect(compared).toBeGreaterThan(500);
  });
});
