// How fair the game is: duels between ships with different upgrades, rooms of fill bots, and what a newcomer meets there. In virtual time, by
// the real rules without sockets; the same seed gives the same figures.

import { createRandom, type RandomState, randomBelow } from '@starfray/shared/core';
import {
  CAUSES,
  kill,
  NO_SLOT,
  type Pilot,
  starfray,
  TICKS_PER_SECOND,
  UPGRADES,
  type Upgrade,
} from '@starfray/starfray/rules';
import {
  createFillBrain,
  createHunter,
  createNewcomer,
  STRENGTHS,
  type Strength,
  strengthOf,
} from '../games/starfray/bots/brains/index.ts';
import { TASTES } from '../games/starfray/bots/choosing.ts';
import { Flight } from '../games/starfray/bots/flight.ts';
import { fitUpgrade } from '../games/starfray/rules/upgrades.ts';

/** A duel that has no winner by then is a draw. */
const DUEL_TICKS = 60 * TICKS_PER_SECOND;
const ROOM_TICKS = 180 * TICKS_PER_SECOND;
/** Fill bots in a room, and one newcomer. */
const ROOM_BOTS = 12;
/** One room for so many duels. */
const DUELS_PER_ROOM = 10;
/** Skills of the duellists, in turns. */
const SKILLS: readonly number[] = Object.values(STRENGTHS);

interface UpgradeFigures {
  /** Of the duels in which one of two had it and that somebody won. */
  readonly duels: number;
  readonly winShare: number;
  /** Of the choices in rooms in which it was offered, chosen by taste. */
  readonly pickShare: number;
}

type KillRow = ReturnType<typeof kill.view>;

export interface BalanceFigures {
  readonly matches: number;
  readonly seed: number;
  readonly upgrades: Readonly<Record<Upgrade, UpgradeFigures>>;
  readonly duels: { readonly draws: number; readonly secondsToKill: { readonly p50: number; readonly p90: number } };
  readonly rooms: {
    readonly count: number;
    /** Kills of each strength for each of its deaths. */
    readonly killsPerDeath: Readonly<Record<Strength, number>>;
    readonly runs: number;
    /** Of runs that ended, and of the last ones of those rooms. */
    readonly reachedLevel5: number;
    /** Of all kills by pilots, by weapon. */
    readonly killShares: Readonly<Record<string, number>>;
    readonly newcomersWithAKill: number;
    readonly newcomerDeaths: number;
  };
}

/** Measures so many duels, and a room for every ten of them. `onProgress` is called after each. */
export function measureBalance(
  matches: number,
  seed: number,
  onProgress: () => void = () => undefined,
): BalanceFigures {
  const duels = new Duels();
  for (let match = 0; match < matches; match += 1) {
    duels.fight(seed + match);
    onProgress();
  }
  const rooms = new Rooms();
  for (let room = 0; room < Math.ceil(matches / DUELS_PER_ROOM); room += 1) {
    rooms.play(seed + room);
    onProgress();
  }
  return { matches, seed, upgrades: upgradeFigures(duels, rooms), duels: duels.figures(), rooms: rooms.figures() };
}

function upgradeFigures(duels: Duels, rooms: Rooms): BalanceFigures['upgrades'] {
  const entries = UPGRADES.map((upgrade, index) => [
    upgrade,
    { ...duels.of(index), pickShare: share(rooms.picked[index] ?? 0, rooms.offered[index] ?? 0) },
  ]);
  return Object.fromEntries(entries) as BalanceFigures['upgrades'];
}

// Two ships of one strength, as many upgrades each, in an arena of their own. The ship that is left has won.
class Duels {
  private readonly wins = UPGRADES.map(() => 0);
  private readonly losses = UPGRADES.map(() => 0);
  private readonly ticks: number[] = [];
  private draws = 0;

  fight(seed: number): void {
    const random = createRandom(seed);
    const flight = new Flight(starfray.createArena(starfray.chooseArena(2, seed)), seed);
    const skill = SKILLS[seed % SKILLS.length] ?? 0;
    const count = 1 + randomBelow(random, 5);
    const pair = [1, 2].map((place) => {
      const pilot = flight.add(createHunter({ skill, taste: TASTES.even }), seed * 2 + place);
      for (const index of drawUpgrades(random, count)) fitUpgrade(pilot.ship, pilot.own, index);
      flight.put(pilot, 700 + 650 * (place - 1), 1000);
      return { pilot, upgrades: pilot.ship.upgrades };
    });
    const ticks = flight.run(DUEL_TICKS, () => pair.some(({ pilot }) => pilot.slot === NO_SLOT));
    const alive = pair.filter(({ pilot }) => pilot.slot !== NO_SLOT);
    const winner = alive.length === 1 ? alive[0] : undefined;
    const loser = pair.find((one) => one !== winner);
    if (winner === undefined || loser === undefined) {
      this.draws += 1;
      return;
    }
    this.ticks.push(ticks);
    for (const index of UPGRADES.keys()) {
      const [hasWon, hasLost] = [winner.upgrades, loser.upgrades].map((upgrades) => (upgrades >> index) & 1);
      if (hasWon === hasLost) continue;
      const tally = hasWon === 1 ? this.wins : this.losses;
      tally[index] = (tally[index] ?? 0) + 1;
    }
  }

