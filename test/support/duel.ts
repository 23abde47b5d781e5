// A gunner who aims perfectly at what its screen shows, against one target that flies the same way in every run, on the real game in
// virtual time, over any line; and gunners who lie about what they see.

import { angleOf, divide, px } from '@starfray/shared/core';
import { type Conditions, createCodec, type Link, SEEN_STEPS, SNAPSHOT_TYPE } from '@starfray/shared/protocol';
import { type Arena, type InputRow, input, type StarfrayWorld, ship, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';

const SECOND = 1000;
const RUN_MS = 60 * SECOND;
/** Of the line's jitter: one alone would let chance decide. */
export const SEEDS = [1, 2, 3, 4, 5] as const;
const SHOT_PX = 14;
const SET_BACK = 7;
const SHOT = starfray.entities.findIndex(({ name }) => name === 'shot');
const GUNNER = { x: px(1000), y: px(1000) };

export interface Outcome {
  readonly shots: number;
  readonly hits: number;
}

/** What a gunner claims in its n-th frame in place of what it draws, and how many frames it lets go of at once. */
export type Claims = (seenBehind: number, n: number) => number;
export interface Lie {
  readonly claims: Claims;
  readonly atOnce?: number;
  /** Acknowledges snapshots only that lie so many ticks before its frame's. */
  readonly acknowledges?: number;
  /** Its pings stay unanswered. */
  readonly isDeafToPings?: true;
  /** Sends before every fifth frame, as often as messages are taken, one for so many ticks later, and takes it back. */
  readonly decoys?: number;
  /** Says of each frame that it is for so many ticks earlier. */
  readonly lateTicks?: number;
}

/**
 * By what a gunner aims: what its screen shows; the newest rows that it was sent, which its screen shows later; or the whole way of the target
 * that it was sent, along which its shots will be tested.
 */
export type AimPoint = 'drawn' | 'newest' | 'way';

type Motion = Record<'x' | 'y' | 'vx' | 'vy', number>;

/** The ticks of the last input frame that a gunner sent. */
interface Claim {
  tick: number;
  acknowledged: number;
}

/** The gunner stands still; the target darts about 150 to 450 px away, turning three times a second. */
export function duel(conditions: Conditions, lead = 1, lie?: Lie, seed = 1, aimPoint: AimPoint = 'drawn'): Outcome {
  const targets = new Map<number, Motion>();
  const claim: Claim = { tick: 0, acknowledged: 0 };
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
    const { x, y, vx, vy } = target.ship;
    targets.set(world.tick, { x, y, vx, vy });
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
    if (aimPoint === 'way') {
      controls.aim = aimAlong(
        (tick) => known(targets, claim.acknowledged, tick),
        claim.tick + 2 - lagOf(stepper.room.world),
      );
      controls.fire = 1;
      return;
    }
    const newest = aimPoint === 'drawn' ? undefined : targets.get(claim.acknowledged);
    const row = newest ?? (target.row as unknown as Motion);
    // By how many ticks what it knows is newer than the picture that its shots are tested against.
    const rewind = lagOf(stepper.room.world);
    const ahead = newest === undefined ? 0 : claim.acknowledged - claim.tick + rewind;
    const [dx, dy] = [row.x - ahead * row.vx - GUNNER.x, row.y - ahead * row.vy - GUNNER.y];
    // The lead on what is seen, refined three times.
    let ticks = Math.hypot(dx, dy) / px(SHOT_PX);
    for (let i = 0; i < 3; i += 1)
      ticks = (Math.hypot(dx + row.vx * ticks, dy + row.vy * ticks) - px(20)) / px(SHOT_PX);
    ticks *= lead;
    controls.aim = angleOf(Math.round(dy + row.vy * ticks), Math.round(dx + row.vx * ticks));
    controls.fire = 1;
  };
  const gunner = stepper.join({
    conditions,
    frameMs: SECOND / 60,
    pingMs: lie?.isDeafToPings ? undefined : 2 * conditions.latencyMs + conditions.jitterMs,
    fly: (row) => fly(row as InputRow),
    bend: (link) => bend(link, lie, claim),
  });
  stepper.join({ draws: false, frameMs: 50, fly: (row) => void Object.assign(row, input.view()) });
  stepper.run(3 * SECOND);
  hits = 0;
  shots = 0;
  stepper.run(RUN_MS);
  return { shots, hits };
}

/** How far the world holds the gunner's shots back, in ticks. */
function lagOf(world: StarfrayWorld): number {
  return (world.pilots[1]?.lag ?? 0) / SEEN_STEPS;
}

