// Layer 4: metrics. The only folder that knows prom-client.

export {
  createMetrics,
  type DependencyReading,
  type Metrics,
  type MetricsSources,
  type WireReading,
} from './metrics.ts';
export { type ProcessReading, type ProcessWatch, watchProcess } from './process-watch.ts';
