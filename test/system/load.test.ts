// Shedding load, on the real game in virtual time: less is sent, and what is sent stays exact.

import { type Arena, type InputRow, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;

/** A crowd that flies and fires in all directions. */
function crowd(players: number): Stepper<StarfrayWorld, Arena> {
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, { capacity: players });
  for (let i = 0; i < players; i += 1) {
    stepper.join({
      kind: 'bot',
      draws: false,
      frameMs: SECOND / 60,
      fly: (row, nowMs) => {
        const controls = row as InputRow;
        controls.thrust = 1 + ((Math.trunc(nowMs / 400) + i) % 8);
        controls.aim = Math.trunc(nowMs / 7 + i * 97) % 1024;
        controls.fire = 1;
      },
    });
  }
  stepper.run(3 * SECOND);
  return stepper;
}

/** Snapshots a client had in each of the last seconds. */
function snapshotsIn(stepper: Stepper<StarfrayWorld, Arena>, seconds: number): number[] {
  const before = stepper.clients.map(({ client }) => client.stats.snapshots);
  stepper.run(seconds * SECOND);
  return stepper.clients.map(({ client }, i) => (client.stats.snapshots - (before[i] ?? 0)) / seconds);
}

function desyncs(stepper: Stepper<StarfrayWorld, Arena>): number {
  return stepper.clients.reduce((sum, { client }) => sum + client.stats.desyncs, stepper.room.traffic.desyncs);
}

describe('a room that sheds load', () => {
  it('[O2] sends fifteen snapshots a second to each, spread evenly, and then thirty again', () => {
    const stepper = crowd(24);
    expect(new Set(snapshotsIn(stepper, 2))).toEqual(new Set([30]));
    stepper.room.shed(1);
    stepper.run(SECOND);
    expect(new Set(snapshotsIn(stepper, 2))).toEqual(new Set([15]));
    const sent: number[] = [];
    let last = stepper.room.traffic.sent;
    let { tick } = stepper.room.world;
    stepper.run(SECOND, () => {
      if (stepper.room.world.tick === tick) return;
      tick = stepper.room.world.tick;
      sent.push(stepper.room.traffic.sent - last);
      last = stepper.room.traffic.sent;
    });
    expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(2);
    stepper.room.shed(0);
    stepper.run(SECOND);
    expect(new Set(snapshotsIn(stepper, 2))).toEqual(new Set([30]));
    expect([desyncs(stepper), stepper.clients[0]?.client.stats.serverLoad]).toEqual([0, 0]);
  });

  it('[O2] shows fewer entities from the second step on, and tells everybody', () => {
    const stepper = crowd(64);
    const seen = () =>
      Math.max(...stepper.clients.map(({ client }) => client.held?.ids.filter((id) => id !== 0).length ?? 0));
    expect(seen()).toBeGreaterThan(48);
    stepper.room.shed(2);
    stepper.run(4 * SECOND);
    expect(seen()).toBeLessThanOrEqual(60);
    expect(new Set(stepper.clients.map(({ client }) => client.stats.serverLoad))).toEqual(new Set([2]));
    const guest = stepper.join();
    stepper.run(SECOND);
    expect([
      guest.client.stats.serverLoad,
      (guest.client.held?.ids.filter((id) => id !== 0).length ?? 99) <= 48,
    ]).toEqual([2, true]);
    expect(desyncs(stepper)).toBe(0);
  });
});
