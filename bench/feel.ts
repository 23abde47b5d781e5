// `pnpm bench feel`: how long a key takes from one pilot's hand to another's screen, and where that time goes, in virtual time: medians of
// many presses over each line. Times are as fine as the stepper's steps, 4 ms.

import { INVALID } from '@starfray/shared/contract';
import { atUint16, createRandom, randomBelow, turnBetween } from '@starfray/shared/core';
import { type Arena, input, type ShipRow, type StarfrayWorld, ship, starfray } from '@starfray/shared/game';
import { type Conditions, createCodec, createProtocol, type Link, PERFECT } from '@starfray/shared/net';
import { Stepper } from '../test/support/stepper.ts';
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

export function benchFeel(): { readonly passed: boolean } {
  const lines = Object.entries(LINES).map(([name, { conditions, rttMs, targetMs }]) => {
    const presses = press(conditions);
    const at = (place: keyof Press) => median(presses.map((one) => one[place] ?? Number.POSITIVE_INFINITY));
    const between = (from: keyof Press, to: keyof Press) => round(at(to) - at(from));
    return {
      line: name,
      presses: presses.length,
      ownScreenMs: round(at('own')),
      otherScreenMs: round(at('shown')),
      beyondRttMs: round(at('shown') - rttMs),
      targetMs,
      stagesMs: {
        untilItsFrameLeaves: round(at('sent')),
        untilTheServerSimulatesIt: between('sent', 'simulated'),
        untilTheOtherIsTold: between('simulated', 'told'),
        untilTheOtherDrawsIt: between('told', 'shown'),
      },
    };
  });
  return { passed: lines.every(({ beyondRttMs, targetMs }) => beyondRttMs <= targetMs), ...{ lines } };
}

function press(conditions: Conditions): readonly Press[] {
  let aim = 0;
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
  const owner = stepper.join({ conditions, bend: listen, fly: (row) => void Object.assign(row, { aim }) });
  const look = (): void => {
    const { playerId } = owner.client;
    if (isTurned(owner.client.own?.body)) current.own ??= since();
    if (isTurned(stepper.room.world.pilots[playerId]?.ship)) current.simulated ??= since();
    if (isTurned(heldShip(viewer.client.held, playerId))) current.told ??= since();
    const drawn = viewer.client.drawn.find(
      ({ kind, row }) => starfray.entities[kind] === ship && (row as unknown as ShipRow).player === playerId,
    );
    if (isTurned(drawn?.row)) current.shown ??= since();
  };
  stepper.run(SETTLE_MS);
  const presses: Press[] = [];
  for (let n = 0; n < PRESSES; n += 1) {
    aim = (aim + TURN) & 1023;
    pressedMs = stepper.nowMs;
    current = {};
    stepper.run(BETWEEN_MS + randomBelow(random, 40), look);
    // A ship that was not there at the time, or out of sight, tells nothing.
    if (PLACES.every((place) => current[place] !== undefined)) presses.push(current);
  }
  return presses;
}

function heldShip(
  held:
    | {
        readonly ids: Uint16Array;
        readonly ints: Int32Array;
        kindOf(slot: number): unknown;
        base(slot: number): number;
      }
    | undefined,
  playerId: number,
): ShipRow | undefined {
  if (held === undefined) return undefined;
  for (let slot = 0; slot < held.ids.length; slot += 1) {
    if (atUint16(held.ids, slot) === 0 || held.kindOf(slot) !== ship) continue;
    const row = ship.view(held.ints, held.base(slot));
    if (row.player === playerId) return row;
  }
  return undefined;
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
