// An arena no larger than one view, for however many: everybody sees everybody.

import { starfray } from '@starfray/starfray/rules';

/** Whose arena is no larger than one view. */
const PACKED_PLAYERS = 12;

/** As large as that of few players, with room for the entities of all. */
export function choosePackedArena(capacity: number, mapSeed: number): ReturnType<typeof starfray.chooseArena> {
  const arena = starfray.chooseArena(capacity, mapSeed);
  const small = starfray.chooseArena(PACKED_PLAYERS, mapSeed);
  const side = starfray.arenaOptions.columnNames.indexOf('side');
  arena.ints[arena.base + side] = small.ints[small.base + side] ?? 0;
  return arena;
}
