// Who leads, and where everyone is: the two slow messages that are the same for all, recomputed once and told on change.

import { type EntityKind, type EntityTable, encodeMessage } from '@starfray/shared/contract';
import { at, atUint8, atUint16, item } from '@starfray/shared/core';
import type { Protocol } from '@starfray/shared/net';

const TOP = 10;
const HEAT_COLUMNS = 16;

interface Line {
  readonly playerId: number;
  readonly score: number;
}

export class Standings {
  private readonly protocol: Protocol;
  private lines: readonly Line[] = [];
  private ranks = new Map<number, number>();

  constructor(protocol: Protocol) {
    this.protocol = protocol;
  }

  /** Ranks the players by score, ties by id. */
  update(playerIds: Iterable<number>, scoreOf: (playerId: number) => number): void {
    this.lines = Array.from(playerIds, (playerId) => ({ playerId, score: scoreOf(playerId) })).sort(
      (a, b) => b.score - a.score || a.playerId - b.playerId,
    );
    this.ranks = new Map(this.lines.map((line, i) => [line.playerId, i + 1]));
  }

  /** The ids that the leaderboard names. */
  named(): readonly number[] {
    return this.lines.slice(0, TOP).map((line) => line.playerId);
  }

  /** The `leaderboard` message for one player (0: a spectator). */
  message(playerId: number): unknown[] {
    const rank = this.ranks.get(playerId);
    return encodeMessage(this.protocol.server.leaderboard, {
      entries: this.lines.slice(0, TOP).flatMap((line) => [line.playerId, line.score]),
      ownRank: rank,
      ownScore: rank === undefined ? undefined : this.lines[rank - 1]?.score,
      players: this.lines.length,
    });
  }
}

/** The `heat` message: how many entities of the first rank stand in each of 16 x 16 squares. */
export function heatMessage<A>(
  protocol: Protocol,
  table: EntityTable,
  kinds: readonly EntityKind<A>[],
  side: number,
): unknown[] {
  const counts = new Array<number>(HEAT_COLUMNS * HEAT_COLUMNS).fill(0);
  for (let i = 0; i < table.count; i += 1) {
    const slot = atUint16(table.order, i);
    const kind = item(kinds, atUint8(table.kinds, slot));
    if (kind.interest.rank !== 0) continue;
    const base = table.base(slot);
    const square =
      line(at(table.ints, base + kind.yColumn), side) * HEAT_COLUMNS + line(at(table.ints, base + kind.xColumn), side);
    counts[square] = item(counts, square) + 1;
  }
  return encodeMessage(protocol.server.heat, { counts });
}

function line(position: number, side: number): number {
  return Math.min(HEAT_COLUMNS - 1, Math.max(0, Math.floor((position * HEAT_COLUMNS) / side)));
}
