// The private row of each client's own entity: predicted from what the client was last sent, and written as far as it differs.

import { copyInts, type Game, type RowPlace, sameInts, type World } from '@starfray/shared/contract';
import { atUint8, item } from '@starfray/shared/core';
import { ByteWriter, privateHash, type SnapshotWriter, writeFullRow, writeResidual } from '@starfray/shared/protocol';
import type { PlayerFacts } from '../front/player-facts.ts';
import type { ClientView } from '../visibility/client-view.ts';
import { PrivateBaselines } from './private-baselines.ts';
import type { RowHistory } from './row-history.ts';
import type { TableRows } from './table-rows.ts';

const PRIVATE_BYTES = 256;

export class PrivateRows<W extends World, A> {
  private readonly game: Game<W, A>;
  private readonly arena: A;
  private readonly rows: TableRows;
  private readonly history: RowHistory;
  private readonly facts: PlayerFacts;
  private readonly baselines: PrivateBaselines;
  private readonly bodies: RowPlace[];
  private readonly predicted: RowPlace;
  private readonly bytes = new ByteWriter(PRIVATE_BYTES);
  private tick = 0;

  constructor(game: Game<W, A>, rows: TableRows, arena: A, history: RowHistory, facts: PlayerFacts) {
    this.game = game;
    this.arena = arena;
    this.rows = rows;
    this.history = history;
    this.facts = facts;
    this.baselines = new PrivateBaselines(game.privateRow);
    this.bodies = game.entities.map((kind) => kind.view());
    this.predicted = game.privateRow.view();
  }

  /** Begins with a tick, whose rows the history holds already. */
  begin(tick: number): void {
    this.tick = tick;
  }

  /**
   * Predicts the row that a client with a baseline `age` ticks back has by now, for `write`. As the client does: the private row first in
   * each tick, since it reads the body as it was the tick before.
   */
  predict(view: ClientView, age: number): void {
    const { tick } = this;
    const past = this.history.at(tick - age);
    const tableSlot = view.tableSlot(view.focus);
    const kindIndex = atUint8(past.kinds, tableSlot);
    const kind = item(this.game.entities, kindIndex);
    const body = item(this.bodies, kindIndex);
    copyInts(past.ints, this.rows.base(tableSlot), body.ints, 0, kind.width);
    this.baselines.read(view.playerId, this.predicted.ints);
    for (let t = tick - age + 1; t <= tick; t += 1) {
      this.game.privateRow.predict(this.predicted, t, this.arena, body);
      if (t < tick && !kind.predict(body, t, this.arena)) return;
    }
  }

  /** Writes a client's private row: what differs from `predict` where the client has it already, otherwise all of it. */
  write(writer: SnapshotWriter, view: ClientView, isPredicted: boolean): void {
    const { bytes, predicted } = this;
    const kind = this.game.privateRow;
    const own = this.facts.privateRow(view.playerId);
    this.baselines.keep(view.playerId, own);
    bytes.length = 0;
    if (!isPredicted) {
      writer.privateFull();
      const elements = writeFullRow(kind, own.ints, own.base, bytes);
      writer.segment(bytes.bytes, 0, bytes.length, elements);
    } else if (sameInts(own.ints, own.base, predicted.ints, 0, kind.width)) writer.privateAsPredicted();
    else {
      const elements = writeResidual(kind, own.ints, own.base, predicted.ints, 0, bytes);
      writer.segment(bytes.bytes, 0, bytes.length, elements);
    }
  }

  /** Its share of a checksum. */
  hash(playerId: number): number {
    const own = this.facts.privateRow(playerId);
    return privateHash(own.ints, own.base, this.game.privateRow.width);
  }
}
