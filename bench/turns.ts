// The time of lean clients: thirty frames a second for each, in turns, so that not all send at once.

const TURNS = 16;
const TURN_MS = 1000 / 30 / TURNS;

/** Runs on an absolute schedule for good; clients may be added at any time. */
export function passTime(clients: readonly { pass(): void }[]): void {
  const startMs = performance.now();
  let turn = 0;
  const wake = (): void => {
    while (performance.now() - startMs >= turn * TURN_MS) {
      for (let i = turn % TURNS; i < clients.length; i += TURNS) clients[i]?.pass();
      turn += 1;
    }
    setTimeout(wake, 1);
  };
  wake();
}
