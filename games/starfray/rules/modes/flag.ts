// Flag: two teams, each with a flag at its base. A ship that touches the other team's flag carries it; bringing it home counts while the
// own flag is there.

import {
  advanceMatch,
  type EventQueue,
  endPlay,
  holdWarmUp,
  type MatchRules,
  phaseOf,
  scorePoint,
  teamScoreOf,
  teamToJoin,
} from '@starfray/shared/contract';
import {
  ANGLE_STEPS,
  at,
  clamp,
  cosine,
  divide,
  item,
  randomBelow,
  randomBetween,
  sine,
  TRIG_ONE,
} from '@starfray/shared/core';
import { shipsNear } from '../collision.ts';
import { flag, flagNews } from '../entities.ts';
import { FLAG_STATES, type FlagRow } from '../rows.ts';
import { award } from '../scoring.ts';
import {
  BASE_REACH,
  CAPTURE_POINTS,
  CAPTURES_TO_WIN,
  CARRIER_POINTS,
  FLAG_INTERVAL_TICKS,
  FLAG_OVERTIME_TICKS,
  FLAG_PLAY_TICKS,
  FLAG_REACH,
  FLAG_RESPAWN_TICKS,
  FLAG_RETURN_TICKS,
  FLAG_WARM_UP_TICKS,
  HULL_FULL,
  KILL_POINTS,
  MAX_BASE_SPAWN,
  MIN_BASE_SPAWN,
  RESULT_TICKS,
  RETURN_POINTS,
  SPAWN_CLEARANCE,
  TEAMS,
  WRECK_VALUE,
} from '../tuning.ts';
import { NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from '../world.ts';
import { basePlace } from './bases.ts';
import { direct } from './director.ts';
import { mayReturn } from './fray.ts';
import type { Mode } from './mode.ts';
import { call, callAll, createMatch } from './rounds.ts';

const { home, carried, dropped } = FLAG_STATES;
const FLAG_MATCH: MatchRules = {
  teams: TEAMS,
  warmUpTicks: FLAG_WARM_UP_TICKS,
  playTicks: FLAG_PLAY_TICKS,
  overtimeTicks: FLAG_OVERTIME_TICKS,
  resultTicks: RESULT_TICKS,
};

export const flagMode: Mode = {
  begin(world) {
    createMatch(world, FLAG_MATCH);
    for (const [i, row] of world.flags.entries()) {
      row.base = world.entities.base(world.entities.spawn(flag, 0));
      row.team = i + 1;
    }
    sendAllHome(world);
  },
  enter(world, pilot) {
    countTeams(world, pilot);
    pilot.team = teamToJoin(world.match, world.teamSizes);
    return true;
  },
  open(world) {
    const { match, tick } = world;
    countTeams(world, undefined);
    holdWarmUp(match, tick, FLAG_MATCH, item(world.teamSizes, 0) > 0 && item(world.teamSizes, 1) > 0);
    const phase = advanceMatch(match, tick, FLAG_MATCH);
    if (phase === undefined || phase === 'overtime') return;
    sendAllHome(world);
    if (phase === 'warm-up') balance(world);
    if (phase === 'play') callAll(world);
  },
  mayReturn: (world, pilot) =>
    pilot.isCalled || (world.tick - pilot.diedTick >= FLAG_RESPAWN_TICKS && mayReturn(world, pilot)),
  waitTicks: () => FLAG_RESPAWN_TICKS,
  samplePlace,
  settle(world, events) {
    if (phaseOf(world.match) === 'result') return;
    for (let i = 0; i < world.flags.length; i += 1) settleFlag(world, item(world.flags, i), events);
  },
  killPoints: (world, victim) => KILL_POINTS + (carriedBy(world, victim) === undefined ? 0 : CARRIER_POINTS),
  deathCost: () => 0,
  wreckValue: (cost, harm) => divide(WRECK_VALUE * harm, HULL_FULL) + cost,
  shipGone(world, pilot, _killer, events) {
    const row = carriedBy(world, pilot);
    if (row === undefined) return;
    row.state = dropped;
    row.carrier = 0;
    row.x = pilot.ship.x;
    row.y = pilot.ship.y;
    row.returnsTick = world.tick + FLAG_RETURN_TICKS;
    tell(events, row, dropped, pilot.id);
  },
  endedBy: () => 'rock',
  isOut: () => false,
  watch: direct,
};

/** The flag that a pilot carries. */
function carriedBy(world: StarfrayWorld, pilot: Pilot): FlagRow | undefined {
  for (let i = 0; i < world.flags.length; i += 1) {
    const row = item(world.flags, i);
    if (row.state === carried && row.carrier === pilot.id) return row;
  }
  return undefined;
}

function settleFlag(world: StarfrayWorld, row: FlagRow, events: EventQueue): void {
  const carrier = row.state === carried ? pilotOf(world, row.carrier) : undefined;
  if (carrier !== undefined) {
    carry(world, row, carrier, events);
    return;
  }
  if (row.state === dropped && world.tick >= row.returnsTick) {
    sendHome(world, row);
    tell(events, row, home, 0);
    return;
  }
  const toucher = nearestAt(world, row);
  if (toucher === undefined) return;
  if (toucher.team === row.team) {
    sendHome(world, row);
    award(toucher, RETURN_POINTS);
    tell(events, row, home, toucher.id);
    return;
  }
  row.state = carried;
  row.carrier = toucher.id;
  row.returnsTick = 0;
  tell(events, row, carried, toucher.id);
}

// Where it is on the map follows now and then: a client that sees the ship draws the flag on it.
function carry(world: StarfrayWorld, row: FlagRow, carrier: Pilot, events: EventQueue): void {
  const { ship, team } = carrier;
  if (world.tick % FLAG_INTERVAL_TICKS === 0) {
    row.x = ship.x;
    row.y = ship.y;
  }
  const own = item(world.flags, team - 1);
  basePlace(world.arena.side, team, world.place);
  // Two carriers who wait for each other would wait for ever: in overtime that ends.
  const mayCapture = own.state === home || phaseOf(world.match) === 'overtime';
  if (!mayCapture || !isWithin(ship, world.place, BASE_REACH)) return;
  sendHome(world, row);
  award(carrier, CAPTURE_POINTS);
  const counts = scorePoint(world.match, team, world.tick);
  if (counts && teamScoreOf(world.match, team) >= CAPTURES_TO_WIN) endPlay(world.match, world.tick);
  const event = events.add(flagNews);
  event.team = row.team;
  event.player = carrier.id;
  event.captured = 1;
  event.state = home;
}

function tell(events: EventQueue, row: FlagRow, state: number, playerId: number): void {
  const event = events.add(flagNews);
  event.team = row.team;
  event.player = playerId;
  event.state = state;
}

// The nearest ship that may touch it: the own team only where it has been dropped; the lower id of equals.
function nearestAt(world: StarfrayWorld, row: FlagRow): Pilot | undefined {
  const count = shipsNear(world, row.x, row.y, FLAG_REACH);
  let nearest: Pilot | undefined;
  let least = FLAG_REACH * FLAG_REACH;
  for (let i = 0; i < count; i += 1) {
    const pilot = pilotOf(world, at(world.near, i));
    if (pilot === undefined || pilot.slot === NO_SLOT || pilot.ship.hull === 0) continue;
    if (pilot.team === row.team && row.state === home) continue;
    const dx = pilot.ship.x - row.x;
    const dy = pilot.ship.y - row.y;
    const square = dx * dx + dy * dy;
    if (square > least || (square === least && nearest !== undefined && nearest.id < pilot.id)) continue;
    nearest = pilot;
    least = square;
  }
  return nearest;
}

function sendAllHome(world: StarfrayWorld): void {
  for (let i = 0; i < world.flags.length; i += 1) sendHome(world, item(world.flags, i));
}

function sendHome(world: StarfrayWorld, row: FlagRow): void {
  basePlace(world.arena.side, row.team, row);
  row.state = home;
  row.carrier = 0;
  row.returnsTick = 0;
}

// All that are in a team, but one.
function countTeams(world: StarfrayWorld, but: Pilot | undefined): void {
  const { roster, teamSizes } = world;
  teamSizes.fill(0);
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    if (pilot !== but && pilot.team > 0) teamSizes[pilot.team - 1] = item(teamSizes, pilot.team - 1) + 1;
  }
}

