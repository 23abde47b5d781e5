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
    expect(flow.maySend(1, IDLE)).toBe(false);
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
