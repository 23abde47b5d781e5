// Metrics that are asked for, not kept: each names where its values come from, and that is read when somebody scrapes.

import { Counter, Gauge, Registry } from 'prom-client';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  /** With its unit, and `_total` for what only grows; `starfray_` is put before it. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Values of now. What has no value now is left out. */
  readonly read: () => number | readonly Sample[];
}

const PREFIX = 'starfray_';

export class PullRegistry {
  private readonly registry = new Registry();

  /** Of the text, for HTTP. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** A value that goes up and down. */
  gauge({ name, help, labels = [], read }: Metric): void {
    const metric: Gauge = new Gauge({
      name: PREFIX + name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect: () => {
        metric.reset();
        const now = read();
        if (typeof now === 'number') metric.set(now);
        else for (const { labels: of, value } of now) metric.set(of, value);
      },
    });
  }

  /** A value that only grows; `read` answers how far it has. */
  counter({ name, help, labels = [], read }: Metric): void {
    const metric: Counter = new Counter({
      name: PREFIX + name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect: () => {
        metric.reset();
        const now = read();
        if (typeof now === 'number') metric.inc(now);
        else for (const { labels: of, value } of now) metric.inc(of, value);
      },
    });
  }

  /** Reads everything and writes it down in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
