// What must be on the ice: one disc for each player, in the colours of its side; one match; at most one puck; and nothing beyond the boards.

import {
  DISC_RADIUS,
  disc,
  GOAL_DEPTH,
  GOAL_HALF,
  POST_RADIUS,
  PUCK_RADIUS,
  type PuckWorld,
  puck,
  type Rink,
} from '@starfray/puck/rules';
import { match, phaseOf } from '@starfray/shared/contract';
import { atUint16, px } from '@starfray/shared/core';

/** A puck that a disc squeezes against a board may be so far beyond its edge for a tick. */
const SQUEEZE = px(4);

/** Returns what is wrong with a rink after a tick, undefined when nothing is. */
export function rinkFault(world: PuckWorld): string | undefined {
  return countFault(world) ?? discFault(world) ?? puckFault(world);
}

function countFault(world: PuckWorld): string | undefined {
  const { entities, roster } = world;
  const counts = new Map<string, number>();
  for (let i = 0; i < entities.count; i += 1) {
    const { name } = entities.kindOf(atUint16(entities.order, i));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const count = ({ name }: { readonly name: string }) => counts.get(name) ?? 0;
  if (count(disc) !== roster.length) return `there are ${count(disc)} discs for ${roster.length} players`;
  if (count(match) !== 1) return `there are ${count(match)} matches`;
  if (count(puck) > 1) return `there are ${count(puck)} pucks`;
  return count(puck) === 1 && phaseOf(world.match) === 'result' ? 'there is a puck while a result is shown' : undefined;
}

function discFault({ roster, rink }: PuckWorld): string | undefined {
  for (const { id, team, body } of roster) {
    if (body.player !== id || body.team !== team) return `player ${id} of team ${team} wears other colours`;
    const isInside = isWithin(body.x, rink.left + DISC_RADIUS, rink.right - DISC_RADIUS);
    if (!isInside || !isWithin(body.y, rink.top + DISC_RADIUS, rink.bottom - DISC_RADIUS)) {
      return `the disc of player ${id} is off the ice, at ${describePlace(body, rink)}`;
    }
  }
  return undefined;
}

// On the ice, or in a goal: between its posts and before its back.
function puckFault({ puckSlot, puck: { x, y }, rink }: PuckWorld): string | undefined {
  if (puckSlot < 0) return undefined;
  const inset = PUCK_RADIUS - SQUEEZE;
  const isOnIce =
    isWithin(x, rink.left + inset, rink.right - inset) && isWithin(y, rink.top + inset, rink.bottom - inset);
  const half = GOAL_HALF + POST_RADIUS;
  const depth = GOAL_DEPTH - inset;
  const isInGoal =
    isWithin(y, rink.middleY - half, rink.middleY + half) && isWithin(x, rink.left - depth, rink.right + depth);
  return isOnIce || isInGoal ? undefined : `the puck is off the ice, at ${describePlace({ x, y }, rink)}`;
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

// In pixels from the middle.
function describePlace({ x, y }: { readonly x: number; readonly y: number }, rink: Rink): string {
  return `${(x - rink.middleX) / 256} ${(y - rink.middleY) / 256}`;
}