/** Where the target is at a tick, as far as a gunner knows it that was sent all up to `newest`. */
function known(targets: ReadonlyMap<number, Motion>, newest: number, tick: number): Motion | undefined {
  const last = targets.get(Math.min(tick, newest));
  const ahead = Math.max(0, tick - newest);
  return last && { ...last, x: last.x + ahead * last.vx, y: last.y + ahead * last.vy };
}

/** The direction in which a shot meets the target best, whose n-th tick of flight is tested against `from + n`. */
function aimAlong(at: (tick: number) => Motion | undefined, from: number): number {
  let best = { off: Number.POSITIVE_INFINITY, dx: 1, dy: 0 };
  for (let n = 1; n < 40; n += 1) {
    const target = at(Math.round(from + n));
    if (target === undefined) continue;
    const [dx, dy] = [target.x - GUNNER.x, target.y - GUNNER.y];
    const off = Math.abs(Math.hypot(dx, dy) - px(20 + SHOT_PX * n));
    if (off < best.off) best = { off, dx, dy };
  }
  return angleOf(Math.round(best.dy), Math.round(best.dx));
}

/** Notes what each input frame says, overwrites what it claims, and holds it back. */
function bend(link: Link, lie: Lie | undefined, claim: Claim): Link {
  if (lie === undefined) return link;
  const codec = createCodec();
  const held: Uint8Array[] = [];
  let n = 0;
  let lastTick = 0;
  const send = link.send.bind(link);
  if ((lie.lateTicks ?? lie.decoys) !== undefined) believeInTime(link);
  link.send = (bytes) => {
    const message = codec.unpack(bytes);
    if (!isInput(message)) return send(bytes);
    n += 1;
    const tick = message[2] - (lie.lateTicks ?? 0);
    if (tick <= lastTick) return;
    lastTick = tick;
    for (const decoy of decoysOf(lie, message, tick, n)) send(codec.pack(decoy).slice());
    Object.assign(claim, { acknowledged: message[1], tick: message[2] });
    const bent = message
      .with(1, acknowledgedBy(lie, message[1], message[2]))
      .with(2, tick)
      .with(3, lie.claims(message[3], n));
    held.push(codec.pack(bent).slice());
    if (held.length >= (lie.atOnce ?? 1)) for (const frame of held.splice(0)) send(frame);
  };
  return link;
}

function isInput(message: unknown): message is [number, number, number, number, ...unknown[]] {
  return Array.isArray(message) && message[0] === 1;
}

function decoysOf({ decoys }: Lie, frame: readonly unknown[], tick: number, n: number): unknown[][] {
  return decoys === undefined || n % 5 !== 0 ? [] : [frame.with(2, tick + decoys), [SET_BACK, tick]];
}

function acknowledgedBy({ acknowledges }: Lie, newest: number, tick: number): number {
  return acknowledges === undefined ? newest : Math.max(1, Math.min(newest, tick - acknowledges));
}

/** Tells the client of each of its frames that it came in time, or its clock would see to that. */
function believeInTime(link: Link): void {
  const codec = createCodec();
  const hear = link.onMessage.bind(link);
  link.onMessage = (receive) =>
    hear((bytes) => {
      const message = codec.unpack(bytes);
      const isEcho = Array.isArray(message) && message[0] === SNAPSHOT_TYPE && message[4] !== null;
      receive(isEcho ? codec.pack(message.with(4, 20)).slice() : bytes);
    });
}

/** Against a target that weaves less lead hits more, so each aims in two ways; the share of shots that hit, of the better one. */
export function bestOf(conditions: Conditions, lie?: Lie, aimPoint?: AimPoint, seeds?: readonly number[]): number {
  return betterOf(duels(conditions, 1, lie, aimPoint, seeds), conditions, lie, aimPoint, seeds);
}

/** The same, where the duels with the full lead have been fought. */
export function betterOf(
  fullLead: Outcome,
  conditions: Conditions,
  lie?: Lie,
  aimPoint?: AimPoint,
  seeds?: readonly number[],
): number {
  return Math.max(rate(fullLead), rate(duels(conditions, 0.7, lie, aimPoint, seeds)));
}

export function duels(
  conditions: Conditions,
  lead: number,
  lie?: Lie,
  aimPoint?: AimPoint,
  seeds: readonly number[] = SEEDS,
): Outcome {
  const all = seeds.map((seed) => duel(conditions, lead, lie, seed, aimPoint));
  return { shots: all.reduce((sum, { shots }) => sum + shots, 0), hits: all.reduce((sum, { hits }) => sum + hits, 0) };
}

export function rate({ shots, hits }: Outcome): number {
  return hits / shots;
}
