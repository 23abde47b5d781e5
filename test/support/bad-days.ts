// What a test asks of a front end that is to have a bad day.

export interface BadDay {
  /** From 0. */
  readonly frontEnd: number;
  /** Killed among the snapshots of a tick; or still for three seconds. */
  readonly kind: 'killed' | 'hangs';
}
