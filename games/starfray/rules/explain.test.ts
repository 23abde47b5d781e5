import { describe, expect, it } from 'vitest';
import { cockpit, ship } from './entities.ts';
import { explain } from './explain.ts';
import type { CockpitRow, ShipRow } from './rows.ts';

const shipWith = (values: Partial<ShipRow>): ShipRow =>
  Object.assign(ship.view(), { hull: 100, x: 800, y: 900, vx: 4, vy: -2, aim: 30, thrust: 1 }, values);
const ownWith = (values: Partial<CockpitRow>): CockpitRow =>
  Object.assign(cockpit.view(), { score: 50, energy: 70 }, values);

describe('the cause of a correction', () => {
  it.each([
    ['hit', { hull: 80, aim: 31, vx: 9 }, {}],
    ['pick-up', { aim: 31 }, { score: 51 }],
    ['pick-up', { vx: 9 }, { energy: 90 }],
    ['late input', { aim: 31 }, {}],
    ['late input', { thrust: 2, vx: 9, x: 801 }, {}],
    ['contact', { vx: 9 }, {}],
    ['contact', { y: 901 }, {}],
    ['other', {}, { energy: 60 }],
  ])('[N6] is a %s where the server has %o and %o', (cause, row, own) => {
    expect(explain(shipWith({}), ownWith({}), shipWith(row), ownWith(own))).toBe(cause);
  });
});
