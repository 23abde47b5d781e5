// Asks again and again: one question under way at most, and less often while there is no answer.

const PERIOD_MS = 1000;
const MAX_PAUSE_MS = 15_000;

export interface PollerDeps {
  /** Answers whether all went well; it never rejects. */
  readonly ask: () => Promise<boolean>;
  /** Runs something later; what it returns calls that off. */
  readonly schedule: (run: () => void, delayMs: number) => () => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** From the start of one question to that of the next, after so many failures in a row. */
export function periodMs(failures: number): number {
  return Math.min(MAX_PAUSE_MS, PERIOD_MS * 2 ** failures);
}

export class Poller {
  private readonly deps: PollerDeps;
  private callOff: (() => void) | undefined;
  private isAsking = false;
  private isRunning = false;
  private failures = 0;

  constructor(deps: PollerDeps) {
    this.deps = deps;
  }

  start(): void {
    this.isRunning = true;
    this.askNow();
  }

  stop(): void {
    this.isRunning = false;
    this.callOff?.();
    this.callOff = undefined;
  }

  /** Asks without waiting for the next turn, unless a question is under way. */
  askNow(): void {
    if (this.isAsking || !this.isRunning) return;
    this.callOff?.();
    void this.ask();
  }

  private async ask(): Promise<void> {
    this.isAsking = true;
    const startMs = this.deps.now();
    this.failures = (await this.deps.ask()) ? 0 : this.failures + 1;
    this.isAsking = false;
    if (!this.isRunning) return;
    const waitMs = Math.max(0, startMs + periodMs(this.failures) - this.deps.now());
    this.callOff = this.deps.schedule(() => this.askNow(), waitMs);
  }
}
