// Which mode a world is in. Modes are plug-ins of the rules: one object each, in the order of MODE_FACTS.

import type { StarfrayWorld } from '../world.ts';
import { flagMode } from './flag.ts';
import { fray } from './fray.ts';
import { lastLight } from './last-light.ts';
import type { Mode } from './mode.ts';

const MODES: readonly Mode[] = [fray, flagMode, lastLight];

export function modeOf({ arena }: StarfrayWorld): Mode {
  return MODES[arena.mode] ?? fray;
}
