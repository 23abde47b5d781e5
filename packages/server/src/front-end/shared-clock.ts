// A clock that all threads of a process share: `performance.now` begins in each thread with the thread.

/** Milliseconds, monotonic. */
export function sharedNow(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
