import { createCodec, createMemoryPair, createProtocol } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { closeReason } from './close-reason.ts';
import { mendName } from './player-name.ts';
import { Roster } from './roster.ts';
import { Session } from './session.ts';
import { TokenBucket } from './token-bucket.ts';

describe('names', () => {
  it.each([
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['e\u0301clair', 'éclair'],
    ['a\u202Eb\u200Bc\u0000d', 'abcd'],
    ['12345678901234567890', '1234567890123456'],
    ['\u3164\u2800', ''],
    ['x\u0301\u0301\u0301\u0301\u0301\u0301', 'x\u0301\u0301\u0301'],
  ])('[C4] %j is shown as %j', (raw, shown) => {
    expect(mendName(raw)).toEqual({ ok: true, value: shown });
  });

  it.each([
    ['a family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} Smith'],
    ['a heart on fire, with its variation selector', '\u2764\ufe0f\u200d\u{1f525}'],
    ['the flag of Scotland', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['Sinhala', '\u0dc1\u0dca\u200d\u0dbb\u0dd3'],
    ['Malayalam', '\u0d28\u0d4d\u200d\u0d28'],
    ['Malayalam, as a final letter of before Unicode 5.1', '\u0d05\u0d35\u0d28\u0d4d\u200d'],
    ['Nepali', '\u0930\u093e\u091c\u094d\u200c\u0915\u0941'],
    ['Hindi with a dot below its letter', '\u0915\u093c\u094d\u200d\u0937'],
    ['Bengali', '\u09b0\u200d\u09cd\u09af\u09be\u09ac'],
    ['Persian', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['Persian with its vowels', '\u0645\u06cc\u0650\u200c\u062e'],
  ])('[C18] keep the joiners that %s needs', (_what, name) => {
    expect(mendName(name)).toEqual({ ok: true, value: name });
  });

  it.each([
    ['alone', '\u200d\u200c\u{e0067}\u{e007f}', ''],
    ['between Latin letters', 'A\u200dd\u200ca', 'Ada'],
    ['between emoji that stay two', '\u{1f600}\u200d\u{1f600}', '\u{1f600}\u{1f600}'],
    ['at the end of a family', '\u{1f468}\u200d\u{1f469}\u200d', '\u{1f468}\u{1f469}'],
    ['behind an Arabic letter that does not join', '\u062f\u200c\u0645', '\u062f\u0645'],
    ['before and behind an Arabic name', '\u200c\u0645\u06cc\u200c', '\u0645\u06cc'],
    ['twice in one place', '\u0645\u200c\u200c\u06cc', '\u0645\u06cc'],
    ['behind a virama without its consonant', 'a\u094d\u200d', 'a\u094d'],
    ['at the end of a word, where the virama shows anyway', '\u0915\u094d\u200c', '\u0915\u094d'],
    ['behind other invisible characters', '\u0645\u200b\u200c\u06cc', '\u0645\u06cc'],
  ])('[C18] lose joiners %s', (_where, raw, shown) => {
    expect(mendName(raw)).toEqual({ ok: true, value: shown });
  });

  it.each([
    ['a letter and its accent with nothing between them that shows', 'Jose\u200b\u0301', 'Jos\u00e9'],
    ['a grapheme joiner', 'Zo\u034fe', 'Zoe'],
    ['nothing but a grapheme joiner', '\u034f', ''],
    ['variation selectors of letters', 'Z\ufe00oe\ufe0f\u{e0100}', 'Zoe'],
    ['the variation selector of a picture that is one anyway', '\u{1f680}\ufe0f', '\u{1f680}'],
    ['the variation selector of a sign that is none anyway', '\u00a9\ufe0e', '\u00a9'],
    ['a digit with a variation selector and no key', '1\ufe0f', '1'],
    ['Mongolian selectors and Khmer vowels that are not shown', '\u180b\u17b4\u17b5', ''],
    ['fillers of other scripts, and a note without a head', '\u{16fe4}\u{1d159}', ''],
  ])('[C4] lose %s', (_what, raw, shown) => {
    expect(mendName(raw)).toEqual({ ok: true, value: shown });
  });

  it.each([
    ['a heart', '\u2764\ufe0f'],
    ['a key', '1\ufe0f\u20e3'],
    ['a picture as a sign', '\u231b\ufe0e'],
  ])('[C4] keep the variation selector of %s', (_what, name) => {
    expect(mendName(name)).toEqual({ ok: true, value: name });
  });

  it('[C4] are refused when far too long or no Unicode', () => {
    expect(mendName('x'.repeat(257)).ok).toBe(false);
    expect(mendName('\ud800').ok).toBe(false);
  });
});

describe('close reasons', () => {
  it('[C6] fit 123 bytes as JSON, cut between characters', () => {
    const text = closeReason('🚀'.repeat(60), 500);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(123);
    expect(JSON.parse(text)).toMatchObject({ retryMs: 500 });
    expect(text.isWellFormed()).toBe(true);
  });
});

describe('the token bucket', () => {
  const limits = { perSecond: 10, capacity: 20, floodMs: 1000, mostExcess: 50 };

  it('[C7] takes what it holds, refills steadily, and is patient for a while', () => {
    const bucket = new TokenBucket(limits, 0);
    for (let i = 0; i < 20; i += 1) expect(bucket.take(0)).toBe('taken');
    expect(bucket.take(0)).toBe('empty');
    expect(bucket.take(100)).toBe('taken');
    for (let ms = 120; ms < 1000; ms += 20) expect(bucket.take(ms)).not.toBe('flood');
    expect([bucket.take(1001), bucket.take(1002)]).toContain('flood');
  });

  it('[C7] forgives one that has recovered', () => {
    const bucket = new TokenBucket(limits, 0);
    for (let i = 0; i < 25; i += 1) bucket.take(0);
    expect(bucket.take(1900)).toBe('taken');
    for (let i = 0; i < 30; i += 1) expect(bucket.take(1900)).not.toBe('flood');
  });

  it('[U6] has patience with so many more, however fast they come, and again once it has recovered', () => {
    const bucket = new TokenBucket(limits, 0);
    const answers = () => Array.from({ length: 71 }, () => bucket.take(0));
    expect(answers().indexOf('flood')).toBe(70);
    const other = new TokenBucket(limits, 0);
    for (let i = 0; i < 60; i += 1) other.take(0);
    expect(other.take(1900)).toBe('taken');
    expect(Array.from({ length: 60 }, () => other.take(1900))).not.toContain('flood');
  });
});

describe('the roster', () => {
  const NOBODY = { arrived: () => undefined, departed: () => undefined };

  it('names players without a name', () => {
    expect(new Roster('Pilot', NOBODY).add(undefined, 'human', 0)).toMatchObject({
      id: 1,
      name: 'Pilot 1',
      kind: 'human',
    });
  });

  it('[Z4] lets an id rest for longer than news may name it, though all others are taken', () => {
    const roster = new Roster('Pilot', NOBODY);
    for (let i = 0; i < 4095; i += 1) roster.add('x', 'bot', 0);
    roster.remove(7, 10);
    const [newsTicks, restTicks] = [600, 660];
    expect([roster.add('y', 'human', 10 + newsTicks), roster.hasFreeId(10 + restTicks - 1)]).toEqual([
      undefined,
      false,
    ]);
    expect(roster.add('y', 'human', 10 + restTicks)?.id).toBe(7);
  });

  it('[Z4] has ids for three hundred short stays a second, for as long as they go on', () => {
    const roster = new Roster('Pilot', NOBODY);
    for (let tick = 0; tick < 60 * 90; tick += 1) {
      for (let i = 0; i < 5; i += 1) roster.remove(roster.add('x', 'human', tick)?.id ?? 0, tick);
      expect(roster.hasFreeId(tick)).toBe(true);
    }
  });
});

describe('a session', () => {
  function open() {
    const pair = createMemoryPair(() => 0);
    const heard: string[] = [];
    const note = (message: { name: string }): void => {
      heard.push(message.name);
    };
    let ended: number | undefined;
    const end = (code: number): void => {
      ended = code;
    };
    const session = new Session(
      { link: pair.b, codec: createCodec(), protocol: createProtocol(toyGame), now: () => 0, framesPerSecond: 30 },
      {
        input: (frame) => heard.push(`input ${frame.tick} ${frame.controls.length}`),
        acknowledge: note,
        desync: note,
        view: note,
        away: note,
        askPing: note,
        setBack: note,
        ended: end,
      },
    );
    return { pair, heard, session, code: () => ended };
  }

  it('[M3] hands on what is a message of the protocol', () => {
    const { pair, heard } = open();
    for (const message of [
      [2, 5],
      [3, 5],
      [4, 1000],
      [5, true],
      [6, 1],
      [7, 9],
      [1, 0, 9, 0, [0, 0, 0, 0, 0, 0]],
    ])
      pair.a.send(createCodec().pack(message));
    pair.pump(0);
    expect(heard).toEqual(['acknowledge', 'desync', 'view', 'away', 'askPing', 'setBack', 'input 9 6']);
  });

  it.each([
    ['an unknown type', [99]],
    ['a snapshot', [16, 1, 0]],
    ['controls out of range', [1, 0, 9, 0, [9, 0, 0, 0, 0, 0]]],
    ['too few controls', [1, 0, 9, 0, [0, 0, 0]]],
  ])('[M4] ends with 4000 at %s, and is deaf afterwards', (_what, message) => {
    const { pair, heard, code } = open();
    pair.a.send(createCodec().pack(message));
    pair.a.send(createCodec().pack([2, 5]));
    pair.pump(0);
    expect([code(), heard]).toEqual([4000, []]);
  });

  it('[M8] takes a whole number that comes as a float, and no fraction', () => {
    const float = (value: number): Uint8Array => {
      const bytes = new Uint8Array(11);
      bytes.set([0x92, 2, 0xcb]);
      new DataView(bytes.buffer).setFloat64(3, value);
      return bytes;
    };
    const { pair, heard, code } = open();
    pair.a.send(float(5));
    pair.pump(0);
    expect([heard, code()]).toEqual([['acknowledge'], undefined]);
    pair.a.send(float(5.5));
    pair.pump(0);
    expect(code()).toBe(4000);
  });

  it('[C8] ends with 1009 at a message above 1024 bytes', () => {
    const { pair, code } = open();
    pair.a.send(new Uint8Array(1025));
    pair.pump(0);
    expect(code()).toBe(1009);
  });
});
