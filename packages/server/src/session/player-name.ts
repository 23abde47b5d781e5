// The one place where a name is mended or refused.

import { failure, type Result, success } from '@starfray/shared/core';
import { MAX_NAME_GRAPHEMES, MAX_NAME_UNITS } from '@starfray/shared/protocol';

// Control, format (bidi overrides, zero-width, tags), private and unassigned characters, line breaks, invisible fillers.
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u2800]/gu;
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** Each of its characters is one to a reader. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * NFC, trimmed, inner space collapsed, unshowable characters taken out, cut to 16 graphemes. An empty result means that
 * the caller should choose a name. Refused: what is far too long to be meant, or not well-formed Unicode.
 */
export function mendName(raw: string): Result<string, string> {
  if (raw.length > MAX_NAME_UNITS) return failure(`a name has at most ${MAX_NAME_GRAPHEMES} characters`);
  if (!raw.isWellFormed()) return failure('a name must be well-formed Unicode');
  if (PLAIN.test(raw)) return success(raw.trim().replace(/ +/g, ' ').slice(0, MAX_NAME_GRAPHEMES).trim());
  const shown = raw.normalize('NFC').replace(UNSHOWABLE, '').replace(STACKED_MARKS, '$1').replace(/\s+/gu, ' ').trim();
  // Made where it is needed: the first one reads what ICU knows of scripts, a twentieth of a start.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const cut = Array.from(graphemes.segment(shown), (part) => part.segment).slice(0, MAX_NAME_GRAPHEMES);
  return success(cut.join('').trim());
}
