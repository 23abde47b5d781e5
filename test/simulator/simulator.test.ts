// Some minutes of simulated disaster for every commit, other ones for each; and the proof that the watch would notice.

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GAMES } from './games.ts';

const CLI = join(import.meta.dirname, 'cli.ts');
const { planted, run: runSeed } = GAMES.starfray;

interface Report {
  readonly seeds: number;
  readonly rowsCompared: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly broken: number;
  readonly seedsToFind?: number | null;
  readonly first?: { readonly seed: number; readonly what: string };
}

function simulate(...args: readonly string[]): Promise<{ code: number | null; report: Report }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, report: JSON.parse(text.trim().split('\n').at(-1) ?? '') }));
  });
}

/** Seeds of this commit; of none, where there is no history. */
function firstSeed(): number {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' });
  return Number.parseInt(stdout?.slice(0, 7) || '1', 16);
}

/** Where the search for a bug begins, so that it is over soon: with a seed that finds it today. Any other would do. */
const FIRST_SEED: Readonly<Record<string, number>> = {
  'baseline off by one': 2,
  'slot given out of order': 6,
  'something in view forgotten': 5,
  'newcomers forgotten while away': 10,
  'what left is still counted as held': 8,
  'order of inputs kept over a reconnect': 5,
  'clock set back unheard': 5,
  'a line given up for dead is taken for leaving': 2,
  'seat leaked when a line is lost': 4,
  'score lost on the way back': 3,
  'event lost on a skipped snapshot': 3,
};

/** Found once a run is over: the shorter, the sooner. */
const SECONDS: Readonly<Record<string, number>> = { 'seat leaked when a line is lost': 20 };

function isFoundBy(seed: number, bug: string): boolean {
  const putBack = planted[bug]?.();
  try {
    return runSeed(seed, SECONDS[bug] ?? 90).broken !== undefined;
  } finally {
    putBack?.();
  }
}

describe('the simulator', () => {
  it('breaks nothing with ten seeds of this commit', async () => {
    const { code, report } = await simulate('--seed', String(firstSeed()), '--seeds', '10', '--seconds', '30');
    expect(report.first).toBeUndefined();
    expect([code, report.seeds, report.broken]).toEqual([0, 10, 0]);
    expect(report.rowsCompared).toBeGreaterThan(250_000);
    // All kinds but one come up twenty times and more; of restarts there are four in ten seeds, and none in one run of fifty.
    expect(Object.keys({ ...report.faults, restart: 1 })).toHaveLength(14);
  });

  it.each([
    ['a line that dies behind a hidden page, which is looked at long after', 700_875, 120],
    ['a welcome that waited in a stalled line, whose ship then stood still for good', 75_505_845, 30],
    ['a page that left while the server stood still, and another of its seat that is welcomed after', 31_019, 60],
  ])('breaks nothing any more: %s', (_what, seed, seconds) => {
    expect(runSeed(seed, seconds).broken).toBeUndefined();
  });

  it.each(Object.keys(planted))('finds a planted bug: %s', (bug) => {
    const first = FIRST_SEED[bug] ?? 1;
    const seeds = Array.from({ length: 60 }, (_, i) => first + i);
    expect(seeds.find((seed) => isFoundBy(seed, bug))).toBeDefined();
  });

  it('says by its exit code that it found a planted bug', async () => {
    const { code, report } = await simulate('--seeds', '60', '--seconds', '90', '--plant', 'baseline off by one');
    expect([code, report.seedsToFind]).toEqual([1, 1]);
  });

  it('runs the same way for the same seed, and another way for the next', () => {
    const [a, b, c] = [runSeed(7, 10), runSeed(7, 10), runSeed(8, 10)];
    expect(a).toEqual(b);
    expect(a.faults).not.toEqual(c.faults);
  });

  it('says what to put right', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
    expect([run('--seeds', '0').status, run('--plant', 'weeds').status, run('--help').status]).toEqual([2, 2, 0]);
    expect(run('--plant', 'a goal counts twice').stderr).toMatch(
      /^simulate: --plant a goal counts twice: starfray has /,
    );
    expect(run('--seeds', '0').stderr).toBe('simulate: --seeds 0: give a whole number from 1 to 1000000\n');
  });
});
