// What clients get from a room that has them at front ends of other threads, byte by byte beside what they get without those.

import { encodeMessage } from '@starfray/shared/contract';
import { createRandom, randomBelow } from '@starfray/shared/core';
import { CLOSE, createCodec, createProtocol, type Link, SNAPSHOT_TYPE } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { wrapLink } from '../../packages/bots/src/link-wrapper.ts';

interface Heard {
  readonly atMs: number;
  readonly hex: string;
  readonly isSnapshot: boolean;
}

const PILOTS = 4;

/** A fight with a spectator: an announcement, a hidden page, a lost line, a goodbye, all shown out, and a pilot who comes later. Answers what each was sent. */
function fight(threads: number): readonly (readonly Heard[])[] {
  const stepper = new Stepper(starfray, { seed: 7, capacity: 16, threads });
  const heard: Heard[][] = [];
  const join = (kind: 'human' | 'spectator') => {
    const own: Heard[] = [];
    const random = createRandom(heard.push(own));
    const bend = (link: Link): Link => overhear(link, (bytes) => void own.push(heardOf(bytes, stepper.nowMs)));
    return stepper.join({
      ...{ kind, bend, name: `Pilot ${heard.length}` },
      snapshots: kind === 'spectator' ? 'full' : 'delta',
      frameMs: kind === 'spectator' ? 50 : 16,
      fly: (input) => {
        if (randomBelow(random, 8) > 0) return;
        // Thrust, aim, boost, fire.
        input.ints.set([randomBelow(random, 9), randomBelow(random, 1024), 0, 1], input.base);
      },
    });
  };
  const clients = [...Array.from({ length: PILOTS }, () => join('human')), join('spectator')];
  stepper.run(4000);
  stepper.room.announce('The night shift begins.');
  stepper.run(500);
  clients[0]?.client.setHidden(true);
  stepper.run(1500);
  clients[0]?.client.setHidden(false);
  clients[1]?.pair?.a.close(1006, '');
  stepper.run(4000);
  clients[2]?.client.close();
  stepper.run(100);
  stepper.room.dismiss(() => 'That was all.', CLOSE.kicked);
  stepper.run(5000);
  join('human');
  stepper.run(2000);
  return heard;
}

function heardOf(bytes: Uint8Array, atMs: number): Heard {
  const elements = createCodec().unpack(bytes);
  return {
    atMs,
    hex: Buffer.from(bytes).toString('hex'),
    isSnapshot: Array.isArray(elements) && elements[0] === SNAPSHOT_TYPE,
  };
}

function overhear(link: Link, note: (bytes: Uint8Array) => void): Link {
  return wrapLink(link, {
    onMessage: (receive) =>
      link.onMessage((bytes) => {
        note(bytes);
        receive(bytes);
      }),
  });
}

describe('a room whose clients are in other threads', () => {
  it('[TH15] sends from one front end what a room without them sends: the same bytes at the same moments', () => {
    const here = fight(0);
    expect(here.map(({ length }) => length > 50)).toEqual(here.map(() => true));
    expect(fight(1)).toEqual(here);
  });

  it('[TH16] sends from two the same snapshots to clients of the same phase', () => {
    const [one, two] = [watch(0), watch(2)];
    // Each front end spreads its own clients over the ticks. These are in the same ticks as without other threads.
    for (const client of [1, 2]) {
      const [expected, found] = [one, two].map((of) => of[client]?.filter(({ isSnapshot }) => isSnapshot));
      expect(found?.length).toBeGreaterThan(150);
      expect(found).toEqual(expected);
    }
    // The others get as many.
    const counts = [one, two].map((of) => of.map((all) => all.filter(({ isSnapshot }) => isSnapshot).length));
    for (const [i, count] of (counts[0] ?? []).entries()) {
      expect(Math.abs(count - (counts[1]?.[i] ?? 0))).toBeLessThanOrEqual(1);
    }
  });
});

/** Two pilots whose inputs go by the time alone, whatever they are sent; and four clients that touch nothing. Answers what those were sent. */
function watch(threads: number): readonly (readonly Heard[])[] {
  const stepper = new Stepper(starfray, { seed: 3, capacity: 16, threads });
  const [protocol, codec, random] = [createProtocol(starfray), createCodec(), createRandom(5)];
  const pilots = [stepper.connect(), stepper.connect()];
  const heard = Array.from({ length: 4 }, (_, i) => {
    const own: Heard[] = [];
    const bend = (link: Link): Link => overhear(link, (bytes) => void own.push(heardOf(bytes, stepper.nowMs)));
    stepper.join({ name: `Watcher ${i}`, bend });
    return own;
  });
  let last = 0;
  stepper.run(6000, () => {
    const { tick } = stepper.room.world;
    if (tick % starfray.rates.ticksPerFrame !== 0 || tick === last) return;
    last = tick;
    for (const { pair } of pilots) {
      const aim = randomBelow(random, 64) * 16;
      const controls = Array.from({ length: starfray.rates.ticksPerFrame }, () => [1 + (aim >> 7), aim, 0, 1]).flat();
      const frame = { acknowledged: 0, tick: tick + 4, seenBehind: 0, controls };
      pair.a.send(codec.pack(encodeMessage(protocol.client.input, frame)));
    }
  });
  return heard;
}
