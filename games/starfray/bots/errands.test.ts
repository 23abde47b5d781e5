import { phaseOf } from '@starfray/shared/contract';
import { createRandom } from '@starfray/shared/core';
import { expect, it } from 'vitest';
import { CAUSES, died, FLAG, FLAG_STATES, flagNews, LAST_LIGHT, starfray, TICKS_PER_SECOND } from '../rules/index.ts';
import { createBrain } from './brains/index.ts';
import { Flight } from './flight.ts';

function crowd(mode: number, seed: number): Flight {
  const flight = new Flight(starfray.createArena(starfray.chooseArena(24, seed, mode)), seed);
  for (let bot = 0; bot < 24; bot += 1) flight.add(createBrain('mixed', createRandom(seed * 100 + bot)), bot + 1);
  return flight;
}

it('[R93] bots fetch flags, lose them, bring them back and capture them', () => {
  const flight = crowd(FLAG, 1);
  const seen = { taken: 0, returned: 0, captured: 0 };
  const note = ({ state, player, captured }: ReturnType<typeof flagNews.view>): void => {
    if (captured === 1) seen.captured += 1;
    else if (state === FLAG_STATES.carried) seen.taken += 1;
    else if (state === FLAG_STATES.home && player > 0) seen.returned += 1;
  };
  flight.run(200 * TICKS_PER_SECOND, () => {
    const { events } = flight;
    for (let i = 0; i < events.count; i += 1) {
      if (events.kindOf(i) === flagNews) note(flagNews.view(events.ints, events.base(i)));
    }
    return seen.captured > 0 && seen.returned > 0;
  });
  expect(seen.taken).toBeGreaterThan(2);
  expect(Math.min(seen.captured, seen.returned)).toBeGreaterThan(0);
});

it('[R93] bots keep inside the ring, and end one another', () => {
  const flight = crowd(LAST_LIGHT, 2);
  const causes: Record<string, number> = {};
  flight.run(230 * TICKS_PER_SECOND, () => {
    for (let i = 0; i < flight.events.count; i += 1) {
      if (flight.events.kindOf(i) !== died || phaseOf(flight.world.match) !== 'play') continue;
      const cause = CAUSES[died.view(flight.events.ints, flight.events.base(i)).cause] ?? '';
      causes[cause] = (causes[cause] ?? 0) + 1;
    }
    return phaseOf(flight.world.match) === 'result';
  });
  expect(phaseOf(flight.world.match)).toBe('result');
  expect(causes['blaster']).toBeGreaterThan(12);
  expect(causes['ring'] ?? 0).toBeLessThan(6);
});
