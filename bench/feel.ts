// `pnpm bench feel`: how the game feels over three lines, in virtual time. How long a key takes from one pilot's hand to another's screen, and
// where that time goes (medians of many presses, as fine as the stepper's steps, 4 ms); how true the picture is; what one is corrected for;
// and what a perfect aim hits.

import { INVALID } from '@starfray/shared/contract';
import { createRandom, randomBelow, turnBetween } from '@starfray/shared/core';
import { type Conditions, createCodec, createProtocol, type Link, PERFECT } from '@starfray/shared/protocol';
import { type Arena, input, type ShipRow, type StarfrayWorld, ship, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { duels, rate } from '../test/support/duel.ts';
import { heldShip } from './held-ship.ts';
import { median } from './statistics.ts';

const LINES = {
  perfect: { conditions: PERFECT, rttMs: 0, targetMs: 95 },
  '150 ms': { conditions: { latencyMs: 75, jitterMs: 0 }, rttMs: 150, targetMs: 95 },
  '150 ms, 30 of jitter': { conditions: { latencyMs: 60, jitterMs: 30 }, rttMs: 150, targetMs: 140 },
} satisfies Record<string, { conditions: Conditions; rttMs: number; targetMs: number }>;
const PRESSES = 200;
const SETTLE_MS = 8000;
/** Between two presses: longer than anything takes, and out of step with every tick. */
const BETWEEN_MS = 600;
/** Of 1024: far enough that half of it is seen. */
const TURN = 400;
const PX = 256;
const WANDERERS = 8;
const WANDER_MS = 90_000;
/** Another ship is drawn no further than this from where it was at the drawn tick, median. */
const MAX_OFF_PX = 2;
/** A perfect aim hits so much of what it hits over a perfect line. */
const MIN_HITS = 0.95;
/** Of a frame's controls, from their end. */
const AIM_AT = input.columnNames.indexOf('aim') - input.width;

/** When a press was first seen at each place, in ms after it. */
interface Press {
  own?: number;
  sent?: number;
  simulated?: number;
  told?: number;
  shown?: number;
}
const PLACES = ['own', 'sent', 'simulated', 'told', 'shown'] as const;

/** How the game feels over one line. */
export interface FeelLine {
  readonly line: string;
  readonly hits: number;
  /** The way of a key from one hand to another screen, in its order. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

export function benchFeel(): { readonly passed: boolean; readonly lines: readonly FeelLine[] } {
  const lines = Object.entries(LINES).map(([name, { conditions, rttMs, targetMs }]) => {
    const { presses, offPx } = press(conditions);
    const causes = corrections(conditions);
    const hits = rate(duels(conditions, 1));
    const at = (place: keyof Press) => median(presses.map((one) => one[place] ?? Number.POSITIVE_INFINITY));
    const between = (from: keyof Press, to: keyof Press) => round(at(to) - at(from));
    return {
      line: name,
      presses: presses.length,
      ownScreenMs: round(at('own')),
      otherScreenMs: round(at('shown')),
      beyondRttMs: round(at('shown') - rttMs),
      targetMs,
      otherShipOffPx: Number(median(offPx).toFixed(3)),
      corrections: causes,
      hits: Number(hits.toFixed(4)),
      stagesMs: {
        untilItsFrameLeaves: round(at('sent')),
        untilTheServerSimulatesIt: between('sent', 'simulated'),
        untilTheOtherHoldsIt: between('simulated', 'told'),
        untilTheOtherDrawsIt: between('told', 'shown'),
      },
    };
  });
  const [perfect] = lines;
  const hitsLeast = MIN_HITS * (perfect?.hits ?? 0);
  const passed = lines.every(
    ({ beyondRttMs, targetMs, otherShipOffPx, corrections: { other }, hits }) =>
      beyondRttMs <= targetMs && otherShipOffPx <= MAX_OFF_PX && other === undefined && hits >= hitsLeast,
  );
  return { passed, lines };
}

/** What eight pilots who fly and fire at random are corrected for, by cause; `other` would be none. */
function corrections(conditions: Conditions): Readonly<Record<string, number>> {
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, { capacity: WANDERERS, seed: 11 });
  for (let i = 0; i < WANDERERS; i += 1) {
    const random = createRandom(i + 1);
    const fly = (row: object): void => {
      if (randomBelow(random, 15) !== 0) return;
      Object.assign(row, {
        thrust: randomBelow(random, 9),
        aim: randomBelow(random, 1024),
        fire: randomBelow(random, 2),
      });
    };
    stepper.join({ conditions, fly, frameMs: 1000 / 60 });
  }
  stepper.run(WANDER_MS);
  const causes: Record<string, number> = {};
  for (const { client } of stepper.clients) {
    for (const [cause, count] of Object.entries(client.stats.corrections.causes))
      causes[cause] = (causes[cause] ?? 0) + count;
  }
  return causes;
}

function press(conditions: Conditions): { readonly presses: readonly Press[]; readonly offPx: readonly number[] } {
  let aim = 0;
  let thrust = 1;
  let pressedMs = 0;
  let current: Press = {};
  const random = createRandom(5);
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, { capacity: 8, seed: 11, room: { onStep: stayNear } });
  const since = () => stepper.nowMs - pressedMs;
  const isTurnedTo = (other: number): boolean => Math.abs(turnBetween(other, aim)) <= TURN / 2;
  const isTurned = (row: object | undefined): boolean => row !== undefined && isTurnedTo((row as ShipRow).aim);
  const codec = createCodec();
  const protocol = createProtocol(starfray);
  const listen = (link: Link): Link => {
    const send = link.send.bind(link);
    link.send = (bytes) => {
      const message = protocol.decodeClient(codec.unpack(bytes));
      // The last tick's controls: what a frame carries is complete with them.
      if (message !== INVALID && message.name === 'input' && isTurnedTo(message.controls.at(AIM_AT) ?? 0)) {
        current.sent ??= since();
      }
      send(bytes);
    };
    return link;
  };
  const viewer = stepper.join({ conditions });
  const owner = stepper.join({ conditions, bend: listen, fly: (row) => void Object.assign(row, { aim, thrust }) });
  const look = (): void => {
    const { playerId } = owner.client;
    if (isTurned(owner.client.own?.body)) current.own ??= since();
    if (isTurned(stepper.room.world.pilots[playerId]?.ship)) current.simulated ??= since();
    if (isTurned(heldShip(viewer.client.held, playerId))) current.told ??= since();
    const drawn = viewer.client.drawn.find(
      ({ kind, row }) => starfray.entities[kind] === ship && (row as unknown as ShipRow).player === playerId,
    );
    if (isTurned(drawn?.row)) current.shown ??= since();
    noteOff(drawn?.row as ShipRow | undefined, playerId);
  };
  const truth = new Map<number, readonly [number, number]>();
  const offPx: number[] = [];
  const noteOff = (seen: ShipRow | undefined, playerId: number): void => {
    const { world } = stepper.room;
    const pilot = world.pilots[playerId];
    if (pilot !== undefined && pilot.slot >= 0) truth.set(world.tick, [pilot.ship.x, pilot.ship.y]);
    const at = viewer.client.drawTick;
    const [a, b] = [truth.get(Math.floor(at)), truth.get(Math.floor(at) + 1)];
    if (seen === undefined || a === undefined || b === undefined) return;
    const part = at - Math.floor(at);
    offPx.push(Math.hypot(seen.x - (a[0] + (b[0] - a[0]) * part), seen.y - (a[1] + (b[1] - a[1]) * part)) / PX);
  };
  stepper.run(SETTLE_MS);
  const presses: Press[] = [];
  for (let n = 0; n < PRESSES; n += 1) {
    aim = (aim + TURN) & 1023;
    thrust = 1 + ((thrust + 3) % 8);
    pressedMs = stepper.nowMs;
    current = {};
    stepper.run(BETWEEN_MS + randomBelow(random, 40), look);
    // A ship that was not there at the time, or out of sight, tells nothing.
    if (PLACES.every((place) => current[place] !== undefined)) presses.push(current);
  }
  return { presses, offPx };
}

// The first pilot is kept beside the second, so that it sees it at all times.
function stayNear(world: never): void {
  const { pilots, arena } = world as StarfrayWorld;
  const [, first, second] = pilots;
  if (first === undefined || second === undefined || first.slot < 0 || second.slot < 0) return;
  const side = second.ship.x > arena.side / 2 ? -1 : 1;
  Object.assign(first.ship, { x: second.ship.x + side * 300 * PX, y: second.ship.y, vx: 0, vy: 0, hull: 100 });
  second.ship.hull = 100;
}

function round(value: number): number {
  return Math.round(value);
}
