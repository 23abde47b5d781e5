// How long a token or a ban is to last, as people write it.

import { failure, type Result, success } from '@starfray/shared/core';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const LONGEST_SECONDS = 3650 * SECONDS.d;

/** Whole seconds of `45s`, `30m`, `12h` or `7d`: at least one, at most ten years. A failure says what to give. */
export function parseDuration(text: string): Result<number, string> {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = isUnit(unit) ? Number(count) * SECONDS[unit] : 0;
  if (seconds >= 1 && seconds <= LONGEST_SECONDS) return success(seconds);
  return failure('give a time such as 45s, 30m, 12h or 7d, at most 3650d');
}

function isUnit(text: string | undefined): text is keyof typeof SECONDS {
  return text !== undefined && Object.hasOwn(SECONDS, text);
}