  of(index: number): Pick<UpgradeFigures, 'duels' | 'winShare'> {
    const [wins, losses] = [this.wins[index] ?? 0, this.losses[index] ?? 0];
    return { duels: wins + losses, winShare: share(wins, wins + losses) };
  }

  figures(): BalanceFigures['duels'] {
    const sorted = this.ticks.toSorted((a, b) => a - b);
    const at = (part: number) => round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) / TICKS_PER_SECOND);
    return { draws: this.draws, secondsToKill: { p50: at(0.5), p90: at(0.9) } };
  }
}

function drawUpgrades(random: RandomState, count: number): readonly number[] {
  const left = [...UPGRADES.keys()];
  return Array.from({ length: count }, () => left.splice(randomBelow(random, left.length), 1)[0] ?? 0);
}

// Fill bots as a server has them, and somebody new among them, for three minutes.
class Rooms {
  readonly picked = UPGRADES.map(() => 0);
  readonly offered = UPGRADES.map(() => 0);
  private readonly kills: Record<Strength, number> = { weak: 0, medium: 0, strong: 0 };
  private readonly deaths: Record<Strength, number> = { weak: 0, medium: 0, strong: 0 };
  private count = 0;
  private readonly byWeapon = new Map<string, number>();
  private runs = 0;
  private highRuns = 0;
  private luckyNewcomers = 0;
  private newcomerDeaths = 0;

  play(seed: number): void {
    this.count += 1;
    const flight = new Flight(starfray.createArena(starfray.chooseArena(ROOM_BOTS + 4, seed)), seed);
    const newcomer = flight.add(createNewcomer(), seed, 'human');
    const pilots = Array.from({ length: ROOM_BOTS }, (_, i) =>
      flight.add(createFillBrain(strengthOf(i + 1), createRandom(seed * 100 + i)), seed * 100 + i),
    );
    const watched = [newcomer, ...pilots].map((pilot) => new Watched(pilot));
    let newcomerKills = 0;
    flight.run(ROOM_TICKS, () => {
      for (const one of watched) one.look(this.picked, this.offered);
      const { events } = flight;
      for (let event = 0; event < events.count; event += 1) {
        if (events.kindOf(event) !== kill) continue;
        const news = kill.view(events.ints, events.base(event));
        this.note(news, newcomer.id);
        if (news.killer === newcomer.id) newcomerKills += 1;
      }
      return false;
    });
    if (newcomerKills > 0) this.luckyNewcomers += 1;
    for (const { levels } of watched) {
      this.runs += levels.length;
      this.highRuns += levels.filter((level) => level >= 5).length;
    }
  }

  figures(): BalanceFigures['rooms'] {
    const ratio = (strength: Strength) => round(this.kills[strength] / Math.max(1, this.deaths[strength]));
    return {
      count: this.count,
      killsPerDeath: { weak: ratio('weak'), medium: ratio('medium'), strong: ratio('strong') },
      runs: this.runs,
      reachedLevel5: share(this.highRuns, this.runs),
      killShares: this.killShares(),
      newcomersWithAKill: share(this.luckyNewcomers, this.count),
      newcomerDeaths: round(this.newcomerDeaths / this.count),
    };
  }

  private note({ killer, victim, weapon }: KillRow, newcomerId: number): void {
    const cause = CAUSES[weapon] ?? 'rock';
    if (killer !== 0) this.byWeapon.set(cause, (this.byWeapon.get(cause) ?? 0) + 1);
    if (victim === newcomerId) this.newcomerDeaths += 1;
    this.score(this.kills, killer, newcomerId);
    this.score(this.deaths, victim, newcomerId);
  }

  private killShares(): Record<string, number> {
    const all = [...this.byWeapon.values()].reduce((sum, kills) => sum + kills, 0);
    return Object.fromEntries([...this.byWeapon].toSorted().map(([name, kills]) => [name, share(kills, all)]));
  }

  // The bots are the players after the newcomer.
  private score(tally: Record<Strength, number>, playerId: number, newcomerId: number): void {
    if (playerId > newcomerId) tally[strengthOf(playerId - newcomerId)] += 1;
  }
}

/** One pilot's levels and choices, read once a tick. */
class Watched {
  /** The level at the end of each run, and the one reached now. */
  readonly levels: number[] = [0];
  private readonly pilot: Pilot;
  private upgrades = 0;
  private offers: readonly number[] = [];

  constructor(pilot: Pilot) {
    this.pilot = pilot;
  }

  look(picked: number[], offered: number[]): void {
    const { slot, ship, own } = this.pilot;
    if (slot === NO_SLOT) {
      if (this.upgrades !== -1) this.levels.push(0);
      this.upgrades = -1;
      this.offers = [];
      return;
    }
    const gained = this.upgrades < 0 ? 0 : ship.upgrades & ~this.upgrades;
    if (gained !== 0) {
      for (const offer of this.offers) offered[offer - 1] = (offered[offer - 1] ?? 0) + 1;
      const index = 31 - Math.clz32(gained);
      picked[index] = (picked[index] ?? 0) + 1;
    }
    this.upgrades = ship.upgrades;
    this.offers = own.offer1 === 0 ? [] : [own.offer1, own.offer2, own.offer3];
    this.levels[this.levels.length - 1] = own.level;
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 1000;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
