// Why a store did not do what it was asked, as a code to act on and a line that says what to do.

export type StoreFaultCode =
  | 'full'
  | 'busy'
  | 'disk-full'
  | 'locked'
  | 'newer-schema'
  | 'too-many'
  | 'closed'
  | 'failed';

/**
 * - `full`: too many writes wait; this one was not taken.
 * - `busy`: too many questions wait; this one was not taken.
 * - `disk-full`: no space, on the disk or in the memory of Redis.
 * - `locked`: another process holds the database.
 * - `newer-schema`: a newer version wrote this data.
 * - `too-many`: as many as may be kept are kept already; this one was not.
 * - `closed`: the store was closed.
 * - `failed`: all else; the message and the cause tell.
 */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly code: StoreFaultCode;

  constructor(code: StoreFaultCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** What was thrown, as a text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
