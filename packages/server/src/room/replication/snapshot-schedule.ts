// Which clients are due a snapshot in which tick: they are spread over the ticks of a frame, so that all ticks have as much to send.

import { item } from '@starfray/shared/core';
import type { Client } from '../front/client.ts';

export class SnapshotSchedule {
  /** Frames between two snapshots to a client: more than one sheds load. */
  framesPerSnapshot = 1;
  /** By phase, modulo the ticks of a frame: the clients that snapshots may be due for in the same ticks. */
  private readonly lanes: readonly Client[][];
  private admitted = 0;

  /** @param ticksPerFrame Ticks between two snapshots to a client. */
  constructor(ticksPerFrame: number) {
    this.lanes = Array.from({ length: ticksPerFrame }, () => []);
  }

  /** The clients that may be due in a tick. */
  laneAt(tick: number): readonly Client[] {
    return item(this.lanes, (this.lanes.length - (tick % this.lanes.length)) % this.lanes.length);
  }

  /** Is one of that lane due? The frame's number takes turns with the phase: of two clients of a lane the one is due now, the other next time. */
  isDue({ phase, turn, periodTicks }: Client, tick: number): boolean {
    return (tick + phase + turn * periodTicks) % (periodTicks * this.framesPerSnapshot) === 0;
  }

  /** The phase for a client to come: one of those with the fewest clients. */
  freePhase(periodTicks: number): number {
    let best = 0;
    for (let phase = 1; phase < this.lanes.length; phase += 1) {
      if (this.lane(phase).length < this.lane(best).length) best = phase;
    }
    this.admitted += 1;
    return best + this.lanes.length * (this.admitted % Math.max(1, periodTicks / this.lanes.length));
  }

  add(client: Client): void {
    this.lane(client.phase).push(client);
  }

  remove(client: Client): void {
    const lane = this.lane(client.phase);
    lane.splice(lane.indexOf(client), 1);
  }

  private lane(phase: number): Client[] {
    return item(this.lanes, phase % this.lanes.length);
  }
}
