// One tick of the game. The list below is the order of everything; each line says why it stands where it does.

import type { Command, EventQueue, InputTable } from '@starfray/shared/contract';
import { atUint8, item } from '@starfray/shared/core';
import { collectCrates, growCrates } from './arsenal/crates.ts';
import { watchMines } from './arsenal/mines.ts';
import { flyMissiles } from './arsenal/missiles.ts';
import { releaseWeapons, removeArms } from './arsenal/release.ts';
import { listTargets } from './arsenal/targets.ts';
import { announceWanted } from './bounty.ts';
import { locateShips, separateShips } from './collision.ts';
import { predictOwn } from './controls.ts';
import { buryDead, endShip, isUnderAttack, removeShip } from './deaths.ts';
import { bump } from './entities.ts';
import { offerUpgrades } from './levels.ts';
import { runStorms } from './map/storm.ts';
import { modeOf } from './modes/mode-of.ts';
import { speak } from './phrases.ts';
import { collectShards, growShards } from './pickups.ts';
import { award } from './scoring.ts';
import { fireShot, flyShots } from './shots.ts';
import { observePilot, respawnPilots, spawnShip } from './spawning.ts';
import { enrol, listByKind, NO_SLOT, type Pilot, pilotOf, type StarfrayWorld, strikeOff } from './world.ts';

export function step(world: StarfrayWorld, commands: readonly Command[], inputs: InputTable, events: EventQueue): void {
  const mode = modeOf(world);
  world.tick += 1;
  // A player who joins flies in this very tick; one who leaves does nothing in it any more.
  for (let i = 0; i < commands.length; i += 1) obey(world, item(commands, i), events);
  // A match goes on before ships return: a new round gives everybody one in this very tick.
  mode.open(world, events);
  // A press that ends a wait should end it now: after the commands, before anything moves.
  observePilots(world, inputs, events);
  respawnPilots(world);
  // What flies now was there before this tick's shots are fired: a newborn shot stands at its muzzle until the next tick.
  listByKind(world);
  // Controls first, exactly as clients predict them. Everything after this line is a surprise to them.
  flyShips(world, inputs, events);
  // The grid holds the places after the move; contacts change them by less than its questions allow for.
  locateShips(world);
  separateShips(world, events);
  // Missiles and shots meet ships where their shooters saw them: at the end of this tick or of one that has been. Two ships may end each other: nobody is buried yet.
  flyMissiles(world, events);
  // Missiles have moved: shots meet them, and mines, as they meet ships.
  listTargets(world);
  flyShots(world, events);
  fireShots(world);
  // After the blasters, so that a repulsor throws back what was in flight, and nothing that was born in this tick.
  releaseWeapons(world, events);
  // What was shot in this tick goes off no more.
  watchMines(world, events);
  // A ship that was just shot down collects nothing.
  collectShards(world, events);
  collectCrates(world);
  // After the shards and the choices of this tick: either may leave a pilot with a choice and nothing offered.
  offerUpgrades(world);
  // What a mode does to ships where they now are; who dies of it is buried with the others.
  mode.settle(world, events);
  // After all harm is known, in player order: the dead pay, their killers gain, wrecks shed.
  buryDead(world, events);
  // Last, so that what wrecks shed counts against what grows.
  growShards(world);
  growCrates(world);
  runStorms(world);
  mode.watch(world);
  // Of those who are left: kills have raised bounties, deaths have lowered them.
  announceWanted(world, events);
}

function obey(world: StarfrayWorld, command: Command, events: EventQueue): void {
  if (command.kind === 'join') {
    const newcomer = enrol(world, command.playerId, command.isReturn === true);
    award(newcomer, command.score);
    if (modeOf(world).enter(world, newcomer)) spawnShip(world, newcomer);
    return;
  }
  const pilot = pilotOf(world, command.playerId);
  if (pilot === undefined || !pilot.isEnrolled) return;
  // Leaving is no way out of a fight: a ship under fire is shot down by it.
  if (pilot.slot !== NO_SLOT) {
    if (isUnderAttack(world, pilot) && !command.isDismissed) endShip(world, pilot, events);
    else removeShip(world, pilot, events);
  }
  removeArms(world, pilot.id);
  strikeOff(world, pilot);
}

function observePilots(world: StarfrayWorld, inputs: InputTable, events: EventQueue): void {
  const { roster, controls } = world;
  controls.ints = inputs.ints;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    controls.base = inputs.base(pilot.id);
    observePilot(pilot, controls);
    speak(world, pilot, controls, events);
  }
}

function flyShips(world: StarfrayWorld, inputs: InputTable, events: EventQueue): void {
  const { roster, controls } = world;
  controls.ints = inputs.ints;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    if (pilot.slot === NO_SLOT) continue;
    controls.base = inputs.base(pilot.id);
    const { hull, carries } = pilot.ship;
    const { charges } = pilot.own;
    pilot.hasFired = predictOwn(pilot.ship, pilot.own, controls, world.tick, world.arena);
    if (pilot.own.charges < charges) pilot.released = carries;
    pilot.lag = atUint8(inputs.lags, pilot.id);
    if (pilot.ship.hull < hull) tellBump(pilot, hull - pilot.ship.hull, events);
  }
}

function tellBump(pilot: Pilot, damage: number, events: EventQueue): void {
  const event = events.add(bump);
  event.x = pilot.ship.x;
  event.y = pilot.ship.y;
  event.damage = damage;
}

// From where contacts left the ships, so that a shot begins at the muzzle that is drawn.
function fireShots(world: StarfrayWorld): void {
  const { roster } = world;
  for (let i = 0; i < roster.length; i += 1) {
    const pilot = item(roster, i);
    if (pilot.slot !== NO_SLOT && pilot.hasFired) fireShot(world, pilot);
    pilot.hasFired = false;
  }
}
