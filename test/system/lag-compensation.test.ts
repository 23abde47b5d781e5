// Lag compensation, on the real game in virtual time: a gunner who aims perfectly at what its screen shows, against one target that
// flies the same way in every run, over lines from perfect to bad; and gunners who lie about what they see.

import { angleOf, divide, px } from '@starfray/shared/core';
import { type Arena, type InputRow, input, type StarfrayWorld, ship, starfray } from '@starfray/shared/game';
import { type Conditions, createCodec, type Link, PERFECT } from '@starfray/shared/net';
import { describe, expect, it } from 'vitest';
import { Stepper } from '../support/stepper.ts';

const SECOND = 1000;
const RUN_MS = 100 * SECOND;
/** Of the line's jitter: one alone would let chance decide. */
const SEEDS = [1, 2, 3, 4, 5] as const;
/** What a lie may seem to be worth: chance, in 2,500 shots of which one in four hits. */
const WORTH = 1.06;
const SHOT_PX = 14;
const SHOT = starfray.entities.findIndex(({ name }) => name === 'shot');
const GUNNER = { x: px(1000), y: px(1000) };
const ATLANTIC: Conditions = { latencyMs: 60, jitterMs: 30 };

interface Outcome {
  readonly shots: number;
  readonly hits: number;
}

/** What the gunner's line does to the message it claims its picture with. */
type Lie = (seenBehind: number, n: number) => number;

/** The gunner stands still; the target darts about 150 to 450 px away, turning three times a second. */
function duel(conditions: Conditions, lead = 1, lie?: Lie, seed = 1): Outcome {
  let hits = 0;
  let shots = 0;
  const stepper: Stepper<StarfrayWorld, Arena> = new Stepper<StarfrayWorld, Arena>(starfray, {
    capacity: 8,
    seed,
    room: { onStep: (world) => void prepare(world) },
  });
  const prepare = (world: StarfrayWorld): void => {
    const [gunner, target] = [world.pilots[1], world.pilots[2]];
    if (gunner === undefined || target === undefined || gunner.slot < 0 || target.slot < 0) return;
    if (target.ship.hull < 100) hits += 1;
    Object.assign(gunner.ship, { ...GUNNER, vx: 0, vy: 0, hull: 100 });
    gunner.own.energy = 1000;
    for (const pilot of [gunner, target]) Object.assign(pilot.ship, { hull: 100, shielded: 0, repairing: 0 });
    const step = Math.trunc(world.tick / 2);
    const turn = Math.trunc(step / 11) * 7919;
    const [goalX, goalY] = [GUNNER.x + px(150 + ((turn * 37) % 300)), GUNNER.y + px(((turn * 53) % 500) - 250)];
    // Flown by the world itself, so that no line has a part in it: towards one place after the other.
    target.ship.vx += Math.sign(goalX - target.ship.x) * 90 - divide(target.ship.vx, 20);
    target.ship.vy += Math.sign(goalY - target.ship.y) * 90 - divide(target.ship.vy, 20);
    const { entities } = world;
    for (let slot = 0; slot < entities.slotEnd; slot += 1) {
      if (entities.ids[slot] !== 0 && entities.kinds[slot] === SHOT && entities.bornTicks[slot] === world.tick)
        shots += 1;
    }
  };
  const fly = (controls: InputRow): void => {
    const { drawn, own } = gunner.client;
    if (own === undefined) return;
    const target = drawn.find((entity) => starfray.entities[entity.kind] === ship && !entity.isOwn);
    controls.fire = 0;
    if (target === undefined) return;
    const row = target.row as unknown as Record<'x' | 'y' | 'vx' | 'vy', number>;
    const [dx, dy] = [row.x - GUNNER.x, row.y - GUNNER.y];
    // The lead on what is seen, refined three times.
    let ticks = Math.hypot(dx, dy) / px(SHOT_PX);
    for (let i = 0; i < 3; i += 1)
      ticks = (Math.hypot(dx + row.vx * ticks, dy + row.vy * ticks) - px(20)) / px(SHOT_PX);
    ticks *= lead;
    controls.aim = angleOf(Math.round(dy + row.vy * ticks), Math.round(dx + row.vx * ticks));
    controls.fire = 1;
  };
  const gunner = stepper.join({ conditions, fly: (row) => fly(row as InputRow), bend: (link) => bend(link, lie) });
  stepper.join({ fly: (row) => void Object.assign(row, input.view()) });
  stepper.run(3 * SECOND);
  hits = 0;
  shots = 0;
  stepper.run(RUN_MS);
  return { shots, hits };
}

/** Overwrites what each input frame claims. */
function bend(link: Link, lie: Lie | undefined): Link {
  if (lie === undefined) return link;
  const codec = createCodec();
  let n = 0;
  const send = link.send.bind(link);
  link.send = (bytes) => {
    const message = codec.unpack(bytes);
    if (!Array.isArray(message) || message[0] !== 1) return send(bytes);
    n += 1;
    send(codec.pack(message.with(3, lie(message[3], n))));
  };
  return link;
}

/** Against a target that weaves less lead hits more, so each aims in several ways; the share of shots that hit, of the best. */
function bestOf(conditions: Conditions, lie?: Lie): number {
  return Math.max(...[0.7, 1].map((lead) => rate(duels(conditions, lead, lie))));
}

function duels(conditions: Conditions, lead: number, lie?: Lie): Outcome {
  const all = SEEDS.map((seed) => duel(conditions, lead, lie, seed));
  return { shots: all.reduce((sum, { shots }) => sum + shots, 0), hits: all.reduce((sum, { hits }) => sum + hits, 0) };
}

function rate({ shots, hits }: Outcome): number {
  return hits / shots;
}

describe('lag compensation', () => {
  const near = duels(PERFECT, 1);
  const honest = bestOf(ATLANTIC);

  it('[R31] [L1] lets a perfect aim hit as much over 150 ms and jitter as over none', () => {
    const far = duels(ATLANTIC, 1);
    expect([near.shots, far.shots]).toEqual([500 * SEEDS.length, 500 * SEEDS.length]);
    expect(rate(near)).toBeGreaterThan(0.2);
    expect(rate(far)).toBeGreaterThan(0.95 * rate(near));
  });

  it('[R31] is what does it: shots tested against the present hit far less', () => {
    expect(rate(duel(ATLANTIC, 1, () => 0))).toBeLessThan(0.9 * rate(near));
  });

  it.each<[string, Lie]>([
    ['always the oldest picture', () => 255],
    ['always the newest picture', () => 0],
    ['a picture that jumps back and forth', (behind, n) => (n % 20 < 10 ? 255 : behind)],
    ['a picture that trembles', (behind, n) => (n % 2 === 0 ? 0 : behind)],
  ])('[L5] gives nothing to a gunner who claims %s', (_what, lie) => {
    const lying = bestOf(ATLANTIC, lie);
    expect(lying).toBeLessThan(WORTH * honest);
  });
});
