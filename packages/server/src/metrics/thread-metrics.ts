// How busy each thread is, as monitoring reads it.

import type { PullRegistry, Sample } from './pull-registry.ts';

export interface ThreadReading {
  readonly name: string;
  readonly isUp: boolean;
  /** The share of the last seconds in which its event loop did not wait. */
  readonly utilization: number;
  /** Since the thread's start. */
  readonly cpuSeconds: number;
  /** WebSockets that it holds. */
  readonly connections: number;
}

export function addThreadMetrics(registry: PullRegistry, read: () => readonly ThreadReading[]): void {
  const samples = (amountOf: (thread: ThreadReading) => number) => (): Sample[] =>
    read().map((thread) => ({ labels: { thread: thread.name }, value: amountOf(thread) }));
  const labels = ['thread'];
  registry.gauge({
    name: 'thread_up',
    help: '1 while the thread runs.',
    labels,
    read: samples(({ isUp }) => Number(isUp)),
  });
  registry.gauge({
    name: 'thread_utilization_ratio',
    help: 'Share of the last seconds in which the event loop of the thread did not wait.',
    labels,
    read: samples(({ utilization }) => utilization),
  });
  registry.counter({
    name: 'thread_cpu_seconds_total',
    help: 'Processor time of the thread.',
    labels,
    read: samples(({ cpuSeconds }) => cpuSeconds),
  });
  registry.gauge({
    name: 'thread_connections',
    help: 'WebSockets that the thread holds.',
    labels,
    read: samples(({ connections }) => connections),
  });
}
