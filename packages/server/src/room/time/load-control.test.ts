import { describe, expect, it } from 'vitest';
import { admits, framesPerSnapshot, LoadControl, seatsMost } from './load-control.ts';

const LOOK_MS = 250;

/** The levels after each look, over some seconds of a load. */
function levels(
  control: LoadControl,
  fromMs: number,
  seconds: number,
  utilization: number,
  lostPerLookMs = 0,
): number[] {
  const looks = (seconds * 1000) / LOOK_MS;
  return Array.from({ length: looks }, (_, i) => control.update(fromMs + i * LOOK_MS, utilization, lostPerLookMs * i));
}

describe('load control', () => {
  it('[O1] sheds one step a second while the load is high, and no further than the last', () => {
    const control = new LoadControl();
    control.update(0, 0.1, 0);
    expect(new Set(levels(control, 0, 1, 0.9))).toEqual(new Set([0]));
    expect(levels(control, 1000, 1, 0.9).at(-1)).toBe(1);
    expect(levels(control, 2000, 10, 0.9).at(-1)).toBe(2);
    expect(levels(control, 12_000, 3, 0.99).at(-1)).toBe(3);
  });

  it('[O1] takes a server that loses time for overloaded, however idle it looks', () => {
    const control = new LoadControl();
    expect(levels(control, 0, 3, 0.2, 20).at(-1)).toBeGreaterThanOrEqual(1);
  });

  it('[O1] goes back one step for every five seconds of calm, and not before', () => {
    const control = new LoadControl();
    levels(control, 0, 10, 0.97);
    expect(levels(control, 10_000, 5, 0.3).at(-1)).toBe(3);
    expect(levels(control, 15_000, 5, 0.3).at(-1)).toBe(2);
    expect(levels(control, 20_000, 20, 0.3).at(-1)).toBe(0);
  });

  it('[O1] stays where it is in between, and is not moved by a moment', () => {
    const control = new LoadControl();
    levels(control, 0, 2, 0.9);
    const { level } = control;
    expect(new Set(levels(control, 10_000, 30, 0.7))).toEqual(new Set([level]));
    const fresh = new LoadControl();
    for (let i = 0; i < 40; i += 1) fresh.update(i * LOOK_MS, i % 4 === 0 ? 0.3 : 0.95, 0);
    expect(fresh.level).toBe(0);
  });

  it('[O1] is not moved by a moment of load after seconds of calm, nor the other way round', () => {
    const control = new LoadControl();
    levels(control, 0, 2, 0.9);
    expect(control.level).toBe(1);
    levels(control, 2000, 4, 0.1);
    expect(control.update(6000, 0.99, 0)).toBe(1);
    // What is left of the calm before it counts no more.
    expect(new Set(levels(control, 6250, 4, 0.1))).toEqual(new Set([1]));
    expect(levels(control, 10_250, 2, 0.1).at(-1)).toBe(0);
  });

  it('[O2] halves the snapshots, then the entities, then takes nobody', () => {
    const steps = ([0, 1, 2, 3] as const).map((level) => [framesPerSnapshot(level), seatsMost(level), admits(level)]);
    expect(steps).toEqual([
      [1, 96, true],
      [2, 96, true],
      [2, 48, true],
      [2, 48, false],
    ]);
  });
});
