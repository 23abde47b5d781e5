// A fighting bot: it picks the nearest ship, keeps its distance while circling it, shoots ahead of it, and retreats to mend
// when hurt. How well it shoots is its skill; at the default a person can win, and lose.

import { px, type RandomState, randomBelow, randomBetween } from '@starfray/shared/core';
import { energyFull, hullFull, type InputRow, type ShipRow } from '../../rules/index.ts';
import { Armory } from '../arsenal.ts';
import { Chooser, TASTES, type Taste } from '../choosing.ts';
import { Errands } from '../errands.ts';
import { Gunner } from '../gunnery.ts';
import { Fear, Helm, type Hurry } from '../helm.ts';
import { Newcomers } from '../newcomers.ts';
import { fleeWish, Roamer } from '../roaming.ts';
import type { Vector } from '../steering.ts';
import type { BotView, Think } from '../view.ts';

const DEFAULT_SKILL = 0.5;
/** It circles at this distance, and comes or goes when it is so much further or nearer. */
const FIGHT_DISTANCE = px(260);
const FIGHT_SLACK = px(70);
/** It boosts towards what is further away than this. */
const CHASE_DISTANCE = px(550);
/** Another target is taken only if it is this much nearer. */
const SWITCH_RATIO = 0.7;
/** A shielded ship counts as so much further away. */
const SHIELD_RATIO = 3;
/** And so does one whose pilot has just come. */
const NEWCOMER_RATIO = 2;
/** Of a hull in hundredths. */
const HURT_HULL = 35;
const MENDED_HULL = 70;

export interface HunterOptions {
  /** From 0, a beginner, to 1. */
  readonly skill?: number;
  /** Which upgrades it likes. */
  readonly taste?: Taste;
}

/** A fresh hunter; each bot needs its own. */
export function createHunter({ skill = DEFAULT_SKILL, taste = TASTES.fighter }: HunterOptions = {}): Think {
  const hunter = new Hunter(skill, taste);
  return (view, controls) => hunter.think(view, controls);
}

class Hunter {
  private readonly gunner: Gunner;
  private readonly armory: Armory;
  private readonly helm = new Helm();
  private readonly errands = new Errands();
  private readonly roamer = new Roamer();
  private readonly circling = new Circling();
  private readonly fear = new Fear(HURT_HULL, MENDED_HULL);
  private readonly wish: Vector = { x: 0, y: 0 };
  private readonly newcomers = new Newcomers();
  private readonly chooser: Chooser;
  private preyId = 0;

  constructor(skill: number, taste: Taste) {
    this.gunner = new Gunner(skill);
    this.chooser = new Chooser(taste);
    this.armory = new Armory(skill);
  }

  think(view: BotView, controls: InputRow): void {
    const { wish } = this;
    this.chooser.choose(view, controls);
    this.newcomers.look(view);
    const prey = choosePrey(view, this.preyId, this.newcomers);
    this.preyId = prey?.player ?? 0;
    const hurry = this.chooseWay(view, prey);
    this.helm.fly(view, wish, hurry, controls);
    const threat = this.armory.threat(view);
    const reserve = hurry === 'all' ? energyFull(view.body) / 2 : 0;
    if (threat !== undefined) this.gunner.engage(view, threat, reserve, controls);
    else if (prey === undefined) this.gunner.lookAlong(view.body, wish.x, wish.y, controls);
    else this.gunner.engage(view, prey, reserve, controls, this.newcomers.has(prey.player, view.tick));
    this.armory.use(view, prey, controls);
  }

  // What the mode asks first. Away when hurt, round the prey otherwise; collecting mends a hull and passes the time.
  private chooseWay(view: BotView, prey: ShipRow | undefined): Hurry {
    const errand = this.errands.wish(view, this.wish);
    if (errand !== undefined) return errand;
    const isHurt = this.fear.feel((view.body.hull * 100) / hullFull(view.body));
    if (isHurt && fleeWish(view, this.wish)) return 'all';
    if (isHurt || prey === undefined) {
      this.roamer.wish(view, this.wish);
      return 'none';
    }
    const distance = Math.hypot(prey.x - view.body.x, prey.y - view.body.y);
    this.circling.wish(view, prey, distance, this.wish);
    return distance > CHASE_DISTANCE ? 'some' : 'none';
  }
}

// The one it was after, unless another one is clearly nearer; ships under a shield are left alone while there are others.
function choosePrey(view: BotView, preyId: number, newcomers: Newcomers): ShipRow | undefined {
  let best: ShipRow | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const ship of view.foes) {
    const distance = Math.hypot(ship.x - view.body.x, ship.y - view.body.y);
    const farther =
      (ship.player === preyId ? SWITCH_RATIO : 1) *
      (ship.shielded === 1 ? SHIELD_RATIO : 1) *
      (newcomers.has(ship.player, view.tick) ? NEWCOMER_RATIO : 1);
    if (distance * farther >= bestCost) continue;
    best = ship;
    bestCost = distance * farther;
  }
  return best;
}

// Round the target, and round the other way after a while: hard to hit, and not a machine to look at.
class Circling {
  private side = 1;
  private turnTick = 0;

  wish(view: BotView, prey: ShipRow, distance: number, out: Vector): void {
    if (view.tick >= this.turnTick) this.turn(view.random, view.tick);
    const unitX = (prey.x - view.body.x) / Math.max(1, distance);
    const unitY = (prey.y - view.body.y) / Math.max(1, distance);
    const off = distance - FIGHT_DISTANCE;
    const inwards = Math.max(-1, Math.min(1, off / FIGHT_SLACK));
    const around = this.side * (1 - 0.8 * Math.abs(inwards));
    out.x = unitX * inwards - unitY * around;
    out.y = unitY * inwards + unitX * around;
  }

  private turn(random: RandomState, tick: number): void {
    this.side = randomBelow(random, 2) === 0 ? -1 : 1;
    this.turnTick = tick + randomBetween(random, 50, 150);
  }
}
