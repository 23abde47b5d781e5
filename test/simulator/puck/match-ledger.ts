// What a match may do: a side's points rise by its goals alone, and players come to the smaller side.

import type { PuckWorld } from '@starfray/puck/rules';
import { goal } from '@starfray/puck/rules';
import { type Command, type EventQueue, type MatchPhase, phaseOf, teamScoreOf } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';

/** How far from the goal line the puck of a goal may have been one tick before: its own way, and a push by a disc. */
const REACH = px(80);

/** A rink as it was after the tick before. */
interface Before {
  readonly number: number;
  readonly phase: MatchPhase;
  readonly scores: readonly number[];
  /** By player. */
  readonly teams: ReadonlyMap<number, number>;
  readonly puckX: number | undefined;
}

export class MatchLedger {
  goals = 0;
  newcomers = 0;
  private readonly before = new WeakMap<PuckWorld, Before>();

  /** The teams that the events of a tick give a goal. */
  goalsOf(events: EventQueue): readonly number[] {
    const teams: number[] = [];
    for (let i = 0; i < events.count; i += 1) {
      if (events.kindOf(i) === goal) teams.push(goal.view(events.ints, events.base(i)).team);
    }
    return teams;
  }

  /** Looks at a rink after a tick. Returns what is wrong, undefined when nothing is. */
  note(world: PuckWorld, commands: readonly Command[], goals: readonly number[]): string | undefined {
    const before = this.before.get(world);
    const now = lookAt(world);
    this.before.set(world, now);
    this.goals += goals.length;
    if (before === undefined) return undefined;
    return (
      this.goalFault(world, before, goals) ?? scoreFault(before, now, goals) ?? this.sideFault(before, now, commands)
    );
  }

  private goalFault({ rink }: PuckWorld, { puckX }: Before, goals: readonly number[]): string | undefined {
    const [team, ...more] = goals;
    if (team === undefined) return undefined;
    if (more.length > 0) return `${goals.length} goals fell in one tick`;
    if (puckX === undefined) return `team ${team} scored without a puck`;
    const way = team === 1 ? rink.right - puckX : puckX - rink.left;
    return way > REACH ? `team ${team} scored with a puck ${way >> 8} px from the line` : undefined;
  }

  private sideFault(before: Before, now: Before, commands: readonly Command[]): string | undefined {
    if (now.number !== before.number) {
      const [left = 0, right = 0] = sizesOf(now.teams);
      return Math.abs(left - right) > 1 ? `a match began with ${left} against ${right}` : undefined;
    }
    // Of a player who joined and left in one tick nobody knows the side that it was on meanwhile.
    if (commands.some(({ kind, playerId }) => kind === 'join' && !now.teams.has(playerId))) return undefined;
    const teams = new Map(before.teams);
    const fault = this.follow(teams, now.teams, commands);
    const turncoat = Array.from(teams.keys()).find((playerId) => now.teams.get(playerId) !== teams.get(playerId));
    return fault ?? (turncoat === undefined ? undefined : `player ${turncoat} changed sides in mid-match`);
  }

  // Lets players leave and join the sides of before, in order.
  private follow(teams: Map<number, number>, now: ReadonlyMap<number, number>, commands: readonly Command[]) {
    for (const { kind, playerId } of commands) {
      const team = kind === 'join' ? now.get(playerId) : undefined;
      if (team === undefined) teams.delete(playerId);
      else {
        const fault = joinFault(playerId, team, sizesOf(teams));
        if (fault !== undefined) return fault;
        teams.set(playerId, team);
        this.newcomers += 1;
      }
    }
    return undefined;
  }
}

function joinFault(playerId: number, team: number, [left = 0, right = 0]: readonly number[]): string | undefined {
  const [own, other] = team === 1 ? [left, right] : [right, left];
  return own > other ? `player ${playerId} joined the side of ${own} and not that of ${other}` : undefined;
}

function lookAt({ match, roster, puckSlot, puck }: PuckWorld): Before {
  return {
    number: match.number,
    phase: phaseOf(match),
    scores: [teamScoreOf(match, 1), teamScoreOf(match, 2)],
    teams: new Map(roster.map(({ id, team }) => [id, team])),
    puckX: puckSlot < 0 ? undefined : puck.x,
  };
}

function scoreFault(before: Before, now: Before, goals: readonly number[]): string | undefined {
  const doesCount = before.phase === 'play' || before.phase === 'overtime';
  const isFresh = now.number !== before.number || (now.phase === 'play' && before.phase === 'warm-up');
  for (const team of [1, 2]) {
    const score = now.scores[team - 1] ?? 0;
    const more = doesCount && goals.includes(team) ? 1 : 0;
    const expected = isFresh ? 0 : (before.scores[team - 1] ?? 0) + more;
    if (score !== expected) return `team ${team} has ${score} points instead of ${expected}, in ${before.phase}`;
  }
  return undefined;
}

function sizesOf(teams: ReadonlyMap<number, number>): number[] {
  return [1, 2].map((team) => Array.from(teams.values()).filter((other) => other === team).length);
}
