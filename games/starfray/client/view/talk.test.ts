import { describe, expect, it } from 'vitest';
import { PHRASES } from '../../rules/index.ts';
import { PHRASE_TEXTS, phraseAt, phraseText } from './phrases.ts';
import { Talk } from './talk.ts';

describe('the wheel of phrases', () => {
  it('[E86] has a text for every phrase, each on its own eighth of the turn', () => {
    expect(PHRASE_TEXTS.length).toBe(PHRASES);
    expect([0, 63, 65, 128, 512, 959, 961, 1023].map(phraseAt)).toEqual([1, 1, 2, 2, 5, 8, 1, 1]);
    expect([phraseText(1), phraseText(0), phraseText(99)]).toEqual(['Hello!', '', '']);
  });

  it('[E86] says what the aim was turned to when the key is let go, for long enough that a tick sees it', () => {
    const talk = new Talk();
    expect([talk.update(true, 900, 0), talk.isOpen, talk.pointedAt]).toEqual([0, true, 0]);
    talk.update(true, 256, 300);
    expect(talk.pointedAt).toBe(phraseAt(256));
    expect([talk.update(false, 256, 320), talk.isOpen]).toEqual([phraseAt(256), false]);
    expect([talk.update(false, 256, 420), talk.update(false, 256, 480)]).toEqual([phraseAt(256), 0]);
  });

  it('[E86] stays open where the aim was turned nowhere, until a phrase is chosen or the key is pressed again', () => {
    const talk = new Talk();
    talk.update(true, 0, 0);
    talk.update(true, 4, 50);
    expect([talk.update(false, 4, 100), talk.isOpen]).toEqual([0, true]);
    talk.say(4, 500);
    expect([talk.update(false, 0, 510), talk.isOpen]).toEqual([4, false]);
    talk.update(true, 0, 1000);
    talk.update(false, 0, 1100);
    talk.update(true, 0, 1200);
    talk.update(false, 0, 1300);
    expect(talk.isOpen).toBe(false);
  });
});
