// Where a tick's time goes, for those who measure. A room is given one that does nothing unless somebody does.

export type Stage = 'bots' | 'simulation' | 'interest' | 'encode' | 'send';

export interface StageTimer {
  /** Ends the stage before and begins this one. */
  enter(stage: Stage): void;
  /** Ends the last stage of a tick. */
  leave(): void;
}

export const NO_TIMER: StageTimer = {
  enter: () => undefined,
  leave: () => undefined,
};
