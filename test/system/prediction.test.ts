// Prediction, on the toy game: what a client runs ahead is what the server does, bit for bit.

import { mover, Stepper, tank, toyGame, toyInput } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const TICKS = 10_000;
const SECOND = 1000;

/** Steers by a fixed pattern of time, so that inputs change every few ticks. */
function weave(input: { ints: Int32Array }, nowMs: number): void {
  const row = toyInput.view(input.ints, 0);
  row.x = [1, 0, -1, 0, 1, -1][Math.floor(nowMs / 170) % 6] ?? 0;
  row.y = [0, 1, 1, -1, 0, -1, 0][Math.floor(nowMs / 230) % 7] ?? 0;
}

describe('prediction', () => {
  for (const latencyMs of [0, 25, 75, 200]) {
    it(`[N1] needs no correction in ${TICKS} ticks of open flight at ${2 * latencyMs} ms`, () => {
      const stepper = new Stepper(toyGame, { seed: 7 });
      const { client } = stepper.join({ conditions: { latencyMs, jitterMs: 0 }, fly: weave });
      stepper.run(5 * SECOND);
      const before = client.stats.corrections.count;
      const sentBefore = stepper.room.world.tick;
      stepper.run((TICKS * SECOND) / 60);
      expect(stepper.room.world.tick - sentBefore).toBeGreaterThanOrEqual(TICKS - 1);
      expect(client.stats.corrections.count - before).toBe(0);
      expect(client.stats.desyncs).toBe(0);
      expect(stepper.room.traffic.desyncs).toBe(0);
    });
  }

  it('[N2] shows its own rows from the very message on that brings them', () => {
    const stepper = new Stepper(toyGame, { seed: 3 });
    const places: number[] = [];
    const { client } = stepper.join({
      bend: (link) => {
        const listen = link.onMessage.bind(link);
        link.onMessage = (receive) =>
          listen((bytes) => {
            receive(bytes);
            if (client.own !== undefined) places.push(mover.view(client.own.body.ints, 0).x);
          });
        return link;
      },
    });
    stepper.run(SECOND);
    expect(places.length).toBeGreaterThan(20);
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  it('[N2] holds its own public and private rows bit-equal to the server', () => {
    const stepper = new Stepper(toyGame, { seed: 3 });
    const { client } = stepper.join({ fly: weave });
    let compared = 0;
    stepper.run(10 * SECOND, () => {
      const { held } = client;
      if (held === undefined || held.tick !== stepper.room.world.tick || held.focus < 0) return;
      const { world } = stepper.room;
      const truth = mover.view(world.entities.ints, world.entities.base(toyGame.ownSlot(world, client.playerId)));
      const row = mover.view(held.ints, held.base(held.focus));
      for (const name of mover.columnNames) expect(row[name as 'x']).toBe(truth[name as 'x']);
      expect(tank.view(held.privateInts, 0).fuel).toBe(
        tank.view(toyGame.ownPrivateRow(world, client.playerId).ints, 0).fuel,
      );
      compared += 1;
    });
    expect(compared).toBeGreaterThan(250);
  });
});
