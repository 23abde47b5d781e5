// The timer of a server that runs: a tick that took too long is logged with its parts. Stages are entered a few times a tick, never for
// each client, which would cost as much as what it measures.

import type { Stage, StageTimer } from './stage-timer.ts';

type StageTimes = { [stage in Stage]: number };

export class TickStages implements StageTimer {
  /** Milliseconds of the present tick, or of the last one. */
  readonly ms: StageTimes = { bots: 0, simulation: 0, interest: 0, encode: 0, send: 0 };
  readonly timesClients = false;
  private readonly now: () => number;
  private stage: Stage | undefined;
  private sinceMs = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  begin(): void {
    const { ms } = this;
    ms.bots = 0;
    ms.simulation = 0;
    ms.interest = 0;
    ms.encode = 0;
    ms.send = 0;
    this.stage = undefined;
  }

  enter(stage: Stage): void {
    const nowMs = this.now();
    if (this.stage !== undefined) this.ms[this.stage] += nowMs - this.sinceMs;
    this.stage = stage;
    this.sinceMs = nowMs;
  }

  leave(): void {
    if (this.stage !== undefined) this.ms[this.stage] += this.now() - this.sinceMs;
    this.stage = undefined;
  }
}
