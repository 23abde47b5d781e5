// How large ships are drawn.

import { toPx } from '@starfray/client/view';
import { SHIP_RADIUS } from '../../rules/index.ts';

/** World pixels of a ship's radius. */
export const RADIUS = toPx(SHIP_RADIUS);
