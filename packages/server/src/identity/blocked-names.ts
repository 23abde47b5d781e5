// The names that an operator does not want to see, from a file of words: found however they are spelled.

import unhomoglyph from 'unhomoglyph';

/** Digits and signs that stand for letters. */
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  l: 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
};
const NO_LETTER = /[^\p{L}\p{N}]+/gu;

/** Answers whether a name holds a word that is not wanted. */
export type NameCheck = (name: string) => boolean;

/**
 * Reads a list: a word a line; a line that begins with `#` says nothing. A word counts wherever it stands in a name, one between two
 * bars (`|word|`) only as a whole word. Case, accents, letters of other scripts that look alike, digits for letters, signs in between
 * and letters that are repeated make no difference.
 */
export function readBlockedNames(text: string): NameCheck {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const isWhole = (line: string) => line.length > 2 && line.startsWith('|') && line.endsWith('|');
  const anywhere = lines.filter((line) => !isWhole(line)).map(patternOf);
  const alone = lines.filter(isWhole).map((line) => patternOf(line.slice(1, -1)));
  const parts = join(anywhere, (all) => all);
  const wholes = join(alone, (all) => `^(?:${all})$`);
  return (name) => {
    const folded = fold(name);
    if (parts?.test(folded) || wholes?.test(folded)) return true;
    return wholes !== undefined && name.split(NO_LETTER).some((word) => wholes.test(fold(word)));
  };
}

function join(patterns: readonly string[], around: (all: string) => string): RegExp | undefined {
  const all = patterns.filter((pattern) => pattern !== '');
  return all.length === 0 ? undefined : new RegExp(around(all.join('|')), 'u');
}

// Each letter as often as in the word, or more often.
function patternOf(word: string): string {
  return fold(word).replace(/(.)\1*/gu, (run: string, letter: string) => `${letter}{${[...run].length},}`);
}

// Two texts that look alike become the same letters and digits (UTS #39 calls such a text a skeleton).
function fold(text: string): string {
  const plain = [...unmarked(text)].map((letter) => LETTERS[letter] ?? letter).join('');
  return [...unmarked(unhomoglyph(plain))]
    .map((letter) => LETTERS[letter] ?? letter)
    .join('')
    .replace(NO_LETTER, '');
}

function unmarked(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
