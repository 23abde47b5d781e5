// What two builds must share to play together, as eight hexadecimal digits: protocol, schemas, rules and tuning.

import type { Game, RowKind, World } from '../contract/index.ts';
import { HASH_START, hashHex, mix, mixText } from '../core/index.ts';
import { PROTOCOL_VERSION } from './limits.ts';

/** Costs the game's scripted ticks (some milliseconds): compute it once a process. */
export function versionHash<W extends World, A>(game: Game<W, A>): string {
  let hash = mix(mixText(HASH_START, `${game.identity.name} ${game.version}`), PROTOCOL_VERSION);
  const kinds: RowKind[] = [...game.entities, game.privateRow, game.input, ...game.events, game.arenaOptions];
  for (const kind of kinds) hash = mixText(hash, describe(kind));
  hash = mixText(hash, JSON.stringify([game.rates, game.viewSize]));
  return hashHex(mix(hash, game.fingerprint()));
}

function describe(kind: RowKind): string {
  const columns = kind.columns.map((column, i) => [
    kind.columnNames[i],
    column.least,
    column.most,
    column.blend,
    column.grain,
  ]);
  return JSON.stringify([kind.name, columns]);
}
