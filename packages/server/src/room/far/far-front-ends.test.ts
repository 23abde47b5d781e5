import { describe, expect, it } from 'vitest';
import { FarFrontEnds } from './far-front-ends.ts';

describe('the load of front ends', () => {
  function open() {
    const frontEnd = { nowMs: 1000, say: (_message: unknown): void => undefined };
    const port = {
      postMessage: () => undefined,
      on: (_event: 'message', listener: (message: unknown) => void) => {
        frontEnd.say = listener;
      },
    };
    const now = () => frontEnd.nowMs;
    const all = new FarFrontEnds({ now, sharedNow: now, takeMessage: () => undefined });
    all.open({ frontEnd: 0, port });
    return { frontEnd, all };
  }

  it('[TH41] counts while ticks are published, also of one that is too busy to say it again', () => {
    const { frontEnd, all } = open();
    all.ring();
    frontEnd.say({ kind: 'load', utilization: 1 });
    for (let i = 0; i < 100; i += 1) {
      frontEnd.nowMs += 50;
      all.ring();
      expect(all.utilization).toBe(1);
    }
  });

  it('[TH41] is nothing once no ticks are published, and nothing is left of it when they are again', () => {
    const { frontEnd, all } = open();
    all.ring();
    frontEnd.say({ kind: 'load', utilization: 1 });
    frontEnd.nowMs += 501;
    expect(all.utilization).toBe(0);
    all.ring();
    expect(all.utilization).toBe(0);
    frontEnd.say({ kind: 'load', utilization: 0.5 });
    expect(all.utilization).toBe(0.5);
  });
});
