// One tick of the game. The list in `step` is the order of everything; each line says why it stands where it does.

import {
  advanceMatch,
  type Command,
  type EventQueue,
  type InputTable,
  phaseOf,
  scorePoint,
  teamToJoin,
} from '@starfray/shared/contract';
import { clamp, divide, integerSqrt, item } from '@starfray/shared/core';
import { disc, goal, puck } from './entities.ts';
import { advancePuck, keepOnIce, teamScoring } from './movement.ts';
import { predictOwn } from './predict-own.ts';
import { kickOffSpot } from './rink.ts';
import { DISC_MAX_SPEED, DISC_RADIUS, ENERGY_FULL, GOAL_PAUSE_TICKS, MATCH, MAX_GOALS } from './tuning.ts';
import { enrol, NO_SLOT, type Player, type PuckWorld, sizesOf } from './world.ts';

export function step(world: PuckWorld, commands: readonly Command[], inputs: InputTable, events: EventQueue): void {
  world.tick += 1;
  // A newcomer plays in this very tick, and a player who leaves does nothing in it any more.
  for (let i = 0; i < commands.length; i += 1) obey(world, item(commands, i));
  // Controls, and what each disc does to the puck: exactly as clients predict it for their own.
  moveDiscs(world, inputs);
  // Discs among themselves are a surprise to clients: after all have moved, once for each pair.
  separateDiscs(world);
  // Last of what moves, as in a client that runs ahead: the puck goes where it was pushed.
  movePuck(world, events);
  // A goal of this tick counts before the whistle.
  goOn(world);
}

function obey(world: PuckWorld, command: Command): void {
  if (command.kind === 'join') {
    const team = teamToJoin(world.match, sizesOf(world));
    const player = enrol(world, command.playerId, team, clamp(command.score, 0, MAX_GOALS));
    placePlayer(world, player, (sizesOf(world)[team - 1] ?? 1) - 1);
    return;
  }
  const place = world.roster.findIndex(({ id }) => id === command.playerId);
  const player = world.roster[place];
  if (player === undefined) return;
  world.entities.remove(player.slot, world.tick);
  player.slot = NO_SLOT;
  player.team = 0;
  world.roster.splice(place, 1);
}

function moveDiscs(world: PuckWorld, inputs: InputTable): void {
  const { roster, tick, rink, controls } = world;
  controls.ints = inputs.ints;
  const shared = world.puckSlot === NO_SLOT ? undefined : world.puck;
  // Of two who strike in one tick, each is first in every other one.
  for (let i = 0; i < roster.length; i += 1) {
    const player = item(roster, tick % 2 === 0 ? i : roster.length - 1 - i);
    controls.base = inputs.base(player.id);
    if (predictOwn(player.body, player.own, controls, tick, rink, shared)) world.lastTouches[player.team] = player.id;
  }
}

function separateDiscs({ roster, rink }: PuckWorld): void {
  for (let i = 0; i < roster.length; i += 1) {
    for (let j = i + 1; j < roster.length; j += 1) separate(item(roster, i), item(roster, j));
  }
  for (let i = 0; i < roster.length; i += 1) keepOnIce(item(roster, i).body, rink);
}

// Equal masses: they part half and half, and exchange what speed they meet with.
function separate({ body: a }: Player, { body: b }: Player): void {
  const reach = 2 * DISC_RADIUS;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const distance = Math.max(1, integerSqrt(dx * dx + dy * dy));
  if (distance >= reach) return;
  const [unitX, unitY] = dx === 0 && dy === 0 ? [1, 0] : [dx, dy];
  const over = reach - distance;
  const pushX = divide(unitX * over, 2 * distance);
  const pushY = divide(unitY * over, 2 * distance);
  a.x -= pushX;
  a.y -= pushY;
  b.x += pushX;
  b.y += pushY;
  const meeting = divide((a.vx - b.vx) * unitX + (a.vy - b.vy) * unitY, distance);
  if (meeting <= 0) return;
  const [changeX, changeY] = [divide(unitX * meeting * 3, distance * 4), divide(unitY * meeting * 3, distance * 4)];
  a.vx = clamp(a.vx - changeX, -DISC_MAX_SPEED, DISC_MAX_SPEED);
  a.vy = clamp(a.vy - changeY, -DISC_MAX_SPEED, DISC_MAX_SPEED);
  b.vx = clamp(b.vx + changeX, -DISC_MAX_SPEED, DISC_MAX_SPEED);
  b.vy = clamp(b.vy + changeY, -DISC_MAX_SPEED, DISC_MAX_SPEED);
}

function movePuck(world: PuckWorld, events: EventQueue): void {
  if (world.puckSlot === NO_SLOT) return;
  advancePuck(world.puck, world.rink);
  const team = teamScoring(world.puck, world.rink);
  if (team === 0) return;
  const scorer = world.roster.find(({ id }) => id === world.lastTouches[team]);
  const counts = scorePoint(world.match, team, world.tick);
  if (counts && scorer !== undefined) scorer.own.goals = Math.min(MAX_GOALS, scorer.own.goals + 1);
  const event = events.add(goal);
  event.team = team;
  event.player = scorer?.id ?? 0;
  takePuck(world);
  world.pauseTicks = GOAL_PAUSE_TICKS;
}

function goOn(world: PuckWorld): void {
  const phase = advanceMatch(world.match, world.tick, MATCH);
  if (phase === 'result') {
    takePuck(world);
    world.pauseTicks = 0;
    return;
  }
  if (phase === 'warm-up') balance(world);
  if (phase !== undefined) world.pauseTicks = 1;
  if (world.pauseTicks === 0 || phaseOf(world.match) === 'result') return;
  world.pauseTicks -= 1;
  if (world.pauseTicks === 0) kickOff(world);
}

// The last to come change sides until the teams are even again.
function balance(world: PuckWorld): void {
  for (;;) {
    const [left = 0, right = 0] = sizesOf(world);
    if (Math.abs(left - right) < 2) return;
    const mover = world.roster.findLast(({ team }) => team === (left > right ? 1 : 2));
    if (mover === undefined) return;
    mover.team = left > right ? 2 : 1;
  }
}

// Everything begins again as something new, so that nobody draws a way from where it was.
function kickOff(world: PuckWorld): void {
  const { entities, tick, rink } = world;
  takePuck(world);
  for (const player of world.roster) entities.remove(player.slot, tick);
  const placed = [0, 0, 0];
  for (const player of world.roster) {
    placePlayer(world, player, placed[player.team] ?? 0);
    placed[player.team] = (placed[player.team] ?? 0) + 1;
  }
  world.puckSlot = entities.spawn(puck, tick);
  world.puck.base = entities.base(world.puckSlot);
  world.puck.x = rink.middleX;
  world.puck.y = rink.middleY;
  world.lastTouches.fill(0);
}

function takePuck(world: PuckWorld): void {
  if (world.puckSlot !== NO_SLOT) world.entities.remove(world.puckSlot, world.tick);
  world.puckSlot = NO_SLOT;
}

function placePlayer(world: PuckWorld, player: Player, index: number): void {
  const { entities, rink, tick } = world;
  player.slot = entities.spawn(disc, tick);
  player.body.base = entities.base(player.slot);
  player.body.player = player.id;
  player.body.team = player.team;
  player.own.energy = ENERGY_FULL;
  player.own.cooldown = 0;
  kickOffSpot(rink, player.team, index, player.body);
}
