// Where a tick's time goes. A room without a timer gets one that does nothing.

export type Stage = 'bots' | 'simulation' | 'interest' | 'encode' | 'send';

export interface StageTimer {
  /** Milliseconds of the present tick, or of the last one, where it keeps them: what an overrun is logged with. */
  readonly ms: { readonly [stage in Stage]?: number };
  /** Are the stages within the work for one client timed, too? That costs as much as what it measures: for benches. */
  readonly timesClients: boolean;
  /** Begins a tick. */
  begin(): void;
  /** Ends the stage before and begins this one. */
  enter(stage: Stage): void;
  /** Ends the last stage of a tick. */
  leave(): void;
}

export const NO_TIMER: StageTimer = {
  ms: {},
  timesClients: false,
  begin: () => undefined,
  enter: () => undefined,
  leave: () => undefined,
};
