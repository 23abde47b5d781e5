// What a client counted over all its connections; each of them counts from zero.

import type { NetStats } from './client-state.ts';

type Counts = Pick<NetStats, 'snapshots' | 'bytesReceived' | 'desyncs' | 'corrections'>;

/** The part of a play that counts. */
export interface CountingPlay {
  readonly snapshots: number;
  readonly bytes: number;
  readonly desyncs: number;
  readonly predictor: { readonly corrections: NetStats['corrections'] };
}

export class Totals {
  private before: Counts = {
    snapshots: 0,
    bytesReceived: 0,
    desyncs: 0,
    corrections: { count: 0, maxPx: 0, causes: {} },
  };

  /** Keeps what a play counted, which is over. */
  add(play: CountingPlay): void {
    this.before = this.with(play);
  }

  /** All so far, with the play that goes on. */
  with(play: CountingPlay | undefined): Counts {
    const { before } = this;
    if (play === undefined) return before;
    return {
      snapshots: before.snapshots + play.snapshots,
      bytesReceived: before.bytesReceived + play.bytes,
      desyncs: before.desyncs + play.desyncs,
      corrections: sum(before.corrections, play.predictor.corrections),
    };
  }
}

function sum(a: NetStats['corrections'], b: NetStats['corrections']): NetStats['corrections'] {
  const causes: Record<string, number> = { ...a.causes };
  for (const [cause, count] of Object.entries(b.causes)) causes[cause] = (causes[cause] ?? 0) + count;
  return { count: a.count + b.count, maxPx: Math.max(a.maxPx, b.maxPx), causes };
}
