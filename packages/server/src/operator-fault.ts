// What an operator has to put right before anything starts: all of it at once, a line each.

export class OperatorFault extends Error {
  override readonly name = 'OperatorFault';
  readonly faults: readonly string[];

  constructor(faults: string | readonly string[], options?: { readonly cause?: unknown }) {
    const lines = typeof faults === 'string' ? [faults] : faults;
    super(lines.join('\n'), options);
    this.faults = lines;
  }
}
