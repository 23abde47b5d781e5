// What a front end counts of one room since its beginning.

export interface Traffic {
  /** Snapshots sent, their bytes, and those that were due and not sent, since their client was behind. */
  sent: number;
  bytes: number;
  skips: number;
  inputs: number;
  /** Input frames dropped because they were for a tick more than MAX_INPUT_LEAD_TICKS away. */
  farInputs: number;
  desyncs: number;
}

export function noTraffic(): Traffic {
  return { sent: 0, bytes: 0, skips: 0, inputs: 0, farInputs: 0, desyncs: 0 };
}
