// Where the most wanted ships were when the server last said so: for the map. Old news is dropped.

/** A place is sent every two seconds; it is gone from the map when two were missed. */
const KNOWN_MS = 5000;

export interface WantedShip {
  /** Position units. */
  readonly x: number;
  readonly y: number;
  readonly player: number;
  readonly tier: number;
}

export class WantedShips {
  private readonly known = new Map<number, WantedShip & { readonly atMs: number }>();

  note({ x, y, player, tier }: WantedShip, nowMs: number): void {
    this.known.set(player, { x, y, player, tier, atMs: nowMs });
  }

  forget(player: number): void {
    this.known.delete(player);
  }

  clear(): void {
    this.known.clear();
  }

  /** Those that are still wanted. */
  at(nowMs: number): Iterable<WantedShip> {
    for (const [player, { atMs }] of this.known) if (nowMs - atMs > KNOWN_MS) this.known.delete(player);
    return this.known.values();
  }
}
