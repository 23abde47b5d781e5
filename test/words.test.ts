// docs/glossary.md and the rest of the repository agree: few words, each defined once, and none that was given up.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const MAX_TERMS = 30;
/** They name the words that are given up: the glossary itself, this test, and the history. */
const EXEMPT = ['docs/glossary.md', 'test/words.test.ts', 'CHANGELOG.md'];
const TEXTS = /\.(ts|md|html|css|py|json|yml|yaml)$/;

const glossary = readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8');

/** The first cells of the table below a heading of the glossary. */
function firstCells(heading: string): string[] {
  const section = glossary.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| (.+?) \|/gm)].map(([, cell]) => cell ?? '').slice(1);
}

/**
 * Finds a word of prose in any spelling of code: `fate`, `Fates`, `FATE_OF`, `rowFate`, and `sight bounds` as `SightBounds` or
 * `sight-bounds`. A word in capitals is a part of constants' names alone.
 */
function patternOf(word: string): RegExp {
  if (word === word.toUpperCase()) return new RegExp(`(?<![A-Za-z])${word}(?![a-z])`);
  const [first = '', ...rest] = word.split(' ');
  const lower = [first, ...rest].join('[-_ ]?');
  const capital = [first, ...rest].map((part) => part[0]?.toUpperCase() + part.slice(1)).join('');
  const upper = [first, ...rest].join('_').toUpperCase();
  return new RegExp(`(?<![A-Za-z])${lower}(?:s|ed|ing)?(?![a-z])|${capital}(?![a-z]{3})|(?<![A-Z])${upper}(?![A-Z])`);
}

function textFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => TEXTS.test(path) && !EXEMPT.includes(path));
}

describe('docs/glossary.md', () => {
  it(`has at most ${MAX_TERMS} words, each of them once`, () => {
    const terms = firstCells('Words');
    expect(terms.length).toBeGreaterThan(10);
    expect(terms.length).toBeLessThanOrEqual(MAX_TERMS);
    expect(new Set(terms).size).toBe(terms.length);
  });

  it('names no word that was given up as a term', () => {
    const terms = firstCells('Words');
    expect(firstCells('Words no longer used').filter((word) => terms.includes(word))).toEqual([]);
  });

  it.each([
    ['fate', 'const FATE = 1'],
    ['fate', 'the fates of rows'],
    ['fate', 'rowFate(1)'],
    ['sight bounds', 'new SightBounds()'],
    ['sight bounds', './sight-bounds.ts'],
    ['LEAST', 'const HITS_LEAST = 1'],
    ['keepHouse', 'this.keepHouse()'],
  ])('finds %s in “%s”', (word, text) => expect(text).toMatch(patternOf(word)));

  it.each([
    ['heat', 'cheats and a sheath'],
    ['LEAST', 'at least one, MIN_SHARE'],
    ['bleed', 'nosebleeds'],
    ['fate', 'Fatemeh'],
  ])('finds no %s in “%s”', (word, text) => expect(text).not.toMatch(patternOf(word)));

  it('names only words that are gone from code, comments and documents', () => {
    const words = firstCells('Words no longer used').map((word) => ({ word, pattern: patternOf(word) }));
    expect(words.length).toBeGreaterThan(5);
    const found = textFiles().flatMap((path) => {
      const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
      return lines.flatMap((line, i) =>
        words.filter(({ pattern }) => pattern.test(line)).map(({ word }) => `${path}:${i + 1}: ${word}`),
      );
    });
    expect(found).toEqual([]);
  });
});
