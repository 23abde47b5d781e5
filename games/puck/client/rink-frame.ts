// One frame's question to the picture, and how the rink is turned: a tall window shows it upright, the own goal below.

import type { DiscRow, PuckRow, Rink } from '../rules/index.ts';

export interface RinkFrame {
  readonly rink: Rink;
  /** Eighths of a turn that the world is turned by, clockwise. */
  readonly turn: number;
  readonly isPortrait: boolean;
  readonly discs: readonly {
    readonly key: number;
    readonly row: DiscRow;
    readonly isOwn: boolean;
    readonly name: string;
  }[];
  readonly puck: { readonly key: number; readonly row: PuckRow } | undefined;
  /** The teams that a goal was scored for since the last frame. */
  readonly goals: readonly number[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export function isPortrait({ width, height }: Size): boolean {
  return height > width;
}

/** How far the world is turned on the screen, in eighths clockwise. */
export function turnOf(team: number, size: Size): number {
  if (!isPortrait(size)) return 0;
  return team === 1 ? -2 : 2;
}

/** A direction on the screen, 1..8 or 0 for none, as one of a world that is turned. */
export function turned(thrust: number, turn: number): number {
  return thrust === 0 ? 0 : ((thrust - 1 - turn + 8) % 8) + 1;
}
