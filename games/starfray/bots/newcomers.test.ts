import { expect, it } from 'vitest';
import { Newcomers } from './newcomers.ts';
import type { BotView, KnownPlayer } from './view.ts';

const ADA: KnownPlayer = { name: 'Ada', kind: 'human' };
const VEGA: KnownPlayer = { name: 'Vega', kind: 'bot' };

function viewAt(tick: number, players: ReadonlyMap<number, KnownPlayer>): BotView {
  return { tick, players } as BotView;
}

it('[R52] a person is new for three minutes, a bot never, and one who left and comes again is new again', () => {
  const newcomers = new Newcomers();
  const both = new Map([
    [1, ADA],
    [2, VEGA],
  ]);
  newcomers.look(viewAt(100, both));
  expect([newcomers.has(1, 100), newcomers.has(1, 100 + 10_799), newcomers.has(1, 100 + 10_800)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(newcomers.has(2, 100)).toBe(false);
  newcomers.look(viewAt(20_000, new Map()));
  newcomers.look(viewAt(30_000, both));
  expect(newcomers.has(1, 30_000)).toBe(true);
});
