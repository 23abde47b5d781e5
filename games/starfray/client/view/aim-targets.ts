// Where shots would have to go to meet the ships in view: what aim assist draws a stick's aim to. It knows no more than the picture shows.

import { pointAt } from '@starfray/client/view';
import { SHOT_LIFE_TICKS, SHOT_SPEED, type ShipRow, ship } from '../../rules/index.ts';
import { type ClientView, SHIP_KIND } from './client-view.ts';

const RANGE = SHOT_SPEED * SHOT_LIFE_TICKS;
/** How long a shot flies depends on where it meets the ship: asked twice it is near enough. */
const ROUNDS = 2;

export class AimTargets {
  private readonly ownRow = ship.view();
  private readonly row = ship.view();
  private readonly bearings: number[] = [];

  /** The bearings of now, in 1/1024 turn. Ships of the own team, shielded ones and those out of reach are left out. */
  of({ drawn, own }: Pick<ClientView, 'drawn' | 'own'>): readonly number[] {
    this.bearings.length = 0;
    if (own === undefined) return this.bearings;
    const body = pointAt(this.ownRow, own.body);
    for (const { kind, row, isOwn } of drawn) {
      if (kind !== SHIP_KIND || isOwn) continue;
      const target = pointAt(this.row, row);
      if (mayBeHit(body, target)) this.bearings.push(bearingOf(body, target));
    }
    return this.bearings;
  }
}

function mayBeHit(body: ShipRow, target: ShipRow): boolean {
  const isFriend = body.team !== 0 && body.team === target.team;
  return target.shielded === 0 && !isFriend && Math.hypot(target.x - body.x, target.y - body.y) <= RANGE;
}

function bearingOf(body: ShipRow, target: ShipRow): number {
  let [dx, dy] = [target.x - body.x, target.y - body.y];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ticks = Math.hypot(dx, dy) / SHOT_SPEED;
    dx = target.x - body.x + target.vx * ticks;
    dy = target.y - body.y + target.vy * ticks;
  }
  return Math.round((Math.atan2(dy, dx) / Math.PI) * 512) & 1023;
}
