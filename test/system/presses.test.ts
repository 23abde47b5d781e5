// Presses on their way through the whole client, on the real game: what reaches the server of those that no tick took.

import { type Arena, type InputRow, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;

/** One who flies, and presses the trigger for less than a tick when told; and the shots that came of it. */
function pilot() {
  let shots = 0;
  let presses = 0;
  let isPressed = false;
  const stepper: Stepper<StarfrayWorld, Arena> = new Stepper<StarfrayWorld, Arena>(starfray, {
    room: { onStep: (world) => countShots(world) },
  });
  const countShots = ({ entities, tick }: StarfrayWorld): void => {
    for (let slot = 0; slot < entities.slotEnd; slot += 1) {
      const isShot = starfray.entities[entities.kinds[slot] ?? 0]?.name === 'shot';
      if (isShot && entities.ids[slot] !== 0 && entities.bornTicks[slot] === tick) shots += 1;
    }
  };
  const stepped = stepper.join({
    fly: (row) => {
      // Down in one step of time, which is a quarter of a tick, and up in the next.
      isPressed = presses > 0 && !isPressed;
      if (isPressed) presses -= 1;
      (row as InputRow).fire = Number(isPressed);
    },
  });
  return {
    stepper,
    client: stepped.client,
    /** The page stands still from now on: no picture, no controls. */
    freeze: (ms: number) => {
      stepped.updatedMs = stepper.nowMs + ms;
    },
    press: () => {
      presses += 1;
    },
    shots: () => shots,
  };
}

describe('a press of less than a tick', () => {
  it('[I7] fires once', () => {
    const { stepper, press, shots } = pilot();
    stepper.run(3 * SECOND);
    press();
    stepper.run(SECOND);
    expect(shots()).toBe(1);
  });

  it.each([
    [1200, 1100],
    [1200, 100],
    [3000, 2500],
    [3000, 200],
  ])(
    '[I8] fires once though the server stood still for %i ms, and it was made after %i of them',
    (standsMs, afterMs) => {
      const { stepper, press, shots } = pilot();
      stepper.run(3 * SECOND);
      stepper.holdServer(standsMs);
      stepper.run(afterMs);
      press();
      stepper.run(standsMs - afterMs + 2 * SECOND);
      expect(shots()).toBe(1);
    },
  );

  it('[I7] is not lost where the page stands still a tick after it, wherever that is in a frame', () => {
    for (let quarters = 0; quarters < 8; quarters += 1) {
      const { stepper, press, freeze, shots } = pilot();
      stepper.run(3 * SECOND + (quarters * SECOND) / 240);
      press();
      stepper.run(SECOND / 60);
      freeze(500);
      stepper.run(2 * SECOND);
      expect(shots()).toBeGreaterThan(0);
    }
  });

  it('[I7] is forgotten where there is no tick to take it: before one is in, and out of sight', () => {
    const { stepper, client, press, shots } = pilot();
    press();
    stepper.run(3 * SECOND);
    client.setHidden(true);
    press();
    stepper.run(SECOND);
    client.setHidden(false);
    stepper.run(3 * SECOND);
    expect([client.status.state, shots()]).toEqual(['joined', 0]);
  });
});
