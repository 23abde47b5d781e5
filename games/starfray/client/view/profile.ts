// What this browser remembers of its pilot: kept here alone, sent nowhere.

import type { Memory } from '@starfray/client/page';
import { TICKS_PER_SECOND } from '../../rules/index.ts';
import { WEAPON_LOOKS } from './weapon-names.ts';

/** A run that ended. */
export interface Run {
  readonly flownTicks: number;
  readonly kills: number;
  readonly level: number;
  /** Before the death cost any. */
  readonly points: number;
}

interface Totals {
  readonly runs: number;
  readonly flownTicks: number;
  readonly bestStreak: number;
  readonly bestLevel: number;
  readonly bestPoints: number;
  /** Ships ended by weapon, by its number. */
  readonly kills: readonly number[];
}

const KEY = 'profile';
const NOTHING: Totals = { runs: 0, flownTicks: 0, bestStreak: 0, bestLevel: 0, bestPoints: 0, kills: [] };

export class Profile {
  private readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  addRun({ flownTicks, kills, level, points }: Run): void {
    const before = this.read();
    this.write({
      ...before,
      runs: before.runs + 1,
      flownTicks: before.flownTicks + flownTicks,
      bestStreak: Math.max(before.bestStreak, kills),
      bestLevel: Math.max(before.bestLevel, level),
      bestPoints: Math.max(before.bestPoints, points),
    });
  }

  addKill(weapon: number): void {
    const before = this.read();
    const length = Math.max(before.kills.length, weapon + 1);
    const kills = Array.from({ length }, (_, i) => (before.kills[i] ?? 0) + Number(i === weapon));
    this.write({ ...before, kills });
  }

  /** One line for the menu; empty before the first run has ended. */
  line(): string {
    const { runs, flownTicks, bestStreak, bestLevel, bestPoints, kills } = this.read();
    if (runs === 0) return '';
    const most = Math.max(0, ...kills);
    const parts = [
      `${runs} ${runs === 1 ? 'run' : 'runs'}`,
      `${timeText(flownTicks / TICKS_PER_SECOND)} flown`,
      `best streak ${bestStreak}`,
      `highest level ${bestLevel}`,
      `best ${bestPoints} points`,
    ];
    return [
      ...parts,
      ...(most > 0 ? [`favourite: ${(WEAPON_LOOKS[kills.indexOf(most)]?.name ?? '').toLowerCase()}`] : []),
    ].join(' · ');
  }

  // Another version, or a person, may have written anything.
  private read(): Totals {
    try {
      const kept: unknown = JSON.parse(this.memory.read(KEY) ?? '{}');
      const values: Partial<Record<keyof Totals, unknown>> = typeof kept === 'object' && kept !== null ? kept : {};
      const kills = Array.isArray(values.kills) ? values.kills.map(countOf) : NOTHING.kills;
      return {
        runs: countOf(values.runs),
        flownTicks: countOf(values.flownTicks),
        bestStreak: countOf(values.bestStreak),
        bestLevel: countOf(values.bestLevel),
        bestPoints: countOf(values.bestPoints),
        kills,
      };
    } catch {
      return NOTHING;
    }
  }

  private write(totals: Totals): void {
    this.memory.write(KEY, JSON.stringify(totals));
  }
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}

function timeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${Math.floor(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
