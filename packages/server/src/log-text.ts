// What a log line must not do to the terminal or the viewer that shows it. Lines are JSON, and stay the same JSON.

/**
 * DEL and C1 controls (terminals obey some of them), format characters (bidi overrides reorder a line, others cannot be seen), and the two
 * separators that viewers and JavaScript take for the end of a line. JSON itself escapes C0.
 */
const UNSAFE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The same JSON in which each such character is an escape sequence, \u0085 for example: shown, searchable and harmless. */
export function escapeUnsafe(line: string): string {
  return line.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
