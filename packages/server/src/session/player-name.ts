// The one place where a name is mended or refused.

import { failure, type Result, success } from '@starfray/shared/core';
import { MAX_NAME_GRAPHEMES, MAX_NAME_UNITS } from '@starfray/shared/protocol';

// Control, format (bidi overrides, zero-width, tags), private and unassigned characters, line breaks, and what shows nothing by itself:
// fillers, joiners of graphemes, selectors of variants. Unicode calls these ignorable, all but the last three.
const NOTHING = String.raw`\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{16fe4}\u{1d159}`;
/** Selectors where they change nothing: U+FE0F makes a picture of a sign, and of a digit before U+20E3; U+FE0E makes a sign of a picture. */
const SELECTORS = String.raw`(?<!\p{Emoji_Presentation})\ufe0e|(?<![\p{Emoji}--[\p{Emoji_Presentation}0-9#*]]|[0-9#*](?=\ufe0f\u20e3))\ufe0f`;
const UNSHOWABLE = new RegExp(String.raw`[[${NOTHING}]--[\ufe0e\ufe0f]]|${SELECTORS}`, 'gv');
/** What may be part of something shown: the two joiners, and the tags of flags. */
const JOINING = /\u200c|\u200d|[\u{e0020}-\u{e007f}]/u;
/**
 * Where it is: in an emoji that is one picture; behind the virama of an Indic consonant, which it gives its form (the non-joiner only before
 * another letter: at the end of a word the virama shows anyway); between the Bengali Ra and its virama; between two Arabic letters that would
 * join. Anywhere else nothing shows it, and it would make two names of one look. After RFC 5892, appendix A;
 * https://www.unicode.org/reports/tr51/ for emoji.
 */
const EMOJI = String.raw`\p{RGI_Emoji_ZWJ_Sequence}|\p{RGI_Emoji_Tag_Sequence}`;
const INDIC = String.raw`[\u0900-\u0dff]&&\p{L}`;
const VIRAMAS = String.raw`\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca`;
const ARABIC = String.raw`[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff]&&\p{L}`;
/** Arabic letters that never join the next one. */
const ENDING = String.raw`\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef`;
const BETWEEN_ARABIC = String.raw`(?<=[[${ARABIC}]--[${ENDING}]]\p{M}*)\u200c(?=[[${ARABIC}]--[\u0621\u0674]])`;
const BEHIND_VIRAMA = String.raw`(?<=[${INDIC}]\p{M}?[${VIRAMAS}])(?:\u200d|\u200c(?=[${INDIC}]))`;
const SHOWN = `${EMOJI}|${BEHIND_VIRAMA}|(?<=\\u09b0)\\u200d(?=\\u09cd)|${BETWEEN_ARABIC}`;

const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** Each of its characters is one to a reader. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * NFC, trimmed, inner space collapsed, characters that show nothing where they stand taken out, cut to 16 graphemes. An empty result means that
 * the caller should choose a name. Refused: what is far too long to be meant, or not well-formed Unicode.
 */
export function mendName(raw: string): Result<string, string> {
  if (raw.length > MAX_NAME_UNITS) return failure(`a name has at most ${MAX_NAME_GRAPHEMES} characters`);
  if (!raw.isWellFormed()) return failure('a name must be well-formed Unicode');
  if (PLAIN.test(raw)) return success(raw.trim().replace(/ +/g, ' ').slice(0, MAX_NAME_GRAPHEMES).trim());
  // Once more at the end: an accent may have been kept apart from its letter by what shows nothing.
  const shown = withoutUnshowable(raw.normalize('NFC'))
    .normalize('NFC')
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  // Made where it is needed: the first one reads what ICU knows of scripts, a twentieth of a start.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const cut = Array.from(graphemes.segment(shown), (part) => part.segment).slice(0, MAX_NAME_GRAPHEMES);
  return success(cut.join('').trim());
}

function withoutUnshowable(name: string): string {
  if (!JOINING.test(name)) return name.replace(UNSHOWABLE, '');
  // Made where it is needed: it takes some tens of milliseconds, and few names have a joiner.
  const kept = new RegExp(`(${SHOWN})|${UNSHOWABLE.source}`, 'gv');
  return name.replace(kept, (_found, shown: string | undefined) => shown ?? '');
}
