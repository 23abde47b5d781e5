// What a server asks of every join, and how many get a seat at a time; its refusals are in words for a person. It knows no rooms.

import { CLOSE } from '@starfray/shared/protocol';
import { TokenBucket } from '../session/index.ts';
import type { JoinRefusal, PlacedJoin } from './stages.ts';

const RETRY_FULL_MS = 5_000;
const RETRY_DRAINING_MS = 10_000;
/** A thousand are in after two and a half seconds; a seat costs some tenths of a millisecond. */
const JOINS_PER_SECOND = 400;
/** As many wait as get a seat within this. */
const LONGEST_WAIT_S = 5;
/** Seats are given out in so many portions a second: once a tick, at best. */
const PORTIONS_PER_SECOND = 50;
const NEVER = Number.POSITIVE_INFINITY;
/** A refusal that says when to come again names a time within this. */
const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 10_000;
/** For players who come back from a node that died, a time within this. */
const MAX_RETRY_RETURN_MS = 3_000;

/** Seats that are taken, in all rooms. */
export interface SeatTotals {
  readonly humans: number;
  readonly bots: number;
  readonly spectators: number;
  /** Of players whose line was lost. */
  readonly reserved: number;
}

export interface JoinLimitsOptions {
  readonly maxPlayers: number;
  readonly maxSpectators: number;
  /** Other people's bots in all rooms; as many as players by default. */
  readonly maxBots?: number | undefined;
  readonly joinCode: string | undefined;
  readonly versionHash: string;
  /** Names of the modes that are played here. */
  readonly modes: readonly string[];
  /** Joins that get a seat a second, default 400; others wait for theirs, and a join that would wait for longer than 5 s is refused. */
  readonly joinsPerSecond?: number | undefined;
  /** Uniform 0..1, for spreading the times to come again. */
  readonly random?: () => number;
}

export class JoinLimits {
  private readonly options: JoinLimitsOptions;
  /** Joins that get a seat between two updates. */
  readonly portion: number;
  private readonly perSecond: number;
  private readonly joins: TokenBucket;

  constructor(options: JoinLimitsOptions, nowMs: number) {
    this.options = options;
    this.perSecond = options.joinsPerSecond ?? JOINS_PER_SECOND;
    this.portion = Math.ceil(this.perSecond / PORTIONS_PER_SECOND);
    const capacity = Math.max(1, this.perSecond);
    this.joins = new TokenBucket({ perSecond: this.perSecond, capacity, floodMs: NEVER, mostExcess: NEVER }, nowMs);
  }

  /** Has it the join code, is it of this version, and is its mode played here? */
  checkFitness(request: PlacedJoin): JoinRefusal | undefined {
    const { joinCode, versionHash } = this.options;
    if (joinCode !== undefined && request.joinCode !== joinCode) {
      const reason = request.joinCode === undefined ? 'This server asks for a join code.' : 'That join code is wrong.';
      return { code: CLOSE.joinCode, reason, retryMs: undefined };
    }
    const needsVersion = request.snapshots === 'delta';
    if (request.version !== versionHash && (needsVersion || request.version !== undefined)) {
      const reason = `Another version plays here: ${versionHash}. Reload.`;
      return { code: CLOSE.version, reason, retryMs: undefined };
    }
    return this.checkMode(request);
  }

  private checkMode({ mode }: PlacedJoin): JoinRefusal | undefined {
    const { modes } = this.options;
    if (mode === undefined || modes.includes(mode)) return undefined;
    return { code: CLOSE.badRequest, reason: `mode must be ${modes.join(' or ')}, not "${mode}"`, retryMs: undefined };
  }

  /** Is there room for one more of a kind? */
  checkTotals(kind: PlacedJoin['kind'], { humans, bots, spectators, reserved }: SeatTotals): JoinRefusal | undefined {
    const { maxPlayers, maxSpectators, maxBots = maxPlayers } = this.options;
    if (kind === 'spectator') return spectators < maxSpectators ? undefined : full('No spectator seat is free.');
    if (kind === 'bot' && bots >= maxBots) return full('No more bots are taken.');
    return humans + bots + reserved < maxPlayers ? undefined : full('This server is full.');
  }

  /** May one more wait for a seat, with `waiting` of them in its lane? Lanes are limited one by one: a flood of bots never keeps a person out. */
  checkLine({ score }: PlacedJoin, waiting: number, nowMs: number): JoinRefusal | undefined {
    const isNext = waiting === 0 && this.joins.has(nowMs);
    const most = Math.floor(this.perSecond * LONGEST_WAIT_S);
    return isNext || waiting < most ? undefined : this.tooMany(score !== undefined);
  }

  /** Counts one seat given out; false where the last second had its number of them. */
  take(nowMs: number): boolean {
    return this.joins.take(nowMs) === 'taken';
  }

  private tooMany(isReturning: boolean): JoinRefusal {
    const retryMs = this.spread(isReturning ? MAX_RETRY_RETURN_MS : MAX_RETRY_MS);
    return { code: CLOSE.overloaded, reason: 'Too many join at once. Another moment.', retryMs };
  }

  overloaded(): JoinRefusal {
    const reason = 'This server is overloaded and takes nobody for now.';
    return { code: CLOSE.overloaded, reason, retryMs: this.spread(MAX_RETRY_MS) };
  }

  private spread(mostMs: number): number {
    return Math.round(MIN_RETRY_MS + (this.options.random?.() ?? 0) * (mostMs - MIN_RETRY_MS));
  }
}

export function full(reason: string): JoinRefusal {
  return { code: CLOSE.full, reason, retryMs: RETRY_FULL_MS };
}

/** All player ids of a room are in use or resting. */
export function crowded(): JoinRefusal {
  return { code: CLOSE.overloaded, reason: 'Too many join here at the moment.', retryMs: RETRY_FULL_MS };
}

export function draining(): JoinRefusal {
  return { code: CLOSE.draining, reason: 'This server is about to stop.', retryMs: RETRY_DRAINING_MS };
}
