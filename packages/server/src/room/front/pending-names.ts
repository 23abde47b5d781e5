// The names of a crowd on their way to one newcomer: blocks that are sent one by one, and what it has heard before its block came.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint8, item } from '@starfray/shared/core';
import type { NamedPlayer } from './names.ts';

/** Some players, and the message that names them, packed once for all newcomers. */
export interface NameBlock {
  readonly players: readonly NamedPlayer[];
  readonly bytes: Uint8Array;
}

export class PendingNames {
  private readonly blocks: readonly NameBlock[];
  private sent = 0;
  /** By id: 1 for those whose name was sent. */
  private readonly isNamed = new Uint8Array(MAX_PLAYER_ID + 1);

  constructor(blocks: readonly NameBlock[]) {
    this.blocks = blocks;
  }

  get isOver(): boolean {
    return this.sent === this.blocks.length;
  }

  /** Was the name of a player with this id sent? */
  has(playerId: number): boolean {
    return atUint8(this.isNamed, playerId) === 1;
  }

  note(playerId: number): void {
    this.isNamed[playerId] = 1;
  }

  /** Players in the next block; 0 when there is none. */
  get nextLength(): number {
    return this.blocks[this.sent]?.players.length ?? 0;
  }

  /** The next block, whose players count as named from now on; there is one unless `isOver`. */
  take(): NameBlock {
    const block = item(this.blocks, this.sent);
    this.sent += 1;
    for (const { id } of block.players) this.note(id);
    return block;
  }
}
