// One's own shots, drawn where the pilot expects them. The server tests a shot against the others as this pilot saw them when
// it was fired; they are drawn in the past and the own ship is not, so the shot belongs as far ahead as the ship is. Until
// the server's shot arrives, one of our own flies in its place.

import { closing } from '@starfray/client/motion';
import type { DrawnEntity } from '@starfray/client/net';
import { pointAt } from '@starfray/client/view';
import { cosine, item, sine, TRIG_ONE } from '@starfray/shared/core';
import {
  alongX,
  alongY,
  MUZZLE_DISTANCE,
  rockAt,
  SHIP_RADIUS,
  SHOT_LIFE_TICKS,
  SHOT_RADIUS,
  SHOT_SPEED,
  ship,
  shot,
  TICKS_PER_SECOND,
} from '../../rules/index.ts';
import { type ClientView, SHIP_KIND, SHOT_KIND } from './client-view.ts';

export interface Flight {
  /** Position units, where it is drawn. */
  x: number;
  y: number;
  /** Steps of 1/1024 turn. */
  angle: number;
  /** Ticks left to fly. */
  life: number;
}

interface PredictedShot extends Flight {
  /** It met something and is drawn no more; the server's shot will be none either. */
  isSpent: boolean;
}

const LEAD_HALF_LIFE = 0.25;
const REACH = SHIP_RADIUS + SHOT_RADIUS;
/** Predicted shots whose shot never came are given up after so many ticks. */
const PATIENCE_TICKS = 45;

export class OwnShots {
  /** What to draw; only the first `count` count. */
  readonly flights: Flight[] = [];
  count = 0;
  /** Where a shot met something in this picture; read and cleared by the scene. */
  readonly contacts: { readonly x: number; readonly y: number }[] = [];
  private predicted: PredictedShot[] = [];
  private readonly known = new Set<number>();
  private readonly spent = new Set<number>();
  private readonly alive = new Set<number>();
  private readonly shotRow = shot.view();
  private readonly shipRow = ship.view();
  private leadTicks = 0;

  /** By how many ticks one's own things are drawn ahead of where the server has them in this picture. */
  get lead(): number {
    return this.leadTicks;
  }

  update(client: ClientView, hasFired: boolean, seconds: number): void {
    this.count = 0;
    if (client.playerId === 0 || client.arena === undefined) {
      this.predicted = [];
      return;
    }
    this.followLead(client, seconds);
    this.alive.clear();
    for (const entity of client.drawn) if (entity.kind === SHOT_KIND) this.take(entity, client);
    for (const key of this.known) if (!this.alive.has(key)) this.forget(key);
    this.flyPredicted(client, seconds);
    if (hasFired) this.predict(client);
    for (const flight of this.predicted) if (!flight.isSpent) Object.assign(this.next(), flight);
  }

  /** Forgets everything: another world follows. */
  clear(): void {
    this.predicted = [];
    this.known.clear();
    this.spent.clear();
  }

  private take({ key, row: place }: DrawnEntity, client: ClientView): void {
    const row = pointAt(this.shotRow, place);
    if (row.player !== client.playerId) return;
    this.alive.add(key);
    if (!this.known.has(key)) this.welcome(key);
    const life = row.life - this.leadTicks;
    if (life <= 0 || this.spent.has(key)) return;
    const flight = this.next();
    flight.x = row.x + aheadX(row.angle, this.leadTicks);
    flight.y = row.y + aheadY(row.angle, this.leadTicks);
    flight.angle = row.angle;
    flight.life = life;
    if (!this.meets(flight, client)) return;
    this.spent.add(key);
    this.count -= 1;
  }

  // How many ticks the own ship is drawn ahead of the others. Its whole ticks come in steps: the ease takes them out.
  private followLead({ drawTick, held, stats }: ClientView, seconds: number): void {
    if (held === undefined) return;
    const lead = Math.max(0, held.tick + stats.leadTicks - drawTick);
    const isJump = Math.abs(lead - this.leadTicks) > TICKS_PER_SECOND / 4;
    this.leadTicks += (lead - this.leadTicks) * (isJump ? 1 : closing(seconds, LEAD_HALF_LIFE));
  }

  private predict({ own }: ClientView): void {
    if (own === undefined) return;
    const { x, y, aim } = pointAt(this.shipRow, own.body);
    this.predicted.push({
      x: x + alongX(aim, MUZZLE_DISTANCE),
      y: y + alongY(aim, MUZZLE_DISTANCE),
      angle: aim,
      life: SHOT_LIFE_TICKS,
      isSpent: false,
    });
  }

  private flyPredicted(client: ClientView, seconds: number): void {
    const ticks = seconds * TICKS_PER_SECOND;
    this.predicted = this.predicted.filter(({ life }) => life > SHOT_LIFE_TICKS - PATIENCE_TICKS);
    for (const flight of this.predicted) {
      flight.life -= ticks;
      flight.x += aheadX(flight.angle, ticks);
      flight.y += aheadY(flight.angle, ticks);
      if (!flight.isSpent && this.meets(flight, client)) flight.isSpent = true;
    }
  }

  // The server's shot has come: the oldest predicted one steps aside, and what it met is met.
  private welcome(key: number): void {
    this.known.add(key);
    if (this.predicted.shift()?.isSpent === true) this.spent.add(key);
  }

  private forget(key: number): void {
    this.known.delete(key);
    this.spent.delete(key);
  }

  private meets(flight: Flight, { arena, drawn }: ClientView): boolean {
    if (arena === undefined) return false;
    const x = Math.round(flight.x);
    const y = Math.round(flight.y);
    const isInside = x >= 0 && y >= 0 && x <= arena.side && y <= arena.side;
    let isMet = !isInside || rockAt(arena, x, y, SHOT_RADIUS) >= 0;
    for (const entity of drawn) {
      if (isMet) break;
      if (entity.kind !== SHIP_KIND || entity.isOwn) continue;
      const other = pointAt(this.shipRow, entity.row);
      isMet = Math.hypot(other.x - x, other.y - y) < REACH;
    }
    if (isMet && isInside) this.contacts.push({ x, y });
    return isMet;
  }

  private next(): Flight {
    if (this.count === this.flights.length) this.flights.push({ x: 0, y: 0, angle: 0, life: 0 });
    this.count += 1;
    return item(this.flights, this.count - 1);
  }
}

// How far a shot flies in some ticks, fractions included.
function aheadX(angle: number, ticks: number): number {
  return (cosine(angle) / TRIG_ONE) * SHOT_SPEED * ticks;
}

function aheadY(angle: number, ticks: number): number {
  return (sine(angle) / TRIG_ONE) * SHOT_SPEED * ticks;
}