// Of the larger team those with the highest ids change sides until they are even again.
function balance(world: StarfrayWorld): void {
  countTeams(world, undefined);
  const { roster, teamSizes } = world;
  let surplus = item(teamSizes, 0) - item(teamSizes, 1);
  for (let i = roster.length - 1; i >= 0 && (surplus > 1 || surplus < -1); i -= 1) {
    const pilot = item(roster, i);
    if (pilot.team !== (surplus > 0 ? 1 : 2)) continue;
    pilot.team = 3 - pilot.team;
    surplus += surplus > 0 ? -2 : 2;
    call(world, pilot);
  }
}

// Around the own base.
function samplePlace(world: StarfrayWorld, pilot: Pilot): boolean {
  const { random, arena, sample } = world;
  basePlace(arena.side, pilot.team, sample);
  const angle = randomBelow(random, ANGLE_STEPS);
  const distance = randomBetween(random, MIN_BASE_SPAWN, MAX_BASE_SPAWN);
  const most = arena.side - SPAWN_CLEARANCE;
  sample.x = clamp(sample.x + divide(cosine(angle) * distance, TRIG_ONE), SPAWN_CLEARANCE, most);
  sample.y = clamp(sample.y + divide(sine(angle) * distance, TRIG_ONE), SPAWN_CLEARANCE, most);
  return true;
}

function isWithin(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
  reach: number,
): boolean {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  return dx * dx + dy * dy <= reach * reach;
}
