// The leaderboard and the density map: the two slow messages that are the same for all, computed once and sent on change.

import { type EntityKind, encodeMessage } from '@starfray/shared/contract';
import { at, atUint8, atUint16, HASH_START, item, mix } from '@starfray/shared/core';
import { ByteWriter, type Protocol } from '@starfray/shared/protocol';
import type { TableRows } from '../replication/table-rows.ts';

const TOP = 10;
const DENSITY_COLUMNS = 16;
const MESSAGE_ELEMENTS = 5;

interface Line {
  readonly playerId: number;
  readonly score: number;
}

/** Bytes of the longest leaderboard: ten lines of two integers, and what is one's own. */
const MESSAGE_BYTES = 256;

export class Leaderboard {
  private readonly type: number;
  private lines: readonly Line[] = [];
  private ranks = new Map<number, number>();
  /** The part that is the same for all, encoded once: the ten best. */
  private readonly top = new ByteWriter(MESSAGE_BYTES);
  private topHash = 0;
  private best: readonly number[] = [];
  private readonly message = new ByteWriter(MESSAGE_BYTES);

  constructor(protocol: Protocol) {
    this.type = protocol.server.leaderboard.type;
    this.encodeTop();
  }

  /** Ranks the players by score, ties by id. */
  update(playerIds: Iterable<number>, scoreOf: (playerId: number) => number): void {
    this.lines = Array.from(playerIds, (playerId) => ({ playerId, score: scoreOf(playerId) })).sort(
      (a, b) => b.score - a.score || a.playerId - b.playerId,
    );
    this.ranks = new Map(this.lines.map((line, i) => [line.playerId, i + 1]));
    this.encodeTop();
  }

  /** The ids that the leaderboard names. */
  named(): readonly number[] {
    return this.best;
  }

  /** Changes when the message for a player (0: a spectator) is another than before. */
  stampFor(playerId: number): number {
    const rank = this.ranks.get(playerId) ?? 0;
    return mix(mix(this.topHash, rank), this.lines[rank - 1]?.score ?? 0);
  }

  /** The packed `leaderboard` message for one player: [type, [id, score …], own rank, own score, players]. The next one overwrites it. */
  messageFor(playerId: number): ByteWriter {
    const writer = this.message;
    writer.length = 0;
    const rank = this.ranks.get(playerId);
    const header = writer.reserveArrayHeader();
    writer.int(this.type);
    writer.copy(this.top.bytes, 0, this.top.length);
    if (rank === undefined) {
      writer.nil();
      writer.nil();
    } else {
      writer.int(rank);
      writer.int(this.lines[rank - 1]?.score ?? 0);
    }
    writer.int(this.lines.length);
    writer.arrayHeader(header, MESSAGE_ELEMENTS);
    return writer;
  }

  private encodeTop(): void {
    const { top } = this;
    top.length = 0;
    const header = top.reserveArrayHeader();
    const best = this.lines.slice(0, TOP);
    let hash = mix(HASH_START, this.lines.length);
    for (const { playerId, score } of best) {
      top.int(playerId);
      top.int(score);
      hash = mix(mix(hash, playerId), score);
    }
    top.arrayHeader(header, 2 * best.length);
    this.topHash = hash;
    this.best = best.map(({ playerId }) => playerId);
  }
}

/** The `density` message: how many entities of the counted kinds, some of the game's `kinds`, are in each of 16 x 16 squares. */
export function densityMessage<A>(
  protocol: Protocol,
  rows: TableRows,
  kinds: readonly EntityKind<A>[],
  counted: readonly EntityKind<A>[],
  side: number,
): unknown[] {
  const counts = new Array<number>(DENSITY_COLUMNS * DENSITY_COLUMNS).fill(0);
  for (let i = 0; i < rows.count; i += 1) {
    const slot = atUint16(rows.order, i);
    const kind = item(kinds, atUint8(rows.kinds, slot));
    if (!counted.includes(kind)) continue;
    const base = rows.base(slot);
    const square =
      line(at(rows.ints, base + kind.yColumn), side) * DENSITY_COLUMNS + line(at(rows.ints, base + kind.xColumn), side);
    counts[square] = item(counts, square) + 1;
  }
  return encodeMessage(protocol.server.density, { counts });
}

function line(position: number, side: number): number {
  return Math.min(DENSITY_COLUMNS - 1, Math.max(0, Math.floor((position * DENSITY_COLUMNS) / side)));
}
