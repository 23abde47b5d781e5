import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTickBell, TickBell, TickBellListener } from './tick-bell.ts';

const later = (callback: () => void) => void setImmediate(callback);

/** Waits until `isTrue`, for at most so many turns of the event loop: a lost wake-up never comes. */
async function until(isTrue: () => boolean): Promise<boolean> {
  for (let i = 0; i < 1000 && !isTrue(); i += 1) await turn();
  return isTrue();
}

describe('the bell of ticks', () => {
  it('[TH9] is heard after every ring, and once for those that came together', async () => {
    const step = fc.oneof(fc.constant('ring'), fc.constant('turn'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (steps, nth) => {
          const memory = createTickBell();
          const bell = new TickBell(structuredClone(memory));
          let [published, seen, calls] = [0, -1, 0];
          const ring = () => {
            published += 1;
            bell.ring();
          };
          const heard = () => {
            calls += 1;
            // A tick may be published between any two steps of a listener.
            if (calls % nth === 1 && published < steps.length) ring();
            seen = published;
            if (calls % nth === 0 && published < steps.length) ring();
          };
          const listener = new TickBellListener(memory, heard, later);
          for (const next of steps) next === 'ring' ? ring() : await turn();
          expect(await until(() => seen === published)).toBe(true);
          expect(calls).toBeLessThanOrEqual(published + 1);
          listener.stop();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('[TH9] leaves the event loop its turn however often it rings', async () => {
    const memory = createTickBell();
    const bell = new TickBell(memory);
    let calls = 0;
    const heard = () => {
      calls += 1;
      if (calls < 100) bell.ring();
    };
    const listener = new TickBellListener(memory, heard, later);
    const counts = new Set<number>();
    await until(() => {
      counts.add(calls);
      return calls === 100;
    });
    expect(calls).toBe(100);
    expect(counts.size).toBeGreaterThan(50);
    listener.stop();
  });

  it('[TH9] is not heard any more by one that stopped', async () => {
    const memory = createTickBell();
    let calls = 0;
    const listener = new TickBellListener(memory, () => (calls += 1), later);
    listener.stop();
    new TickBell(memory).ring();
    for (let i = 0; i < 20; i += 1) await turn();
    expect(calls).toBe(1);
  });
});
