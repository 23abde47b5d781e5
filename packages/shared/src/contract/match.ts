// Matches: phases, teams, scores and a result, for games that are played in rounds. The state is one row in the world, which the
// engine shows to every client wherever it looks; a game calls these functions from its `step`.

import { clamp } from '../core/index.ts';
import { defineEntity } from './entity.ts';
import { int, player } from './fields.ts';

/** In this order; a match without a draw skips overtime. */
const MATCH_PHASES = ['warm-up', 'play', 'overtime', 'result'] as const;
export type MatchPhase = (typeof MATCH_PHASES)[number];

const MAX_TEAMS = 4;
const MAX_TEAM_SCORE = 999;
const MAX_TICK = 0x7fffffff;

const teamScore = () => int(0, MAX_TEAM_SCORE);

/** The state of the match of a world; a game with matches lists this kind and keeps exactly one such entity. */
export const match = defineEntity({
  name: 'match',
  fields: {
    score1: teamScore(),
    score2: teamScore(),
    score3: teamScore(),
    score4: teamScore(),
    /** Index of the phase in their order. */
    phase: int(0, MATCH_PHASES.length - 1),
    /** The tick in which the phase ends; the last one there is while a warm-up waits for players. */
    endsTick: int(0, MAX_TICK),
    /** The team that won, from 1; 0 for a draw, and before the result. */
    winner: int(0, MAX_TEAMS),
    /** The player who won, in a match without teams; 0 before the result, and where nobody did. */
    champion: player(),
    /** Counts the matches of this world, from 1. */
    number: int(0, 0xffff),
    x: int(0, 0),
    y: int(0, 0),
  },
  interest: { rank: 9, most: 1, isEverywhere: true },
});
export type MatchRow = ReturnType<typeof match.view>;

/** Lengths of the phases, in ticks. */
export interface MatchRules {
  /** 0 where everybody plays alone. */
  readonly teams: number;
  readonly warmUpTicks: number;
  readonly playTicks: number;
  /** The first point ends it, and its end without one is a draw; 0 for a game in which a draw stands. */
  readonly overtimeTicks: number;
  readonly resultTicks: number;
}

export function phaseOf(row: MatchRow): MatchPhase {
  return MATCH_PHASES[row.phase] ?? 'warm-up';
}

/** A team's points; teams count from 1. */
export function teamScoreOf(row: MatchRow, team: number): number {
  return [row.score1, row.score2, row.score3, row.score4][team - 1] ?? 0;
}

/** Begins the next match with its warm-up; the first one of a row of zeros. */
export function beginMatch(row: MatchRow, tick: number, rules: MatchRules): void {
  row.number = (row.number % 0xffff) + 1;
  row.winner = 0;
  row.champion = 0;
  setScores(row, 0);
  enter(row, 'warm-up', tick + rules.warmUpTicks);
}

/** Moves a match on to `tick`, once a tick. Answers the phase that begins with it, or undefined. */
export function advanceMatch(row: MatchRow, tick: number, rules: MatchRules): MatchPhase | undefined {
  if (tick < row.endsTick) return undefined;
  switch (phaseOf(row)) {
    case 'warm-up':
      setScores(row, 0);
      return enter(row, 'play', tick + rules.playTicks);
    case 'play':
      if (leaderOf(row, rules.teams) === 0 && rules.overtimeTicks > 0)
        return enter(row, 'overtime', tick + rules.overtimeTicks);
      return finish(row, tick, rules);
    case 'overtime':
      return finish(row, tick, rules);
    default:
      beginMatch(row, tick, rules);
      return 'warm-up';
  }
}

/** For a warm-up that lasts until there are enough players: its time begins when they are here, and again when they were not. Called once a tick. */
export function holdWarmUp(row: MatchRow, tick: number, rules: MatchRules, isEnough: boolean): void {
  if (phaseOf(row) !== 'warm-up') return;
  if (!isEnough) row.endsTick = MAX_TICK;
  else if (row.endsTick === MAX_TICK) row.endsTick = tick + rules.warmUpTicks;
}

/** Does a warm-up wait for players? */
export function isHeld(row: MatchRow): boolean {
  return row.endsTick === MAX_TICK;
}

/** Ends play before its time, with the next `advanceMatch`; `champion` is the player who won, in a match without teams. */
export function endPlay(row: MatchRow, tick: number, champion = 0): void {
  const phase = phaseOf(row);
  if (phase !== 'play' && phase !== 'overtime') return;
  row.endsTick = tick;
  row.champion = champion;
}

/** A point for a team. It counts in play, and ends an overtime; answers whether it counted. */
export function scorePoint(row: MatchRow, team: number, tick: number): boolean {
  const phase = phaseOf(row);
  if (phase !== 'play' && phase !== 'overtime') return false;
  setScore(row, team, teamScoreOf(row, team) + 1);
  // Its result begins with the next `advanceMatch`.
  if (phase === 'overtime') row.endsTick = tick;
  return true;
}

/** The team that should get the next player: the smallest; of several, the one that is behind. `sizes[0]` is that of team 1. */
export function teamToJoin(row: MatchRow, sizes: readonly number[]): number {
  let best = 1;
  for (let team = 2; team <= sizes.length; team += 1) {
    const fewer = (sizes[team - 1] ?? 0) - (sizes[best - 1] ?? 0);
    if (fewer < 0 || (fewer === 0 && teamScoreOf(row, team) < teamScoreOf(row, best))) best = team;
  }
  return best;
}

// The team with the most points; 0 for none, where several have them.
function leaderOf(row: MatchRow, teams: number): number {
  if (teams === 0) return 0;
  let leader = 1;
  let isShared = false;
  for (let team = 2; team <= teams; team += 1) {
    const ahead = teamScoreOf(row, team) - teamScoreOf(row, leader);
    if (ahead > 0) leader = team;
    if (ahead >= 0) isShared = ahead === 0;
  }
  return isShared ? 0 : leader;
}

function finish(row: MatchRow, tick: number, rules: MatchRules): MatchPhase {
  row.winner = leaderOf(row, rules.teams);
  return enter(row, 'result', tick + rules.resultTicks);
}

function enter(row: MatchRow, phase: MatchPhase, endsTick: number): MatchPhase {
  row.phase = MATCH_PHASES.indexOf(phase);
  row.endsTick = endsTick;
  return phase;
}

function setScores(row: MatchRow, score: number): void {
  for (let team = 1; team <= MAX_TEAMS; team += 1) setScore(row, team, score);
}

function setScore(row: MatchRow, team: number, score: number): void {
  const value = clamp(score, 0, MAX_TEAM_SCORE);
  if (team === 1) row.score1 = value;
  else if (team === 2) row.score2 = value;
  else if (team === 3) row.score3 = value;
  else if (team === 4) row.score4 = value;
}
