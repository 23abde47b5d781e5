import { describe, expect, it } from 'vitest';
import { readBlockedNames } from './blocked-names.ts';

const LIST = `
# what children should not read
Scoundrel
|cad|
Злодей
悪党
jolly roger
`;

describe('a list of names that are not wanted', () => {
  const isBlocked = readBlockedNames(LIST);

  it.each([
    'scoundrel',
    'The SCOUNDREL 7',
    'scóundrel',
    's.c.o.u.n.d.r.e.l',
    'sc0undre1',
    '5coundre|',
    'scoooundrellll',
    // Cyrillic letters among Latin ones.
    'sсоundrеl',
    // Letters for mathematics, and wide ones.
    '𝓼𝓬𝓸𝓾𝓷𝓭𝓻𝓮𝓵',
    'ｓｃｏｕｎｄｒｅｌ',
    'ЗЛОДЕЙ',
    'xX злодей Xx',
    '悪党です',
    'JollyRoger',
  ])('[A40] finds %s', (name) => expect(isBlocked(name)).toBe(true));

  it.each(['cad', 'a CAD', 'c a d', 'the-cad', 'C4D'])('[A40] finds %s, which is a whole word', (name) =>
    expect(isBlocked(name)).toBe(true),
  );

  it.each(['Academy', 'cadet', 'scound', 'Roger', 'Jolly', 'Ada', '', '🚀', 'звезда'])(
    '[A40] lets %s through',
    (name) => expect(isBlocked(name)).toBe(false),
  );

  it('[A40] blocks nothing where it is empty, or of comments and signs alone', () => {
    expect(readBlockedNames('')('')).toBe(false);
    expect(readBlockedNames('# nothing\n\n...\n||\n')('Ada')).toBe(false);
  });
});
