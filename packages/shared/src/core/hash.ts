// 32-bit hashing of integers: for checksums, state hashes and randomness without state. Not for secrets.

/** Starting value of a running hash. */
export const HASH_START = 0x811c9dc5 | 0;

/** Folds one 32-bit integer into a running hash (murmur3's block step and finaliser, so single bits spread). */
export function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = hash ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 13);
}

/** Folds a text, by UTF-16 code units. */
export function mixText(hash: number, text: string): number {
  let h = mix(hash, text.length);
  for (let i = 0; i < text.length; i += 1) h = mix(h, text.charCodeAt(i));
  return h;
}

/** A hash as eight lower-case hexadecimal digits. */
export function hashHex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
