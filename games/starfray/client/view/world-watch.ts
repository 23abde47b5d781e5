// What changed between two pictures that deserves a flash or a sound: shots that appeared, own fire, own wounds, births.

import type { DrawnEntity } from '@starfray/client/net';
import { pointAt } from '@starfray/client/view';
import { cockpit, mine, missile, ship, shot, WEAPON } from '../../rules/index.ts';
import { type ClientView, MINE_KIND, MISSILE_KIND, SHIP_KIND, SHOT_KIND } from './client-view.ts';

export interface Muzzle {
  /** Position units. */
  x: number;
  y: number;
  /** Steps of 1/1024 turn. */
  angle: number;
  player: number;
}

export interface Launch {
  /** Position units. */
  x: number;
  y: number;
  weapon: number;
}

/** Shots that can appear in one picture and still be distinguished by ear or eye. */
const MAX_MUZZLES = 16;

export class WorldWatch {
  /** Shots of others that appeared; only the first `muzzleCount` count. */
  readonly muzzles: readonly Muzzle[] = Array.from({ length: MAX_MUZZLES }, () => ({
    x: 0,
    y: 0,
    angle: 0,
    player: 0,
  }));
  muzzleCount = 0;
  /** The own blaster fired, by prediction: before the server knows. */
  hasFired = false;
  /** The weapon from a crate that the own ship used, by prediction; 0 for none. */
  released = 0;
  /** The weapon that the own ship took out of a crate; 0 for none. */
  taken = 0;
  /** Missiles and mines that appeared, of anybody; only the first `launchCount` count. */
  readonly launches: readonly Launch[] = Array.from({ length: MAX_MUZZLES }, () => ({ x: 0, y: 0, weapon: 0 }));
  launchCount = 0;
  /** Points of hull that the own ship lost. */
  wound = 0;
  /** The own ship came into the world. */
  isBorn = false;
  private readonly seen = new Set<number>();
  private readonly alive = new Set<number>();
  private readonly shipRow = ship.view();
  private readonly shotRow = shot.view();
  private readonly cockpitRow = cockpit.view();
  private readonly missileRow = missile.view();
  private readonly mineRow = mine.view();
  private lastCooldown = 0;
  private lastHull = 0;
  private lastCharges = 0;
  private lastCarried = 0;
  private lastWait = 0;
  private hadShip = false;
  private isFirst = true;

  /** Compares with the last call. The first picture of a world holds no news. */
  update(client: ClientView): void {
    this.watchShots(client);
    this.watchOwn(client);
    this.isFirst = false;
  }

  /** Forgets everything: another world follows. */
  clear(): void {
    this.seen.clear();
    this.hadShip = false;
    this.isFirst = true;
  }

  private watchShots(client: ClientView): void {
    this.muzzleCount = 0;
    this.launchCount = 0;
    this.alive.clear();
    for (const entity of client.drawn) {
      if (entity.kind === MISSILE_KIND || entity.kind === MINE_KIND) this.watchArms(entity);
      if (entity.kind !== SHOT_KIND && entity.kind !== SHIP_KIND) continue;
      this.alive.add(entity.key);
      if (entity.kind !== SHOT_KIND || this.seen.has(entity.key) || this.isFirst) continue;
      const row = pointAt(this.shotRow, entity.row);
      const muzzle = this.muzzles[this.muzzleCount];
      if (muzzle === undefined || row.player === client.playerId) continue;
      this.muzzleCount += 1;
      muzzle.x = row.x;
      muzzle.y = row.y;
      muzzle.angle = row.angle;
      muzzle.player = row.player;
    }
    this.seen.clear();
    for (const key of this.alive) this.seen.add(key);
  }

  // One's own missile is heard when it is fired.
  private watchArms({ key, kind, row }: DrawnEntity): void {
    this.alive.add(key);
    const launch = this.launches[this.launchCount];
    if (this.seen.has(key) || this.isFirst || launch === undefined) return;
    const isMissile = kind === MISSILE_KIND;
    const { x, y } = pointAt(isMissile ? this.missileRow : this.mineRow, row);
    this.launchCount += 1;
    launch.x = x;
    launch.y = y;
    launch.weapon = isMissile ? WEAPON.missile : WEAPON.mine;
  }

  private watchOwn({ own, playerId }: ClientView): void {
    this.hasFired = false;
    this.wound = 0;
    this.isBorn = false;
    this.released = 0;
    this.taken = 0;
    const isFlying = own !== undefined && playerId !== 0;
    if (isFlying) {
      const { cooldown, charges, specialWait } = pointAt(this.cockpitRow, own.own);
      const { hull, carries } = pointAt(this.shipRow, own.body);
      if (this.hadShip) {
        this.hasFired = cooldown > this.lastCooldown + 1;
        this.wound = Math.max(0, this.lastHull - hull);
        if (specialWait > this.lastWait + 1) this.released = this.lastCarried;
        else if (charges > this.lastCharges || (carries > 0 && carries !== this.lastCarried)) this.taken = carries;
      } else {
        this.isBorn = true;
      }
      this.lastCooldown = cooldown;
      this.lastHull = hull;
      this.lastCharges = charges;
      this.lastCarried = carries;
      this.lastWait = specialWait;
    }
    this.hadShip = isFlying;
  }
}
