import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { AimTargets } from './aim-targets.ts';
import { ownRows, shipEntity, testClient } from './test-client.ts';

const HERE = px(1000);

function view(x: number, y: number, more: object = {}) {
  const client = testClient();
  client.own = ownRows(HERE, HERE, 0);
  const target = shipEntity(7, 2, HERE + x, HERE + y);
  Object.assign(target.row, more);
  const own = shipEntity(1, 1, HERE, HERE);
  client.drawn.push(own, target);
  return new AimTargets().of(client);
}

describe('[E67] the targets of aim assist', () => {
  it('are the ships in view, without the own one', () => {
    expect(view(px(100), 0)).toEqual([0]);
    expect(view(0, px(-100))).toEqual([768]);
  });
  it('lie ahead of a ship that flies across', () => {
    const [bearing = 0] = view(px(200), 0, { vy: px(4) });
    expect(bearing).toBeGreaterThan(20);
    expect(bearing).toBeLessThan(80);
  });
  it.each([
    ['shielded', px(100), { shielded: 1 }],
    ['further off than a shot flies', px(900), {}],
  ])('are none that is %s', (_what, x, more) => {
    expect(view(x, 0, more)).toEqual([]);
  });
  it('are none of the own team, where there are teams', () => {
    const client = testClient();
    client.own = ownRows(HERE, HERE, 0);
    Object.assign(client.own.body, { team: 1 });
    for (const team of [1, 2]) {
      const ship = shipEntity(6 + team, 1 + team, HERE, HERE + px(100) * team);
      Object.assign(ship.row, { team });
      client.drawn.push(ship);
    }
    expect(new AimTargets().of(client)).toEqual([256]);
  });
});
