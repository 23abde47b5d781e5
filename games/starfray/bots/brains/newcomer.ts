// Plays as a person does for the first time, to measure what a beginner meets. It reacts late, aims roughly and without lead, and flies straight at
// the nearest foe. It is no opponent for anybody.

import { ANGLE_MASK, angleOf, px, randomBetween } from '@starfray/shared/core';
import type { InputRow, ShipRow } from '../../rules/index.ts';
import { Chooser, TASTES } from '../choosing.ts';
import { Helm } from '../helm.ts';
import { Roamer } from '../roaming.ts';
import { nearestOf, type Vector } from '../steering.ts';
import type { BotView, Think } from '../view.ts';

/** Ticks until it answers to what it sees: 500 ms. */
const LATE_TICKS = 30;
/** Steps of 1/1024 turn that it aims off. */
const AIM_ERROR = 64;
/** It begins to shoot at this distance, and comes no nearer than that. */
const FIRE_DISTANCE = px(480);
const NEAR_DISTANCE = px(180);

/** A fresh newcomer; each pilot needs its own. */
export function createNewcomer(): Think {
  const helm = new Helm();
  const roamer = new Roamer();
  const chooser = new Chooser(TASTES.even);
  const wish: Vector = { x: 0, y: 0 };
  let lookTick = 0;
  let aim = 0;
  let fires = false;
  let hasPrey = false;

  const look = (view: BotView, prey: ShipRow | undefined): void => {
    lookTick = view.tick + LATE_TICKS;
    hasPrey = prey !== undefined;
    fires = false;
    if (prey === undefined) return;
    const dx = prey.x - view.body.x;
    const dy = prey.y - view.body.y;
    const distance = Math.hypot(dx, dy);
    aim = (angleOf(dy, dx) + randomBetween(view.random, -AIM_ERROR, AIM_ERROR)) & ANGLE_MASK;
    fires = distance < FIRE_DISTANCE;
    const inwards = distance < NEAR_DISTANCE ? -1 : 1;
    wish.x = dx * inwards;
    wish.y = dy * inwards;
  };

  return (view: BotView, controls: InputRow) => {
    chooser.choose(view, controls);
    if (view.tick >= lookTick) look(view, nearestOf(view.foes, view.body.x, view.body.y));
    if (!hasPrey) roamer.wish(view, wish);
    helm.fly(view, wish, 'none', controls);
    controls.aim = hasPrey ? aim : angleOf(Math.trunc(wish.y), Math.trunc(wish.x));
    controls.fire = fires ? 1 : 0;
  };
}
