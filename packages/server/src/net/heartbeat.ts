// Finds peers that are gone without saying so: protocol-level pings, which a browser answers without JavaScript.

/** What the heartbeat needs of a connection. */
export interface Pulse {
  ping(): void;
  /** True when anything was heard since this was last asked. */
  takeHeard(): boolean;
  /** Called once, after which the heartbeat has forgotten the connection. */
  fallSilent(): void;
}

/** Rounds of pings are cut into so many slots, so that a thousand peers are never pinged at once. */
const SLOTS = 20;

/**
 * Pings each connection once an interval. Silence is counted in unanswered pings, not by the clock: a server that was
 * asleep itself finds its players still there.
 */
export class Heartbeat {
  private readonly intervalMs: number;
  private readonly missesAllowed: number;
  private readonly slots: readonly Map<Pulse, number>[];
  private readonly slotOf = new Map<Pulse, Map<Pulse, number>>();
  private next = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(intervalMs: number, timeoutMs: number) {
    this.intervalMs = intervalMs;
    this.missesAllowed = Math.max(1, Math.round(timeoutMs / intervalMs));
    this.slots = Array.from({ length: SLOTS }, () => new Map<Pulse, number>());
  }

  start(): void {
    this.timer ??= setInterval(() => this.beat(), this.intervalMs / SLOTS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Joins the slot with the fewest others. */
  add(pulse: Pulse): void {
    const slot = this.slots.reduce((least, other) => (other.size < least.size ? other : least));
    slot.set(pulse, 0);
    this.slotOf.set(pulse, slot);
  }

  remove(pulse: Pulse): void {
    this.slotOf.get(pulse)?.delete(pulse);
    this.slotOf.delete(pulse);
  }

  /** Visits one slot; the timer calls it SLOTS times an interval. */
  beat(): void {
    const slot = this.slots[this.next];
    this.next = (this.next + 1) % SLOTS;
    if (slot === undefined) return;
    for (const [pulse, misses] of slot) {
      const missed = pulse.takeHeard() ? 0 : misses + 1;
      if (missed >= this.missesAllowed) {
        this.remove(pulse);
        pulse.fallSilent();
      } else {
        slot.set(pulse, missed);
        pulse.ping();
      }
    }
  }
}
