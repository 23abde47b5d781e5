import type { Link } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { callSign } from './call-signs.ts';
import { createFillBot } from './fill-bot.ts';

function spawn(number: number) {
  const joins: { link: Link; name: string }[] = [];
  const bot = createFillBot({ join: (link, name) => joins.push({ link, name }), now: () => 0, number, seed: 1 });
  return { bot, joins };
}

describe('a fill bot', () => {
  it('comes through the door that everybody uses, once, under a name', () => {
    const { joins } = spawn(3);
    expect(joins.map(({ name, link }) => [name, link.isOpen])).toEqual([['Canopus', true]]);
  });

  it('leaves when it is stopped', () => {
    const { bot, joins } = spawn(1);
    let ended = 0;
    joins[0]?.link.onClose((code) => {
      ended = code;
    });
    bot.stop();
    expect(ended).toBe(1000);
  });

  it('outlives whatever a room sends', () => {
    const { bot, joins } = spawn(1);
    joins[0]?.link.send(Uint8Array.of(0xc1, 1, 2));
    bot.update(1);
    bot.update(2);
    expect(bot.playerId).toBe(0);
  });

  it('has a name of its own, however many there are', () => {
    const names = Array.from({ length: 100 }, (_, i) => callSign(i + 1));
    expect(new Set(names).size).toBe(100);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(16);
  });
});
