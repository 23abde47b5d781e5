// How long the rules take: one world under bench pilots, no network.

import { EventQueue, InputTable, inputView } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { input, NO_SLOT, starfray, pilotOf } from '@starfray/shared/game';
import { createBenchPilot, flyBenchPilot } from './pilot.ts';

const players = Number(process.argv[2] ?? 500);
const ticks = Number(process.argv[3] ?? 3000);
const arena = starfray.createArena(starfray.chooseArena(players, 1));
const world = starfray.createWorld(arena, 2);
const inputs = new InputTable(input);
const controls = inputView(input, inputs);
const events = new EventQueue(starfray.events, 2048);
const pilots = Array.from({ length: players }, (_, i) => createBenchPilot(i + 1));
const joins = pilots.map((_, i) => ({ kind: 'join', playerId: i + 1, score: 0 }) as const);
const nearest = { x: 0, y: 0 };
const durations: number[] = [];
let shots = 0, shards = 0, kills = 0, visible = 0, samples = 0, hits = 0, bumps = 0, pickups = 0;

function findNearest(id: number): void {
  nearest.x = 0; nearest.y = 0;
  const me = pilotOf(world, id);
  if (!me || me.slot === NO_SLOT) return;
  let best = Infinity;
  for (const other of world.roster) {
    if (other === me || other.slot === NO_SLOT) continue;
    const dx = other.ship.x - me.ship.x;
    const dy = other.ship.y - me.ship.y;
    if (Math.abs(dx) < px(800) && Math.abs(dy) < px(450)) visible++;
    const d = dx * dx + dy * dy;
    if (d < best) { best = d; nearest.x = dx; nearest.y = dy; }
  }
  samples++;
}
for (let tick = 0; tick < ticks; tick += 1) {
  for (let id = 1; id <= players; id += 1) {
    if (tick % 10 === 0 || true) findNearest(id);
    controls.base = inputs.base(id);
    flyBenchPilot(pilots[id - 1]!, nearest.x, nearest.y, controls);
  }
  const start = performance.now();
  starfray.step(world, tick === 0 ? joins : [], inputs, events);
  durations.push(performance.now() - start);
  for (let e = 0; e < events.count; e++) { const n = events.kindOf(e).name; if (n === 'kill') kills++; if (n === 'hit') hits++; if (n==='bump') bumps++; if (n==='pickup') pickups++; }
  events.clear();
  shots += world.shotCount; shards += world.shardCount;
}
const sorted = durations.slice(300).sort((a, b) => a - b);
console.log(JSON.stringify({
  players, p50: sorted[sorted.length >> 1], p99: sorted[Math.floor(sorted.length * 0.99)], first: durations[0],
  shots: shots / ticks, shards: shards / ticks, kills, hits, bumps, pickups, visible: visible / samples, flying: world.roster.filter((p) => p.slot >= 0).length,
  top: Math.max(...world.roster.map((p) => p.own.score)), rocks: arena.rockCount, shardTarget: arena.shardTarget,
}));
