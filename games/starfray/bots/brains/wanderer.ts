// A peaceful bot: it collects, keeps clear of rocks and edges, shoots back at ships that come close, and flees when hurt.

import { px } from '@starfray/shared/core';
import { energyFull, hullFull, type InputRow } from '../../rules/index.ts';
import { Armory } from '../arsenal.ts';
import { Chooser, TASTES, type Taste } from '../choosing.ts';
import { Errands } from '../errands.ts';
import { Gunner } from '../gunnery.ts';
import { Fear, Helm } from '../helm.ts';
import { Newcomers } from '../newcomers.ts';
import { fleeWish, nearestShip, Roamer } from '../roaming.ts';
import type { Vector } from '../steering.ts';
import type { BotView, Think } from '../view.ts';

const TOO_CLOSE = px(350);
/** Of a hull in hundredths. */
const HURT_HULL = 45;
const MENDED_HULL = 75;
const DEFAULT_SKILL = 0.25;

export interface WandererOptions {
  /** Of its shooting, 0..1. */
  readonly skill?: number;
  /** Which upgrades it likes. */
  readonly taste?: Taste;
}

/** A fresh wanderer; each bot needs its own. */
export function createWanderer({ skill = DEFAULT_SKILL, taste = TASTES.gatherer }: WandererOptions = {}): Think {
  const chooser = new Chooser(taste);
  const newcomers = new Newcomers();
  const gunner = new Gunner(skill);
  const armory = new Armory(skill);
  const helm = new Helm();
  const errands = new Errands();
  const roamer = new Roamer();
  const fear = new Fear(HURT_HULL, MENDED_HULL);
  const wish: Vector = { x: 0, y: 0 };

  return (view: BotView, controls: InputRow) => {
    chooser.choose(view, controls);
    newcomers.look(view);
    const errand = errands.wish(view, wish);
    const isHurt = errand === undefined && fear.feel((view.body.hull * 100) / hullFull(view.body));
    const flees = isHurt && fleeWish(view, wish);
    if (errand === undefined && !flees) roamer.wish(view, wish);
    helm.fly(view, wish, errand ?? (flees ? 'all' : 'none'), controls);
    const intruder = nearestShip(view, TOO_CLOSE);
    const threat = armory.threat(view);
    const reserve = flees ? energyFull(view.body) / 2 : 0;
    if (threat !== undefined) gunner.engage(view, threat, reserve, controls);
    else if (intruder === undefined) gunner.lookAlong(view.body, wish.x, wish.y, controls);
    else gunner.engage(view, intruder, reserve, controls, newcomers.has(intruder.player, view.tick));
    armory.use(view, intruder, controls);
  };
}
