import { describe, expect, it } from 'vitest';
import { HISTORY_MS, scaleMs, TickHistory } from './tick-history.ts';

const tickMs = { p50: 1, p99: 2 };

describe('the history of ticks', () => {
  it('keeps two minutes of each room', () => {
    const history = new TickHistory();
    for (let atMs = 0; atMs <= HISTORY_MS + 5000; atMs += 1000) history.add([{ id: 'main', tickMs }], atMs);
    expect(history.of('main').length).toBe(HISTORY_MS / 1000);
    expect(history.of('main')[0]).toEqual({ atMs: 6000, ...tickMs });
  });

  it('forgets a room that is gone', () => {
    const history = new TickHistory();
    history.add([{ id: 'den', tickMs }], 0);
    history.add([{ id: 'main', tickMs }], 1000);
    expect([history.of('den').length, history.of('main').length]).toEqual([0, 1]);
  });
});

describe('the scale of a graph', () => {
  it('shows the budget below its top', () => expect(scaleMs([], 10)).toBe(12));
  it('doubles until all is on it', () => expect(scaleMs([{ p50: 1, p99: 30 }], 10)).toBe(48));
});
