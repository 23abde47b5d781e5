// A server whose process stands still for a while, as on a machine that sleeps, on the toy game: its clients fly on meanwhile, and are
// seconds ahead of it then.

import { PERFECT } from '@starfray/shared/protocol';
import { mover, Stepper, type ToyArena, type ToyWorld, toyGame, toyInput } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const LATENCY_MS = 40;
/** Within this of the server's return one flies as before it. */
const BACK_MS = 500;

/** One who rests, until told to fly or to drop a pellet. */
function pilot() {
  const stepper = new Stepper<ToyWorld, ToyArena>(toyGame, { seed: 2 });
  const wish = { x: 0, drop: 0 };
  const { client } = stepper.join({
    conditions: { ...PERFECT, latencyMs: LATENCY_MS },
    fly: (row) => Object.assign(toyInput.view(row.ints, row.base), wish),
  });
  const { world } = stepper.room;
  const pellets = () => world.scores.get(client.playerId) ?? 0;
  const speed = () => mover.view(world.entities.ints, world.entities.base(world.slots.get(client.playerId) ?? 0)).vx;
  /** Presses once, and tells after how long it counts; undefined where it never does. */
  const press = (): number | undefined => {
    const [before, pressedMs] = [pellets(), stepper.nowMs];
    let countsMs: number | undefined;
    wish.drop = 1;
    stepper.run(SECOND, () => {
      wish.drop = 0;
      if (pellets() > before) countsMs ??= stepper.nowMs - pressedMs;
    });
    return countsMs;
  };
  stepper.run(3 * SECOND);
  return { stepper, client, wish, speed, press };
}

describe('a server that stood still', () => {
  it.each([0.5, 0.9, 1.2, 3, 7])('[I8] for %f s is steered as before, within half a second', (seconds) => {
    const { stepper, client, wish, speed, press } = pilot();
    const before = press() ?? Number.NaN;
    stepper.holdServer(seconds * SECOND);
    wish.x = 1;
    stepper.run((seconds - 0.2) * SECOND);
    wish.x = -1;
    stepper.run(0.2 * SECOND + BACK_MS);
    expect(speed()).toBeLessThan(0);
    expect(press()).toBeLessThan(before + 3 * (1000 / 60));
    expect([client.status.state, client.stats.desyncs]).toEqual(['joined', 0]);
    expect(client.stats.jitterMs).toBeLessThan(30);
  });

  it.each([20, 100])('[I8] for %f s, so that its clients gave up on it, is steered too', (seconds) => {
    const { stepper, client, press } = pilot();
    stepper.holdServer(seconds * SECOND);
    stepper.run(seconds * SECOND + BACK_MS);
    expect(client.status.state).toBe('joined');
    expect(press()).toBeLessThan(200);
  });
});
