// How a bot plays: the one of its side that is nearest to the puck attacks, one keeps the goal, the others wait for a pass. It sees what a player's client
// knows, and nothing else.

import { angleOf, px, type RandomState, randomBetween } from '@starfray/shared/core';
import {
  DISC_RADIUS,
  type DiscRow,
  GOAL_HALF,
  type InputRow,
  KICK_REACH,
  PUCK_RADIUS,
  type Rink,
} from '../rules/index.ts';

export interface Spot {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

/** What a skater decides by; `puck` is moved on to the tick of `own`. */
interface IceView {
  readonly tick: number;
  readonly own: DiscRow;
  readonly energy: number;
  readonly others: readonly DiscRow[];
  readonly puck: Spot | undefined;
  readonly rink: Rink;
}

/** Decides on the controls of the next ticks, in place. */
export type Skate = (view: IceView, controls: InputRow) => void;

const TOUCH = DISC_RADIUS + PUCK_RADIUS;
/** Ticks between two decisions: nobody is quicker. */
const DECIDES_TICKS = 5;
/** How far ahead of the puck it looks, in ticks, when it is far away. */
const MAX_LEAD_TICKS = 25;
const HURRY_ENERGY = 200;

/** A fresh skater; `skill` 0..1 makes it aim better and hesitate less. */
export function createSkater(random: RandomState, skill: number): Skate {
  let decideTick = 0;
  let aimY = 0;
  let slack = 0;
  return (view, controls) => {
    if (view.tick >= decideTick) {
      decideTick = view.tick + DECIDES_TICKS;
      const wide = Math.round((1.4 - skill) * GOAL_HALF);
      aimY = view.rink.middleY + randomBetween(random, -wide, wide);
      slack = randomBetween(random, 0, Math.round((1 - skill) * px(30)));
    }
    const { own, rink, puck } = view;
    controls.kick = 0;
    if (puck === undefined) return steer(view, homeOf(own, rink), controls);
    const goalX = own.team === 1 ? rink.right : rink.left;
    const role = roleOf(view, puck);
    if (role === 'attack') attack(view, puck, goalX, aimY, slack, controls);
    else steer(view, role === 'keep' ? guard(own, puck, rink) : support(own, puck, rink), controls);
    controls.kick = mayKick(own, puck, goalX, rink) ? 1 : 0;
  };
}

// The nearest to the puck attacks; of the others the nearest to the goal keeps it, and the rest wait for a pass.
function roleOf({ own, others, rink }: IceView, puck: Spot): 'attack' | 'keep' | 'support' {
  const mates = others.filter(({ team }) => team === own.team);
  if (mates.every((mate) => distance(own, puck) <= distance(mate, puck))) return 'attack';
  const home = homeOf(own, rink);
  const back = mates.filter((mate) => mates.some((other) => distance(other, puck) < distance(mate, puck)));
  return back.every((mate) => distance(own, home) <= distance(mate, home)) ? 'keep' : 'support';
}

// Beside the puck on the side of the middle, somewhat ahead of it.
function support(own: DiscRow, puck: Spot, rink: Rink): { x: number; y: number } {
  const ahead = own.team === 1 ? px(140) : -px(140);
  return { x: puck.x + ahead, y: puck.y + (puck.y > rink.middleY ? -px(220) : px(220)) };
}

// Round to the far side of the puck, and then through it.
function attack(view: IceView, puck: Spot, goalX: number, aimY: number, slack: number, controls: InputRow): void {
  const { own } = view;
  const lead = Math.min(MAX_LEAD_TICKS, distance(own, puck) / px(7));
  const x = puck.x + puck.vx * lead;
  const y = puck.y + puck.vy * lead;
  const toGoal = Math.max(1, Math.hypot(goalX - x, aimY - y));
  const unitX = (goalX - x) / toGoal;
  const unitY = (aimY - y) / toGoal;
  const ahead = (x - own.x) * unitX + (y - own.y) * unitY;
  const aside = (x - own.x) * unitY - (y - own.y) * unitX;
  if (ahead > 0 && Math.abs(aside) < DISC_RADIUS * 0.7 + slack) {
    steer(view, { x: x + unitX * px(60), y: y + unitY * px(60) }, controls);
    return;
  }
  // In front of the puck it goes round it, not through.
  const detour = ahead > 0 ? 0 : (aside > 0 ? -1 : 1) * (TOUCH + px(14));
  const behind = TOUCH + px(ahead > 0 ? 24 : 40);
  steer(view, { x: x - unitX * behind + unitY * detour, y: y - unitY * behind - unitX * detour }, controls);
}

// On the way from the puck to the own goal, nearer to the goal.
function guard(own: DiscRow, puck: Spot, rink: Rink): { x: number; y: number } {
  const home = homeOf(own, rink);
  const y = rink.middleY + (puck.y - rink.middleY) * 0.3;
  const reach = GOAL_HALF * 0.8;
  return { x: home.x, y: Math.max(rink.middleY - reach, Math.min(rink.middleY + reach, y)) };
}

function homeOf({ team }: DiscRow, rink: Rink): { x: number; y: number } {
  return { x: team === 1 ? rink.left + px(110) : rink.right - px(110), y: rink.middleY };
}

// Within reach, and not towards the own goal.
function mayKick(own: DiscRow, puck: Spot, goalX: number, rink: Rink): boolean {
  if (distance(own, puck) > TOUCH + KICK_REACH) return false;
  const forwards = goalX > rink.middleX ? puck.x - own.x : own.x - puck.x;
  return forwards > DISC_RADIUS / 3;
}

// Thrust towards the speed that brings it there without overshooting.
function steer({ own, energy }: IceView, to: { readonly x: number; readonly y: number }, controls: InputRow): void {
  const wishX = (to.x - own.x) / 12 - own.vx;
  const wishY = (to.y - own.y) / 12 - own.vy;
  const isThere = Math.hypot(wishX, wishY) < px(0.7);
  controls.thrust = isThere ? 0 : 1 + (((angleOf(Math.round(wishY), Math.round(wishX)) + 64) >> 7) & 7);
  controls.boost = distance(own, to) > px(160) && energy > HURRY_ENERGY ? 1 : 0;
}

function distance(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
