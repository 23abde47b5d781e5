// Metrics that are asked for, not kept: each names where its values come from, and that is read when somebody scrapes.

import { Counter, Gauge, Registry } from 'prom-client';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  /** With its unit, and `_total` for what only grows; the registry's prefix is put before it. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Quantiles, which Prometheus knows as a summary. */
  readonly isSummary?: boolean;
  /** Values of now. What has no value now is left out. */
  readonly read: () => number | readonly Sample[];
}

export class PullRegistry {
  private readonly prefix: string;
  private readonly registry = new Registry();
  private readonly summaries: string[] = [];

  /** @param prefix stands before the name of every metric. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Of the text, for HTTP. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** A value that goes up and down. */
  gauge({ name, help, labels = [], isSummary = false, read }: Metric): void {
    if (isSummary) this.summaries.push(this.prefix + name);
    const metric: Gauge = new Gauge({
      name: this.prefix + name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      collect: () => {
        metric.reset();
        const now = read();
        if (typeof now === 'number') metric.set(now);
        // Without labels a reset has set it to 0, which is a value.
        else if (labels.length === 0 && now.length === 0) metric.remove();
        else for (const { labels: of, value } of now) metric.set(of, value);
      },
    });
  }

  /** A value that only grows; `read` answers how far it has. */
  counter({ name, help, labels = [], read }: Metric): void {
    const metric: Counter = new Counter({
      name: this.prefix + name,
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
  async text(): Promise<string> {
    // prom-client's summaries take observations; these quantiles are known already.
    return this.summaries.reduce(
      (text, name) => text.replace(`# TYPE ${name} gauge`, `# TYPE ${name} summary`),
      await this.registry.metrics(),
    );
  }
}
