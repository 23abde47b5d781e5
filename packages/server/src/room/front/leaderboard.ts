// The leaderboard: a slow message of which most is the same for all, computed once and sent on change.

import { HASH_START, mix } from '@starfray/shared/core';
import { ByteWriter, type Protocol } from '@starfray/shared/protocol';
import { Ranking } from './ranking.ts';

const TOP = 10;
const MESSAGE_ELEMENTS = 5;

/** Bytes of the longest leaderboard: ten lines of two integers, and what is one's own. */
const MESSAGE_BYTES = 256;

export class Leaderboard {
  private readonly type: number;
  private readonly ranking = new Ranking();
  /** The part that is the same for all, encoded once: the ten best. */
  private readonly top = new ByteWriter(MESSAGE_BYTES);
  private topHash = 0;
  private best: readonly number[] = [];
  private readonly message = new ByteWriter(MESSAGE_BYTES);

  constructor(protocol: Protocol) {
    this.type = protocol.server.leaderboard.type;
    this.encodeTop();
  }

  /** Begins to rank the first `count` of these players by score, ties by id. */
  begin(playerIds: Uint16Array, count: number): void {
    this.ranking.begin(playerIds, count);
  }

  /** Ranks on, once a tick: thousands take some ticks, and until then the last order holds. */
  work(scoreOf: (playerId: number) => number): void {
    if (this.ranking.work(scoreOf)) this.encodeTop();
  }

  /** The ids that the leaderboard names. */
  named(): readonly number[] {
    return this.best;
  }

  /** Changes when the message for a player (0: a spectator) is another than before. */
  stampFor(playerId: number): number {
    const rank = this.ranking.rankOf(playerId);
    return mix(mix(this.topHash, rank), rank === 0 ? 0 : this.ranking.scoreAt(rank - 1));
  }

  /** The packed `leaderboard` message for one player: [type, [id, score …], own rank, own score, players]. The next one overwrites it. */
  messageFor(playerId: number): ByteWriter {
    const writer = this.message;
    writer.length = 0;
    const rank = this.ranking.rankOf(playerId);
    const header = writer.reserveArrayHeader();
    writer.int(this.type);
    writer.copy(this.top.bytes, 0, this.top.length);
    if (rank === 0) {
      writer.nil();
      writer.nil();
    } else {
      writer.int(rank);
      writer.int(this.ranking.scoreAt(rank - 1));
    }
    writer.int(this.ranking.count);
    writer.arrayHeader(header, MESSAGE_ELEMENTS);
    return writer;
  }

  private encodeTop(): void {
    const { top } = this;
    top.length = 0;
    const header = top.reserveArrayHeader();
    const { ranking } = this;
    const best = Array.from({ length: Math.min(TOP, ranking.count) }, (_, place) => ranking.idAt(place));
    let hash = mix(HASH_START, ranking.count);
    for (const [place, playerId] of best.entries()) {
      const score = ranking.scoreAt(place);
      top.int(playerId);
      top.int(score);
      hash = mix(mix(hash, playerId), score);
    }
    top.arrayHeader(header, 2 * best.length);
    this.topHash = hash;
    this.best = best;
  }
}
