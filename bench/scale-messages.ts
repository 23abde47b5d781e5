// What `bench scale` and its load processes tell each other.

export interface ScaleLoadOptions {
  readonly port: number;
  /** What the server asks of clients. */
  readonly version: string;
  readonly lean: number;
  /** Real headless clients, which check what they get. */
  readonly real: number;
  /** Clients of the load processes before this one, so that no two fly alike. */
  readonly firstIndex: number;
  readonly joinsPerSecond: number;
  /** All must be in after so long. */
  readonly joinWithinMs: number;
  /** Loopback addresses to connect from, in turns; the system's choice where there is none. */
  readonly addresses: readonly string[];
}

/** What the clients of one process saw while it was measured. */
export interface ScaleSeen {
  readonly kind: 'seen';
  readonly seconds: number;
  readonly snapshots: number;
  readonly bytes: number;
  readonly inputs: number;
  /** Snapshots a second, of each client. */
  readonly rates: readonly number[];
  /** Of real clients. */
  readonly desyncs: number;
  /** Of one core. */
  readonly cpuShare: number;
  /** By how much the process's own loop was late, p99. */
  readonly loopDelayMs: number;
}

export type FromLoad = { readonly kind: 'in' } | { readonly kind: 'failed'; readonly reason: string } | ScaleSeen;

export type ToLoad = 'measure' | 'report';
