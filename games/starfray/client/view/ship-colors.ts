// The colours of ships and shots by their pilots' hues.

import { oklch } from '@starfray/client/view';
import { TEAM_LIST } from '../../rules/index.ts';

/** A ship's colour: bright enough to stand out on black. */
export function shipColor(hue: number): number {
  return oklch(0.76, 0.21, hue);
}

/** The hue of a ship: its team's, or else its pilot's. */
export function shipHue(team: number, pilotHue: number | undefined, otherwise: number): number {
  return TEAM_LIST[team - 1]?.hue ?? pilotHue ?? otherwise;
}

/** A shot's colour, nearly white at heart. */
export function shotColor(hue: number): number {
  return oklch(0.86, 0.15, hue);
}
