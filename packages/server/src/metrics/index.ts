// Layer 4: metrics. The only folder that knows prom-client.

export { watchDisk } from './disk-watch.ts';
export { createMetrics, type Metrics, type MetricsSources } from './metrics.ts';
export { watchProcess } from './process-watch.ts';
