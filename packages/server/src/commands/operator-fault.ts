// What an operator has to put right before anything starts: all of it at once, a line each.

export class OperatorFault extends Error {
  override readonly name = 'OperatorFault';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}
