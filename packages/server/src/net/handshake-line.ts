// The last part of each upgrade, its handshake and the seat, in the time that the ticks leave: a crowd that comes at once waits here, in
// the order in which it came.

export interface HandshakeLineDeps {
  /** Does a tick wait to be run? */
  readonly isTickDue: () => boolean;
  /** Calls back once timers have run, among them the one that runs ticks: `setImmediate`. */
  readonly defer: (resume: () => void) => void;
}

export class HandshakeLine {
  private readonly deps: HandshakeLineDeps;
  private readonly waiting: (() => void)[] = [];
  private isDeferred = false;

  constructor(deps: HandshakeLineDeps) {
    this.deps = deps;
  }

  /** Runs a handshake now, or after those that wait once no tick is due. What it throws is the caller's only where it runs now. */
  add(handshake: () => void): void {
    if (this.waiting.length === 0 && !this.deps.isTickDue()) {
      handshake();
      return;
    }
    this.waiting.push(handshake);
    this.deferRest();
  }

  private deferRest(): void {
    if (this.isDeferred) return;
    this.isDeferred = true;
    this.deps.defer(() => this.resume());
  }

  // At least one each time: where ticks are always due, joins are slow and still come in.
  private resume(): void {
    this.isDeferred = false;
    try {
      do this.waiting.shift()?.();
      while (this.waiting.length > 0 && !this.deps.isTickDue());
    } finally {
      if (this.waiting.length > 0) this.deferRest();
    }
  }
}
