import { describe, expect, it } from 'vitest';
import { FarFrontEnds } from './far-front-ends.ts';

describe('the load of front ends', () => {
  it('[TH41] counts while it comes again every quarter second, and no longer: an idle one says nothing', () => {
    let nowMs = 1000;
    let say: (message: unknown) => void = () => undefined;
    const port = {
      postMessage: () => undefined,
      on: (_event: 'message', listener: (message: unknown) => void) => {
        say = listener;
      },
    };
    const frontEnds = new FarFrontEnds({ now: () => nowMs, sharedNow: () => nowMs, takeMessage: () => undefined });
    frontEnds.open({ frontEnd: 0, port });
    say({ kind: 'load', utilization: 1 });
    expect(frontEnds.utilization).toBe(1);
    nowMs += 501;
    expect(frontEnds.utilization).toBe(0);
  });
});
