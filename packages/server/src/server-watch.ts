// What monitoring and lists of servers read of a whole server: each value from the part that knows it.

import type { GameIdentity } from '@starfray/shared/contract';
import manifest from '../package.json' with { type: 'json' };
import { describeServer } from './describe-server.ts';
import type { ServerCard } from './http/index.ts';
import { createMetrics, type Metrics, type MetricsSources, watchDisk, watchProcess } from './metrics/index.ts';
import type { WireMeter } from './net/index.ts';
import type { TickStages } from './room/index.ts';
import type { StatusBoard } from './status.ts';

interface WatchedGame {
  readonly part: {
    readonly identity: Pick<GameIdentity, 'name' | 'title' | 'metricsPrefix'>;
    /** Version hash of the rules and the protocol. */
    readonly version: string;
    readonly modes: readonly { readonly name: string }[];
  };
  readonly board: StatusBoard;
  readonly stages: TickStages;
  readonly meter: WireMeter;
}

export interface Watched {
  /** Of all games. */
  readonly board: StatusBoard;
  /** Each with its own part of the metrics; the first one's has the process and what it depends on, too. */
  readonly games: readonly [WatchedGame, ...WatchedGame[]];
  readonly name: string;
  readonly region: string | undefined;
  /** What the server depends on, such as its store, by name. */
  readonly dependencies?: MetricsSources['dependencies'];
  readonly threads?: MetricsSources['threads'];
  readonly store: MetricsSources['store'];
  /** The directory of what lasts; none unless given. */
  readonly data: string | undefined;
  /** Lines of log that could not be written since the start; 0 unless given. */
  readonly logLinesLost?: (() => number) | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface ServerWatch {
  readonly metrics: Pick<Metrics, 'contentType' | 'text'>;
  readonly onRefusal: (code: number) => void;
  readonly card: () => ServerCard;
  stop(): void;
}

export function watchServer({
  board,
  games,
  name,
  region,
  dependencies = {},
  threads,
  store,
  data,
  logLinesLost,
  now,
}: Watched): ServerWatch {
  const startedMs = now();
  const watch = watchProcess();
  const disk = watchDisk(data);
  const sourcesOf = ({ part, board: own, stages, meter }: WatchedGame): MetricsSources => ({
    prefix: part.identity.metricsPrefix,
    rooms: () => own.current(),
    uptimeSeconds: () => (now() - startedMs) / 1000,
    version: { server: manifest.version, rules: part.version, node: process.version },
    stages: () => {
      // Encoding is timed as a part of its own in benchmarks only; here it counts as interest.
      const { bots, simulation, interest, send } = stages.ms;
      return { bots, simulation, interest, send };
    },
    wire: () => meter.read(),
  });
  const [first, ...others] = games;
  const metrics = createMetrics({
    ...sourcesOf(first),
    process: () => watch.read(),
    dependencies,
    threads,
    store,
    disk: disk.read,
    logLinesLost,
  });
  const otherMetrics = others.map((game) => createMetrics(sourcesOf(game)));
  const facts = {
    name,
    version: first.part.version,
    release: manifest.version,
    region,
    modes: first.part.modes.map((mode) => mode.name),
  };
  return {
    metrics: {
      contentType: metrics.contentType,
      text: async () => (await Promise.all([metrics, ...otherMetrics].map((one) => one.text()))).join('\n'),
    },
    onRefusal: metrics.noteRefusal,
    card: () => describeServer(board.current(), facts),
    stop: () => {
      watch.stop();
      disk.stop();
    },
  };
}
