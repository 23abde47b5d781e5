// Why the server cannot start, as a line for its operator.

export class StartFault extends Error {
  override readonly name = 'StartFault';
}
