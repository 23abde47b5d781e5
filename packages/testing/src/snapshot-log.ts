// Overhears a client's connection: every message it is sent, and what each snapshot held, applied to rows of its own.

import { type Game, INVALID, type World } from '@starfray/shared/contract';
import {
  applySnapshot,
  createCodec,
  createProtocol,
  HeldRows,
  type Link,
  type ReceivedEvent,
  SNAPSHOT_TYPE,
} from '@starfray/shared/protocol';

export interface LoggedSnapshot {
  readonly atMs: number;
  readonly tick: number;
  /** 0: a full one. */
  readonly age: number;
  readonly events: readonly ReceivedEvent[];
}

export class SnapshotLog<W extends World, A> {
  readonly snapshots: LoggedSnapshot[] = [];
  welcomes = 0;
  private readonly game: Game<W, A>;
  private readonly codec = createCodec();
  private readonly protocol;
  private held: HeldRows<A> | undefined;

  constructor(game: Game<W, A>) {
    this.game = game;
    this.protocol = createProtocol(game);
  }

  /** The snapshots that arrived after a moment. */
  since(ms: number): readonly LoggedSnapshot[] {
    return this.snapshots.filter(({ atMs }) => atMs > ms);
  }

  /** The link, with all that it receives noted first. */
  overhear(link: Link, now: () => number): Link {
    return {
      get isOpen() {
        return link.isOpen;
      },
      get bufferedBytes() {
        return link.bufferedBytes;
      },
      send: (bytes) => link.send(bytes),
      sendPair: (first, second) => link.sendPair(first, second),
      close: (code, reason) => link.close(code, reason),
      onClose: (ended) => link.onClose(ended),
      onMessage: (receive) =>
        link.onMessage((bytes) => {
          this.note(bytes, now());
          receive(bytes);
        }),
    };
  }

  private note(bytes: Uint8Array, atMs: number): void {
    const elements = this.codec.unpack(bytes);
    if (Array.isArray(elements) && elements[0] === SNAPSHOT_TYPE) {
      if (this.held === undefined) throw new Error('a snapshot before the welcome');
      const result = applySnapshot(elements, this.held, this.game.events);
      if (!result.ok) throw new Error(`a snapshot that cannot be applied: ${result.fault}`);
      const { tick, age, events } = result.value;
      this.snapshots.push({ atMs, tick, age, events });
      return;
    }
    const message = this.protocol.decodeServer(elements);
    if (message === INVALID) throw new Error('no message of this protocol');
    if (message.name !== 'welcome') return;
    this.welcomes += 1;
    const options = this.game.arenaOptions.view(Int32Array.from(message.arena), 0);
    this.held = new HeldRows(this.game, this.game.createArena(options));
  }
}
