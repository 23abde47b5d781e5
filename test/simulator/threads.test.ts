// The simulator with front ends in other threads: what goes between threads in any order that real ones could take, and the proof that the
// watch would notice a bug of that kind.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GAMES } from './games.ts';

const CLI = join(import.meta.dirname, 'cli.ts');
const THREADS = 2;
const { threadPlanted, run: runSeed } = GAMES.starfray;

/** Where the search for a bug begins: with a seed that finds it today. */
const FIRST_SEED: Readonly<Record<string, number>> = {
  'tick read while written': 14,
  'seat given twice': 1,
  'stale slot after reuse': 6,
};

function isFoundBy(seed: number, bug: string): boolean {
  const putBack = threadPlanted[bug]?.();
  try {
    return runSeed(seed, 90, THREADS).broken !== undefined;
  } finally {
    putBack?.();
  }
}

describe('the simulator with front ends in other threads', () => {
  it.each([
    ['starfray', 1, 8, 20_000],
    // An interruption voids a snapshot that had a goal in it.
    ['puck', 15, 10, 5000],
  ] as const)(
    '[TH10] breaks nothing in %s, with threads that are interrupted, stand still and end',
    (game, seed, seconds, rows) => {
      const { broken, compared, visibilityChecks, controlsCompared, faults } = GAMES[game].run(seed, seconds, THREADS);
      expect(broken).toBeUndefined();
      expect(compared).toBeGreaterThan(rows);
      expect(Math.min(visibilityChecks, controlsCompared)).toBeGreaterThan(1000);
      expect(faults).toMatchObject({ interruption: expect.any(Number) });
    },
  );

  it.each(Object.keys(threadPlanted))('[TH11] finds a planted bug of threads: %s', (bug) => {
    const first = FIRST_SEED[bug] ?? 1;
    const seeds = Array.from({ length: 60 }, (_, i) => first + i);
    expect(seeds.find((seed) => isFoundBy(seed, bug))).toBeDefined();
  });

  it('[TH12] runs the same way for the same seed', () => {
    // It is over after some seconds.
    const putBack = threadPlanted['seat given twice']?.();
    const [a, b] = [runSeed(1, 12, THREADS), runSeed(1, 12, THREADS)];
    putBack?.();
    expect(a.compared).toBeGreaterThan(1000);
    expect(a).toEqual(b);
  });

  it('says that a bug of threads needs some', () => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, '--plant', 'lost wake-up'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, 'simulate: --plant lost wake-up: give --threads 2, too\n']);
  });
});
