import { describe, expect, it } from 'vitest';
import { choiceOf, fieldsOf, listOf, numberOf, optional, textOf } from './fields.ts';

describe('an answer', () => {
  it('is read field by field', () => {
    const answer = fieldsOf({ name: 'Ada', list: [{ score: 3 }], kind: 'bot' });
    expect(textOf(answer, 'name')).toBe('Ada');
    expect(listOf(answer, 'list', (item) => numberOf(item, 'score'))).toEqual([3]);
    expect(choiceOf(answer, 'kind', ['human', 'bot'])).toBe('bot');
    expect(optional(answer, 'account', textOf)).toBeUndefined();
  });

  it('that is another one than was expected is a fault with the name of the field', () => {
    const answer = fieldsOf({ name: 3, kind: 'cat' });
    expect(() => textOf(answer, 'name')).toThrow('name is no text');
    expect(() => numberOf(answer, 'score')).toThrow('score is no number');
    expect(() => optional(answer, 'name', textOf)).toThrow('name is no text');
    expect(() => choiceOf(answer, 'kind', ['human', 'bot'])).toThrow('kind is none of human, bot');
    expect(() => fieldsOf([])).toThrow('no object');
  });
});
