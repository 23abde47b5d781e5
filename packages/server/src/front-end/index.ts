// Layer 4: the threads that hold clients. What runs in such a thread is imported by file: it needs little of this.

export { FrontEndPool, type FrontEndStatus } from './front-end-pool.ts';
export type { FrontGame } from './front-end-thread.ts';
export type { FrontSeats } from './front-seats.ts';
export { RELAY_SECRET_BYTES } from './relay-header.ts';
export { expectRelays, type RelayListener } from './relay-listener.ts';
export { sharedNow } from './shared-clock.ts';
export { findSharedPlace, whyNotShared } from './shared-port.ts';
export { countFrontEnds } from './thread-count.ts';
export { createThreadLoad, type ThreadLoad } from './thread-load.ts';
