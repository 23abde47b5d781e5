import { describe, expect, it } from 'vitest';
import { FlowControl, FlowLedger } from './flow-control.ts';

describe('flow control', () => {
  const IDLE = { bufferedBytes: 0 };

  function flowAt(tick: number, nowMs: number): FlowControl {
    const ledger = new FlowLedger();
    ledger.note(tick, nowMs);
    const flow = new FlowControl(ledger);
    flow.sent(tick);
    return flow;
  }

  it('[F1] skips while the oldest unacknowledged snapshot is older than round trip and slack', () => {
    const flow = flowAt(2, 0);
    expect(flow.maySend(250, IDLE)).toBe(true);
    expect(flow.maySend(251, IDLE)).toBe(false);
    flow.acknowledge(2, 300);
    expect([flow.rttMicros, flow.maySend(301, IDLE), flow.skipped]).toEqual([300_000, true, 1]);
  });

  it('[F1] skips while the transport holds too much, whatever was acknowledged', () => {
    const flow = flowAt(2, 0);
    expect(flow.maySend(0, { bufferedBytes: 64 * 1024 })).toBe(true);
    expect(flow.maySend(0, { bufferedBytes: 64 * 1024 + 1 })).toBe(false);
  });

  it('[F1] skips one who has acknowledged nothing for longer than times are remembered', () => {
    const ledger = new FlowLedger();
    const flow = new FlowControl(ledger);
    ledger.note(2, 0);
    flow.sent(2);
    ledger.note(2 + 1024, 1);
    // One, which tells the present, and no more.
    expect(flow.maySend(1, IDLE)).toBe(true);
    flow.sent(2 + 1024);
    expect(flow.maySend(500, IDLE)).toBe(false);
  });

  it('[F5] lets one through to a client that is behind, after twice as long each time, until it acknowledges', () => {
    const ledger = new FlowLedger();
    const flow = new FlowControl(ledger);
    const sentSeconds: number[] = [];
    const run = (fromTick: number, toTick: number) => {
      for (let tick = fromTick; tick < toTick; tick += 2) {
        const nowMs = (tick * 1000) / 60;
        ledger.note(tick, nowMs);
        if (!flow.maySend(nowMs, IDLE)) continue;
        flow.sent(tick);
        if (nowMs > 500) sentSeconds.push(Math.round(nowMs / 100) / 10);
      }
    };
    run(2, 60 * 40);
    expect(sentSeconds).toEqual([1.3, 3.3, 7.3, 15.3, 23.3, 31.3, 39.3]);
    sentSeconds.length = 0;
    const probe = Math.round(39.3 * 60) & ~1;
    expect(flow.acknowledge(probe - 2, 40_000)).toBe(true);
    run(60 * 40, 60 * 42);
    expect(sentSeconds.length).toBeGreaterThan(0);
  });

  it('[F5] lets nothing through while the transport holds too much', () => {
    const flow = flowAt(2, 0);
    expect([1000, 10_000, 100_000].map((nowMs) => flow.maySend(nowMs, { bufferedBytes: 64 * 1024 + 1 }))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('[F5] goes on where more is unacknowledged than can be remembered', () => {
    const ledger = new FlowLedger();
    const flow = new FlowControl(ledger);
    ledger.note(2, 0);
    flow.sent(2);
    flow.acknowledge(2, 60_000);
    for (let tick = 4; tick <= 2 * 128 + 2; tick += 2) {
      ledger.note(tick, 60_000);
      flow.sent(tick);
    }
    expect([flow.maySend(60_500, IDLE), flow.maySend(61_000, IDLE)]).toEqual([false, true]);
    ledger.note(260, 61_000);
    flow.sent(260);
    expect([flow.acknowledge(260, 61_100), flow.maySend(61_100, IDLE)]).toEqual([true, true]);
  });

  it('keeps clients apart, and gives the memory of one who left to the next', () => {
    const ledger = new FlowLedger();
    ledger.note(2, 0);
    const flows = Array.from({ length: 40 }, () => {
      const flow = new FlowControl(ledger);
      flow.sent(2);
      return flow;
    });
    flows[7]?.end();
    const next = new FlowControl(ledger);
    ledger.note(4, 10);
    next.sent(4);
    expect(
      flows.filter((_, i) => i !== 7).every((flow) => flow.acknowledge(2, 100) && flow.rttMicros === 100_000),
    ).toBe(true);
    expect([next.acknowledge(4, 20), next.rttMicros]).toEqual([true, 10_000]);
  });

  it('[F4] refuses an acknowledgement of what was never sent', () => {
    const flow = flowAt(4, 0);
    expect([flow.acknowledge(5, 1), flow.acknowledge(3, 1), flow.acknowledge(4, 1)]).toEqual([false, true, true]);
  });
});
