// `pnpm bench scale`: the largest room that holds, and what each thread of its server costs. Sizes are tried one after the other until one
// does not hold, then sizes between; with --before, each on another build first. It needs Node, a server and no other package, so that
// `dist/bench` and `dist/package` can be carried to any machine.

import { availableParallelism } from 'node:os';
import { type Build, buildOf } from './builds.ts';
import { describeMachine, type Machine, openFilesMost, portsOfAddress } from './machine.ts';
import { canPin } from './processes.ts';
import { type Cores, runStep, type StepReport, stepMs } from './scale-step.ts';

const REAL_CLIENTS = 8;
const MAX_THREADS = 8;
/** Beside its sockets, so many files are open in a process of Node. */
const OTHER_FILES = 200;
/** Ports that something else may have taken, or that a connection of a moment ago still holds. */
const OTHER_PORTS = 2000;
/** Sizes between two others are tried down to this difference. */
const FINEST = 50;

export interface ScaleOptions {
  readonly players: readonly number[];
  /** What the server's `--threads` gets. */
  readonly threads: string;
  /** Sources or package of the build that is measured. */
  readonly server: string;
  /** Those of another build, measured in turn with it. */
  readonly before?: string | undefined;
  readonly seconds: number;
  /** No step is begun that would end later. */
  readonly withinSeconds: number;
  /** Called after each step. */
  readonly onStep?: (report: StepReport) => void;
}

export interface ScaleReport {
  readonly machine: Machine;
  /** What the server's `--threads` got. */
  readonly threads: string;
  readonly cores: Cores | 'shared';
  /** The largest room that held; 0 for none. */
  readonly largest: { readonly now: number; readonly before?: number };
  /** Of a size that both were measured with: this build's CPU for each snapshot as a share of the other's, all its threads. */
  readonly ratios: readonly Ratio[];
  readonly steps: readonly StepReport[];
  /** Sizes that were not tried, since time ran out. */
  readonly untried: readonly number[];
  readonly seconds: number;
}

interface Ratio {
  readonly players: number;
  /** The simulation's thread of this build. */
  readonly simulation: number;
  /** All threads of this build. */
  readonly all: number;
}

/** @throws Error where the system does not let so many clients happen, with the remedy. */
export async function benchScale(options: ScaleOptions): Promise<ScaleReport> {
  const startMs = performance.now();
  const sizes = options.players.toSorted((a, b) => a - b);
  const addresses = prepare(Math.max(...sizes));
  const { loads, cores } = shareCores(options.threads);
  const builds = buildsOf(options);
  const steps: StepReport[] = [];
  const endMs = startMs + options.withinSeconds * 1000;
  const measuredMs = options.seconds * 1000;

  const attempt = async (build: Build, players: number): Promise<boolean | undefined> => {
    if (performance.now() + stepMs(players, measuredMs) > endMs) return undefined;
    const report = await runStep({ build, players, real: REAL_CLIENTS, loads, cores, measuredMs, addresses });
    steps.push(report);
    options.onStep?.(report);
    return report.holds;
  };
  const searches = builds.map((build) => new Search(sizes, (players) => attempt(build, players)));
  // In turns, since a machine is not the same for long.
  while (searches.some(({ isOver }) => !isOver)) for (const search of searches) await search.advance();

  const [now, before] = builds.map(({ name }) => largestOf(steps, name)).toReversed();
  return {
    machine: describeMachine(),
    threads: builds.at(-1)?.threads ?? 'this build has none',
    cores: cores ?? 'shared',
    largest: { now: now ?? 0, ...(before === undefined ? {} : { before }) },
    ratios: ratiosOf(steps),
    steps,
    untried: sizes.filter((size) => steps.every(({ players }) => players < size)),
    seconds: Math.round((performance.now() - startMs) / 1000),
  };
}

/** Upwards until a size does not hold, then by halves between the largest that did and it. */
export class Search {
  isOver = false;
  private readonly sizes: number[];
  private readonly attempt: (players: number) => Promise<boolean | undefined>;
  private held = 0;
  private failed: number | undefined;

  /** @param attempt Answers whether a size holds; undefined when there is no time left for it. */
  constructor(sizes: readonly number[], attempt: (players: number) => Promise<boolean | undefined>) {
    this.sizes = [...sizes];
    this.attempt = attempt;
  }

  /** Tries one size. */
  async advance(): Promise<void> {
    if (this.isOver) return;
    const size = this.failed === undefined ? this.sizes.shift() : between(this.held, this.failed);
    const holds = size === undefined ? undefined : await this.attempt(size);
    if (size === undefined || holds === undefined) this.isOver = true;
    else if (holds) this.held = size;
    else this.failed = size;
  }
}

function between(held: number, failed: number): number | undefined {
  const middle = Math.round((held + failed) / 2 / FINEST) * FINEST;
  return middle > held && middle < failed ? middle : undefined;
}

/** The other build first, this one last. */
function buildsOf({ server, before, threads }: ScaleOptions): Build[] {
  const other = before === undefined ? [] : [buildOf('before', before, threads)];
  return [...other, buildOf('now', server, threads)];
}

/** The server has a core for each of its threads, loads have the others, each its own. Without cores to spare all share all. */
function shareCores(threads: string): { loads: number; cores: Cores | undefined } {
  const cores = availableParallelism();
  const auto = cores <= 2 ? 0 : Math.min(MAX_THREADS, cores - 1);
  const wanted = 1 + (threads === 'auto' ? auto : Number(threads));
  const loads = Math.max(1, cores - wanted);
  if (wanted >= cores || !canPin()) return { loads, cores: undefined };
  const load = Array.from({ length: loads }, (_, i) => String(wanted + i));
  return { loads, cores: { server: wanted === 1 ? '0' : `0-${wanted - 1}`, load } };
}

/** The loopback addresses to connect from, where the ports of one are too few. */
function prepare(players: number): string[] {
  const files = openFilesMost();
  if (files !== undefined && files < players + OTHER_FILES) {
    throw new Error(
      `${players} players need ${players + OTHER_FILES} open files in the server and this system allows ${files}: ` +
        `raise it with "ulimit -n ${players + OTHER_FILES}" and run again`,
    );
  }
  const ports = portsOfAddress();
  if (ports === undefined || ports >= players + OTHER_PORTS) return [];
  const usable = Math.max(1, ports - Math.min(OTHER_PORTS, ports >> 1));
  return Array.from({ length: Math.ceil(players / usable) }, (_, i) => `127.0.0.${i + 1}`);
}

function largestOf(steps: readonly StepReport[], name: Build['name']): number {
  const held = steps.filter(({ build, holds }) => build === name && holds);
  return Math.max(0, ...held.map(({ players }) => players));
}

function ratiosOf(steps: readonly StepReport[]): Ratio[] {
  return steps.flatMap(({ build, players, figures }) => {
    const other = steps.find((step) => step.build === 'before' && step.players === players)?.figures;
    if (build !== 'now' || figures === undefined || other === undefined) return [];
    const share = (micros: number) => Number((micros / other.cpuMicrosPerSnapshot.all).toFixed(3));
    const { simulation, all } = figures.cpuMicrosPerSnapshot;
    return [{ players, simulation: share(simulation), all: share(all) }];
  });
}
