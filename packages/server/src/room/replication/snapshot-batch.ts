// Snapshots that are written and wait to be sent, a few at a time. Measured: to write all before the first is sent costs a tenth more,
// since by then a client's memory is cold again, and so does going back and forth for each.

import { item } from '@starfray/shared/core';
import type { SnapshotWriter } from '@starfray/shared/protocol';
import type { Seat } from '../seating/seat.ts';
import type { StageTimer } from '../time/stage-timer.ts';

const BATCH = 16;

/** A seat's snapshot and where it lies, and the names that its client must know before. */
interface Ready {
  seat: Seat | undefined;
  bytes: Uint8Array;
  start: number;
  end: number;
  introduction: Uint8Array | undefined;
}
const NOTHING: Ready = { seat: undefined, bytes: new Uint8Array(0), start: 0, end: 0, introduction: undefined };

export class SnapshotBatch {
  /** Snapshots sent, and their bytes, since the start. */
  sent = 0;
  bytes = 0;
  private readonly writer: SnapshotWriter;
  private readonly timer: StageTimer;
  /** The first `count` of these wait. */
  private readonly ready: readonly Ready[] = Array.from({ length: BATCH }, () => ({ ...NOTHING }));
  private count = 0;

  /** @param writer Holds the snapshots; it is rewound each time that a batch is sent. */
  constructor(writer: SnapshotWriter, timer: StageTimer) {
    this.writer = writer;
    this.timer = timer;
  }

  /** Adds the snapshot that was written last; a full batch is sent. */
  add(seat: Seat, introduction: Uint8Array | undefined, tick: number): void {
    const { writer } = this;
    const ready = item(this.ready, this.count);
    ready.seat = seat;
    ready.bytes = writer.bytes;
    ready.start = writer.start;
    ready.end = writer.end;
    ready.introduction = introduction;
    this.count += 1;
    if (this.count === BATCH) this.send(tick);
  }

  /** Sends what waits, as of `tick`. */
  send(tick: number): void {
    this.timer.enter('send');
    for (let i = 0; i < this.count; i += 1) {
      const { seat, bytes, start, end, introduction } = item(this.ready, i);
      if (seat === undefined) continue;
      if (introduction === undefined) seat.session.sendPart(bytes, start, end);
      else seat.session.sendPair(introduction, bytes.slice(start, end));
      seat.flow.sent(tick);
      this.sent += 1;
      this.bytes += end - start;
      seat.bytes += end - start;
    }
    this.count = 0;
    this.writer.rewind();
    this.timer.enter('interest');
  }
}
