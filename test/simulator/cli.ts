// `pnpm simulate`: seed after seed of a whole server and its clients in virtual time. Exit codes: 0 well, 1 something was broken,
// 2 usage.

import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { wholeNumber } from '@starfray/bots/cli-flags';
import type { SeedOutcome } from '@starfray/testing/simulator';
import { Command, CommanderError, Option } from 'commander';
import { GAMES, type SimulatorGame } from './games.ts';

type GameName = keyof typeof GAMES;

interface Flags {
  readonly game: GameName;
  readonly seed: number;
  readonly seeds: number;
  readonly seconds: number;
  readonly minutes?: number;
  readonly threads: number;
  readonly plant?: string;
  readonly json: boolean;
}

interface Share {
  readonly game: GameName;
  readonly seeds: readonly number[];
  readonly seconds: number;
  readonly threads: number;
  readonly plant: string | undefined;
  /** With a bug planted: the lowest seed that found it so far, of all workers. */
  readonly lowest: BigInt64Array;
}

const ALL_PLANTED = [
  ...new Set(Object.values(GAMES).flatMap((game) => Object.keys({ ...game.planted, ...game.threadPlanted }))),
];

if (isMainThread) await main();
else runShare(workerData as Share);

async function main(): Promise<void> {
  const program: Command = new Command('simulate')
    .description(
      'Runs a whole server and its clients in virtual time, with everything that can go wrong, and checks what must hold.',
    )
    .helpOption('-h, --help', 'print this')
    .addOption(new Option('--game <name>', 'which game is played').choices(Object.keys(GAMES)).default('starfray'))
    .addOption(flag('--seed <number>', 'the first seed', 1, 0, 2 ** 40))
    .addOption(flag('--seeds <count>', 'how many, one after the other', 1, 1, 1_000_000))
    .addOption(flag('--seconds <number>', 'simulated seconds of disturbances for each', 120, 1, 86_400))
    .option('--minutes <number>', 'the same in minutes', Number)
    .addOption(flag('--threads <count>', 'front ends in other threads, which have all clients', 0, 0, 8))
    .addOption(new Option('--plant <bug>', 'put a known bug in, to see it found').choices(ALL_PLANTED))
    .option('--json', 'print one JSON object as the last line', false)
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'simulate: ')) })
    .exitOverride()
    .action((flags: Flags) => {
      const { game, plant, threads } = flags;
      const choices = Object.keys(plantsOf(game, threads));
      if (plant === undefined || choices.includes(plant)) return run(flags);
      if (plantsOf(game, 1)[plant] !== undefined)
        return program.error(`simulate: --plant ${plant}: give --threads 2, too`);
      return program.error(`simulate: --plant ${plant}: ${game} has ${choices.join(', ')}`);
    });
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }

  function flag(flags: string, description: string, fallback: number, least: number, most: number): Option {
    return wholeNumber(() => program, flags, description, least, most).default(fallback);
  }
}

function plantsOf(game: GameName, threads: number): SimulatorGame['planted'] {
  const { planted, threadPlanted } = GAMES[game];
  return threads === 0 ? planted : { ...planted, ...threadPlanted };
}

async function run({ game, seed, seeds, seconds, minutes, threads, plant, json }: Flags): Promise<void> {
  const all = Array.from({ length: seeds }, (_, i) => seed + i);
  const workers = Math.min(seeds, availableParallelism());
  const startMs = performance.now();
  const length = minutes === undefined ? seconds : minutes * 60;
  const shares = Array.from({ length: workers }, (_, worker) => all.filter((_seed, i) => i % workers === worker));
  const lowest = new BigInt64Array(new SharedArrayBuffer(8)).fill(BigInt(seed + seeds));
  const outcomes = (
    await Promise.all(shares.map((share) => inWorker({ game, seeds: share, seconds: length, threads, plant, lowest })))
  ).flat();
  const broken = outcomes.filter((outcome) => outcome.broken !== undefined).toSorted((a, b) => a.seed - b.seed);
  const simulated = outcomes.reduce((sum, { simulatedSeconds }) => sum + simulatedSeconds, 0);
  const first = broken[0];
  const report = {
    seeds: outcomes.length,
    simulatedSeconds: Math.round(simulated),
    timesRealTime: Math.round((simulated * 1000) / (performance.now() - startMs)),
    rowsCompared: outcomes.reduce((sum, { compared }) => sum + compared, 0),
    setsCompared: outcomes.reduce((sum, { visibilityChecks }) => sum + visibilityChecks, 0),
    ...sumByName(outcomes.map(({ counts }) => counts)),
    controlsCompared: outcomes.reduce((sum, { controlsCompared }) => sum + controlsCompared, 0),
    faults: sumByName(outcomes.map(({ faults }) => faults)),
    broken: broken.length,
    ...(plant === undefined ? {} : { planted: plant, seedsToFind: first === undefined ? null : first.seed - seed + 1 }),
    ...(first === undefined ? {} : { first: { seed: first.seed, ...first.broken } }),
  };
  if (json) console.log(JSON.stringify(report));
  else console.log(describe(report));
  process.exitCode = broken.length === 0 ? 0 : 1;
}

function sumByName(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of all.flatMap((one) => Object.entries(one))) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

function describe(report: Record<string, unknown>): string {
  return Object.entries(report)
    .map(([name, value]) => `${name.padEnd(18)} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('\n');
}

function inWorker(share: Share): Promise<SeedOutcome[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

// With a bug planted the first find is enough: no worker goes on to seeds behind it.
function runShare({ game, seeds, seconds, threads, plant, lowest }: Share): void {
  const planted = plantsOf(game, threads);
  const { run: runSeed } = GAMES[game];
  const outcomes: SeedOutcome[] = [];
  for (const seed of seeds) {
    if (plant !== undefined && BigInt(seed) > Atomics.load(lowest, 0)) break;
    const putBack = plant === undefined ? undefined : planted[plant]?.();
    const outcome = runSeed(seed, seconds, threads);
    putBack?.();
    outcomes.push(outcome);
    if (outcome.broken !== undefined) lower(lowest, BigInt(seed));
  }
  parentPort?.postMessage(outcomes);
}

function lower(lowest: BigInt64Array, seed: bigint): void {
  let held = Atomics.load(lowest, 0);
  while (seed < held) {
    const found = Atomics.compareExchange(lowest, 0, held, seed);
    if (found === held) return;
    held = found;
  }
}
