// Pictures of entities of one kind: made when an entity appears, and destroyed when it is drawn no more.

import type { DrawnEntity } from '@starfray/client/net';

/** What stands for one entity on the stage. */
export interface Figure {
  destroy(): void;
}

interface Kept<F> {
  readonly figure: F;
  frame: number;
}

export class KeptSprites<F extends Figure> {
  private readonly kept = new Map<number, Kept<F>>();
  private readonly make: (entity: DrawnEntity) => F;
  private frame = 0;

  constructor(make: (entity: DrawnEntity) => F) {
    this.make = make;
  }

  /** Begins a picture. */
  begin(): void {
    this.frame += 1;
  }

  /** The figure of an entity that is in this picture. */
  of(entity: DrawnEntity): F {
    let known = this.kept.get(entity.key);
    if (known === undefined) {
      known = { figure: this.make(entity), frame: 0 };
      this.kept.set(entity.key, known);
    }
    known.frame = this.frame;
    return known.figure;
  }

  /** Ends a picture: what was not asked for is gone; `visit` sees it a last time. */
  end(visit?: (figure: F) => void): void {
    for (const [key, { figure, frame }] of this.kept) {
      if (frame === this.frame) continue;
      visit?.(figure);
      figure.destroy();
      this.kept.delete(key);
    }
  }

  clear(): void {
    for (const { figure } of this.kept.values()) figure.destroy();
    this.kept.clear();
  }
}
