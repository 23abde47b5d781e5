// What an operator's monitoring reads of this server. Values are taken from where they are when somebody asks; the tick knows nothing
// of it. Nobody's address, name or token is among them.

import type { RoomsStatus } from '../room/index.ts';
import type { DiskReading } from './disk-watch.ts';
import type { ProcessReading } from './process-watch.ts';
import { PullRegistry, type Sample } from './pull-registry.ts';
import { RefusalCount } from './refusal-count.ts';
import { addRoomMetrics } from './room-metrics.ts';
import { addStoreMetrics, type StoreReading } from './store-metrics.ts';
import { addThreadMetrics, type ThreadReading } from './thread-metrics.ts';

/** The sockets of the process; bytes since the start, round trips in ms of clients that have answered a ping. */
interface WireReading {
  readonly connections: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly roundTripsMs: readonly number[];
}

/** Something that the server depends on, and how long it took to answer last. */
interface DependencyReading {
  readonly isUp: boolean;
  readonly latencySeconds: number;
}

/** Where values come from, asked when somebody scrapes. Without a source its metrics are not there. */
export interface MetricsSources {
  /** Before the name of every metric: the game's own. */
  readonly prefix: string;
  readonly rooms: () => RoomsStatus;
  readonly uptimeSeconds: () => number;
  /** Of the server, of the rules and the protocol, and of Node. */
  readonly version: { readonly server: string; readonly rules: string; readonly node: string };
  /** Milliseconds of the last tick by part. */
  readonly stages?: () => Readonly<Record<string, number>>;
  readonly wire?: () => WireReading;
  readonly process?: () => ProcessReading;
  /** Lines of log that could not be written since the start. */
  readonly logLinesLost?: (() => number) | undefined;
  /** What lasts, and the disk under it. */
  readonly store?: (() => StoreReading) | undefined;
  readonly disk?: (() => DiskReading | undefined) | undefined;
  /** Of the process. */
  readonly threads?: (() => readonly ThreadReading[]) | undefined;
  /** By name, such as store or redis; undefined for what is not in use. */
  readonly dependencies?: Readonly<Record<string, () => DependencyReading | undefined>> | undefined;
}

export interface Metrics {
  readonly contentType: string;
  /** All values of now, in the text format of Prometheus. */
  text(): Promise<string>;
  /** Counts a connection or join that was refused by an HTTP status or a close code. */
  noteRefusal(code: number): void;
}

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new PullRegistry(sources.prefix);
  const refusals = new RefusalCount();
  const { version, wire, process, threads, dependencies } = sources;
  // All of one scrape is of one moment.
  let rooms = sources.rooms();
  let wireNow = wire?.();
  let processNow = process?.();

  registry.gauge({
    name: 'info',
    help: 'Always 1; the versions stand in its labels.',
    labels: ['version', 'rules', 'node'],
    read: () => [{ labels: { version: version.server, rules: version.rules, node: version.node }, value: 1 }],
  });
  registry.gauge({ name: 'uptime_seconds', help: 'Time since the start.', read: sources.uptimeSeconds });
  addRoomMetrics(registry, () => rooms);
  addStages(registry, sources.stages);
  registry.counter({
    name: 'refusals_total',
    help: 'Connections and joins refused, by HTTP status or close code.',
    labels: ['code'],
    read: () => refusals.read(),
  });
  registry.counter({
    name: 'log_lines_lost_total',
    help: 'Lines of log that could not be written.',
    read: sources.logLinesLost ?? (() => 0),
  });
  addStoreMetrics(registry, sources.store ?? (() => undefined), sources.disk ?? (() => undefined));
  if (wire !== undefined) addWireMetrics(registry, () => wireNow ?? wire());
  if (process !== undefined) addProcessMetrics(registry, () => processNow ?? process());
  if (threads !== undefined) addThreadMetrics(registry, threads);
  if (dependencies !== undefined) addDependencies(registry, dependencies);
  return {
    contentType: registry.contentType,
    text: () => {
      rooms = sources.rooms();
      wireNow = wire?.();
      processNow = process?.();
      return registry.text();
    },
    noteRefusal: (code) => refusals.note(code),
  };
}

function addStages(registry: PullRegistry, stages: MetricsSources['stages']): void {
  if (stages === undefined) return;
  registry.gauge({
    name: 'tick_stage_seconds',
    help: 'What each part of the last tick took.',
    labels: ['stage'],
    read: () => Object.entries(stages()).map(([stage, ms]) => ({ labels: { stage }, value: ms / 1000 })),
  });
}

function addWireMetrics(registry: PullRegistry, read: () => WireReading): void {
  registry.gauge({ name: 'connections', help: 'WebSockets that are open.', read: () => read().connections });
  registry.counter({
    name: 'websocket_received_bytes_total',
    help: 'Bytes that came over WebSockets.',
    read: () => read().receivedBytes,
  });
  registry.counter({
    name: 'websocket_sent_bytes_total',
    help: 'Bytes that went over WebSockets.',
    read: () => read().sentBytes,
  });
  registry.gauge({
    name: 'round_trip_seconds',
    help: 'Quantiles over connections of the time a ping and its answer took.',
    labels: ['quantile'],
    isSummary: true,
    read: () => roundTrips(read().roundTripsMs),
  });
}

function roundTrips(roundTripsMs: readonly number[]): Sample[] {
  const sorted = roundTripsMs.toSorted((a, b) => a - b);
  return [0.5, 0.9, 0.99].flatMap((quantile) => {
    const ms = sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))];
    return ms === undefined ? [] : [{ labels: { quantile: String(quantile) }, value: ms / 1000 }];
  });
}

function addProcessMetrics(registry: PullRegistry, read: () => ProcessReading): void {
  const byKind = (label: string, values: Readonly<Record<string, number>>): Sample[] =>
    Object.entries(values).map(([kind, value]) => ({ labels: { [label]: kind }, value }));
  registry.gauge({
    name: 'memory_bytes',
    help: 'Memory of the process.',
    labels: ['kind'],
    read: () => byKind('kind', read().memory),
  });
  registry.counter({
    name: 'cpu_seconds_total',
    help: 'Processor time of the process.',
    labels: ['mode'],
    read: () => byKind('mode', read().cpu),
  });
  registry.counter({
    name: 'gc_seconds_total',
    help: 'Time in garbage collection.',
    labels: ['kind'],
    read: () => byKind('kind', read().gc),
  });
  registry.gauge({
    name: 'event_loop_delay_seconds',
    help: 'Quantiles since the last scrape of how late the event loop came.',
    labels: ['quantile'],
    isSummary: true,
    read: () => {
      const { p50, p99, most } = read().eventLoopDelay;
      return byKind('quantile', { '0.5': p50, '0.99': p99, '1': most });
    },
  });
}

function addDependencies(
  registry: PullRegistry,
  dependencies: Readonly<Record<string, () => DependencyReading | undefined>>,
): void {
  const samples = (pick: (now: DependencyReading) => number) => () =>
    Object.entries(dependencies).flatMap(([dependency, read]) => {
      const now = read();
      return now === undefined ? [] : [{ labels: { dependency }, value: pick(now) }];
    });
  registry.gauge({
    name: 'dependency_up',
    help: '1 while what the server depends on answers.',
    labels: ['dependency'],
    read: samples((now) => Number(now.isUp)),
  });
  registry.gauge({
    name: 'dependency_latency_seconds',
    help: 'What its last answer took.',
    labels: ['dependency'],
    read: samples((now) => now.latencySeconds),
  });
}
