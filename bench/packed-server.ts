// Starfray's game in one room of an arena as large as its players need, or of one no larger than a view. Arguments: players, and packed or
// spread.

import { versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { hostGame } from './engine-host.ts';
import { choosePackedArena } from './packed-arena.ts';

const [players = '1000', scene = 'spread'] = process.argv.slice(2);
const game = scene === 'packed' ? { ...starfray, chooseArena: choosePackedArena } : starfray;
const { port } = await hostGame(game, { players: Number(players), version: versionHash(starfray) });
console.log(`port ${port}`);
