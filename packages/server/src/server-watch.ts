// What monitoring and lists of servers read of a whole server: each value from the part that knows it.

import type { GameIdentity } from '@starfray/shared/contract';
import manifest from '../package.json' with { type: 'json' };
import { describeServer } from './describe-server.ts';
import type { ServerCard } from './http/index.ts';
import { createMetrics, type Metrics, type MetricsSources, watchDisk, watchProcess } from './metrics/index.ts';
import { WireMeter } from './net/index.ts';
import type { TickStages } from './room/index.ts';
import type { StatusBoard } from './status.ts';

export interface Watched {
  readonly identity: Pick<GameIdentity, 'metricsPrefix'>;
  readonly board: StatusBoard;
  readonly stages: TickStages;
  /** Version hash of the rules and the protocol. */
  readonly version: string;
  readonly name: string;
  readonly region: string | undefined;
  /** What the server depends on, such as its store, by name. */
  readonly dependencies?: MetricsSources['dependencies'];
  readonly store: MetricsSources['store'];
  /** The directory of what lasts; none unless given. */
  readonly data: string | undefined;
  /** Lines of log that could not be written since the start; 0 unless given. */
  readonly logLinesLost?: (() => number) | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface ServerWatch {
  readonly metrics: Metrics;
  readonly meter: WireMeter;
  readonly onRefusal: (code: number) => void;
  readonly card: () => ServerCard;
  stop(): void;
}

export function watchServer({
  identity,
  board,
  stages,
  version,
  name,
  region,
  dependencies = {},
  store,
  data,
  logLinesLost,
  now,
}: Watched): ServerWatch {
  const startedMs = now();
  const meter = new WireMeter();
  const watch = watchProcess();
  const disk = watchDisk(data);
  const metrics = createMetrics({
    prefix: identity.metricsPrefix,
    rooms: () => board.current(),
    uptimeSeconds: () => (now() - startedMs) / 1000,
    version: { server: manifest.version, rules: version, node: process.version },
    stages: () => {
      // Encoding is timed as a part of its own in benchmarks only; here it counts as interest.
      const { bots, simulation, interest, send } = stages.ms;
      return { bots, simulation, interest, send };
    },
    wire: () => meter.read(),
    process: () => watch.read(),
    dependencies,
    store,
    disk: disk.read,
    logLinesLost,
  });
  const facts = { name, version, release: manifest.version, region };
  return {
    metrics,
    meter,
    onRefusal: metrics.noteRefusal,
    card: () => describeServer(board.current(), facts),
    stop: () => {
      watch.stop();
      disk.stop();
    },
  };
}
