// Snapshots that are written and wait to be sent, a few at a time. Measured: to write all before the first is sent costs a tenth more,
// since by then a client's memory is cold again, and so does going back and forth for each.

import { item } from '@starfray/shared/core';
import type { SnapshotWriter } from '@starfray/shared/protocol';
import type { Client } from '../front/client.ts';
import type { Traffic } from '../front/traffic.ts';
import type { StageTimer } from '../time/stage-timer.ts';

const BATCH = 16;

/** A client's snapshot and where it lies, and the names that it must know before. */
interface Ready {
  client: Client | undefined;
  bytes: Uint8Array;
  start: number;
  end: number;
  introduction: Uint8Array | undefined;
}
const NOTHING: Ready = { client: undefined, bytes: new Uint8Array(0), start: 0, end: 0, introduction: undefined };

export interface SnapshotBatchDeps {
  /** Holds the snapshots; it is rewound each time that a batch is sent. */
  readonly writer: SnapshotWriter;
  readonly timer: StageTimer;
  readonly traffic: Traffic;
  /** Is all that the batch was made of of one tick? True by default. */
  readonly isWhole?: (() => boolean) | undefined;
}

export class SnapshotBatch {
  private readonly deps: SnapshotBatchDeps;
  private readonly writer: SnapshotWriter;
  /** The first `count` of these wait. */
  private readonly ready: readonly Ready[] = Array.from({ length: BATCH }, () => ({ ...NOTHING }));
  private count = 0;

  constructor(deps: SnapshotBatchDeps) {
    this.deps = deps;
    this.writer = deps.writer;
  }

  /** Adds the snapshot that was written last; a full batch is sent. */
  add(client: Client, introduction: Uint8Array | undefined, tick: number): void {
    const { writer } = this;
    const ready = item(this.ready, this.count);
    ready.client = client;
    ready.bytes = writer.bytes;
    ready.start = writer.start;
    ready.end = writer.end;
    ready.introduction = introduction;
    this.count += 1;
    if (this.count === BATCH) this.send(tick);
  }

  /** Sends what waits, as of `tick`. */
  send(tick: number): void {
    const { timer, traffic, isWhole } = this.deps;
    timer.enter('send');
    const isVoid = isWhole !== undefined && !isWhole();
    for (let i = 0; i < this.count; i += 1) {
      const { client, bytes, start, end, introduction } = item(this.ready, i);
      if (client === undefined) continue;
      if (isVoid) {
        // The names are right whatever the rows were.
        if (introduction !== undefined) client.session.send(introduction);
        client.view.needsFull = true;
        client.view.eventsTick = client.view.eventsBefore;
        continue;
      }
      if (introduction === undefined) client.session.sendPart(bytes, start, end);
      else client.session.sendPair(introduction, bytes.slice(start, end));
      client.flow.sent(tick);
      traffic.noteSent(end - start);
      client.bytes += end - start;
    }
    this.count = 0;
    this.writer.rewind();
    timer.enter('interest');
  }
}
