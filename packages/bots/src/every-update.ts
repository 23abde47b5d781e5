// The pace of everything that plays without a screen.

const UPDATE_MS = 1000 / 60;

/** Calls 60 times a second on an absolute schedule, catching up by at most one call, until it is answered false. */
export function everyUpdate(update: (nowMs: number) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let dueMs = performance.now();
    const run = () => {
      const nowMs = performance.now();
      if (!update(nowMs)) {
        resolve();
        return;
      }
      dueMs = Math.max(dueMs + UPDATE_MS, nowMs - UPDATE_MS);
      setTimeout(run, Math.max(0, dueMs - performance.now()));
    };
    run();
  });
}
