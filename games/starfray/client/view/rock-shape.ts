// The vector look of an asteroid: an uneven polygon around its circle, cut into facets around an inner ridge.

import { scatter } from '@starfray/client/motion';
import type { Outline } from '@starfray/client/view';
import { item } from '@starfray/shared/core';

interface Facet {
  readonly corners: Outline;
  /** 0 in shadow to 1 towards the light. */
  readonly light: number;
}

export interface RockShape {
  readonly rim: Outline;
  readonly facets: readonly Facet[];
  readonly craters: readonly { readonly x: number; readonly y: number; readonly radius: number }[];
}

const LIGHT_ANGLE = -2.2;

/** A shape in radii. The rim stays within 0.9 and 1.05 of the circle that ships bounce off. */
export function rockShape(seed: number, corners: number): RockShape {
  const rim: [number, number][] = [];
  const ridge: [number, number][] = [];
  for (let i = 0; i < corners; i += 1) {
    const turn = ((i + (scatter(seed * 31 + i) - 0.5) * 0.6) / corners) * Math.PI * 2;
    const far = 0.9 + 0.15 * scatter(seed * 57 + i);
    rim.push([Math.cos(turn) * far, Math.sin(turn) * far]);
    const inner = 0.34 + 0.26 * scatter(seed * 91 + i);
    ridge.push([Math.cos(turn) * inner, Math.sin(turn) * inner]);
  }
  const facets: Facet[] = [{ corners: ridge, light: 0.55 }];
  for (let i = 0; i < corners; i += 1) {
    const next = (i + 1) % corners;
    const quad = [item(rim, i), item(rim, next), item(ridge, next), item(ridge, i)];
    const middle = Math.atan2(item(rim, i)[1] + item(rim, next)[1], item(rim, i)[0] + item(rim, next)[0]);
    const light = 0.5 + 0.42 * Math.cos(middle - LIGHT_ANGLE) + 0.16 * (scatter(seed * 13 + i) - 0.5);
    facets.push({ corners: quad, light: Math.min(1, Math.max(0, light)) });
  }
  const craters = Array.from({ length: 3 }, (_, i) => {
    const turn = scatter(seed * 7 + i) * Math.PI * 2;
    const far = 0.2 + 0.42 * scatter(seed * 11 + i);
    return { x: Math.cos(turn) * far, y: Math.sin(turn) * far, radius: 0.06 + 0.1 * scatter(seed * 17 + i) };
  });
  return { rim, facets, craters };
}
