import { item, px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { SHOT_LIFE_TICKS, SHOT_SPEED } from '../../rules/index.ts';
import { OwnShots } from './own-shots.ts';
import { freePlace, ownRows, shipEntity, shotEntity, testClient } from './test-client.ts';

const FRAME = 1 / 60;

function flying() {
  const client = testClient();
  const { x, y } = freePlace(client.arena);
  client.own = ownRows(x, y, 12);
  return { client, x, y, shots: new OwnShots() };
}

describe('OwnShots', () => {
  it('shows a shot in the very picture in which it was fired', () => {
    const { client, shots } = flying();
    shots.update(client, true, FRAME);
    expect(shots.count).toBe(1);
  });
  it('flies it on until the server’s comes, and then shows one, not two', () => {
    const { client, x, y, shots } = flying();
    shots.update(client, true, FRAME);
    shots.update(client, false, FRAME);
    const before = item(shots.flights, 0).x;
    client.drawn = [shotEntity(9, 1, x, y, SHOT_LIFE_TICKS)];
    shots.update(client, false, FRAME);
    expect(shots.count).toBe(1);
    expect(before).toBeGreaterThan(x);
  });
  it('draws the server’s shot as many ticks ahead as the own ship is', () => {
    const { client, x, y, shots } = flying();
    client.drawTick = 92;
    client.drawn = [shotEntity(9, 1, x, y, SHOT_LIFE_TICKS)];
    shots.update(client, false, 1);
    // The first measurement is eased in: a second leaves a sixteenth of the way.
    for (let i = 0; i < 8; i += 1) shots.update(client, false, 1);
    expect((item(shots.flights, 0).x - x) / SHOT_SPEED).toBeCloseTo(8, 1);
  });
  it('ends a shot at the ship it meets, and says where', () => {
    const { client, x, y, shots } = flying();
    client.drawn = [shipEntity(3, 2, x + px(100), y), shotEntity(9, 1, x + px(95), y, 50)];
    shots.update(client, false, FRAME);
    expect(shots.count).toBe(0);
    expect(shots.contacts).toHaveLength(1);
  });
  it('flies through its own ship', () => {
    const { client, x, y, shots } = flying();
    client.drawn = [shipEntity(3, 1, x, y), shotEntity(9, 1, x, y, 50)];
    shots.update(client, false, FRAME);
    expect(shots.count).toBe(1);
  });
  it('gives up a shot that the server never made', () => {
    const { client, shots } = flying();
    shots.update(client, true, FRAME);
    for (let i = 0; i < 60; i += 1) shots.update(client, false, FRAME);
    expect(shots.count).toBe(0);
  });
  it('leaves the shots of others alone', () => {
    const { client, x, y, shots } = flying();
    client.drawn = [shotEntity(9, 2, x, y, 50)];
    shots.update(client, false, FRAME);
    expect(shots.count).toBe(0);
  });
});
