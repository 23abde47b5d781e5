// What a device with buttons tells of them.

export interface Device {
  /** Is a control of this slot down, or was it since the last reading? */
  isHeld(slot: string): boolean;
  /** Lets go of everything. */
  release(): void;
  /** The controls of a picture were read. */
  noteRead(): void;
}
