// What is on the screen, in plain data: for the browser's console, for reports of faults, and for tests in a browser.

import type { MatchState } from '@starfray/client/net';
import { type PictureState, pointAt, toPx } from '@starfray/client/view';
import { cockpit, ship } from '../../rules/index.ts';
import { type ClientView, SHIP_KIND, SHOT_KIND } from './client-view.ts';

export interface ShipReport {
  readonly name: string;
  readonly kind: 'human' | 'bot' | 'unknown';
  readonly isOwn: boolean;
  /** Names this ship for as long as it is in view, and no other. */
  readonly key: number;
  /** World pixels. */
  readonly x: number;
  readonly y: number;
  /** World pixels a tick. */
  readonly vx: number;
  readonly vy: number;
  /** Where it aims, in 1/1024 turn clockwise from the right. */
  readonly aim: number;
  readonly hull: number;
}

export interface Report {
  /** Undefined in a mode without matches. */
  readonly match: MatchState | undefined;
  readonly status: ClientView['status'];
  readonly stats: ClientView['stats'];
  readonly picture: PictureState;
  /** The tick that others are drawn at, with its fraction. */
  readonly drawTick: number;
  readonly ships: readonly ShipReport[];
  readonly shots: number;
  /** The own ship as predicted. */
  readonly own:
    | {
        readonly x: number;
        readonly y: number;
        readonly hull: number;
        readonly energy: number;
        readonly score: number;
        readonly level: number;
        readonly upgrades: number;
        readonly bounty: number;
      }
    | undefined;
}

export function reportOf(client: ClientView, match: MatchState | undefined, picture: PictureState): Report {
  const ships: ShipReport[] = [];
  const row = ship.view();
  for (const entity of client.drawn) {
    if (entity.kind !== SHIP_KIND) continue;
    const { x, y, vx, vy, aim, hull, player } = pointAt(row, entity.row);
    const info = client.players.get(player);
    ships.push({
      name: info?.name ?? '',
      kind: info?.kind ?? 'unknown',
      isOwn: entity.isOwn,
      key: entity.key,
      x: toPx(x),
      y: toPx(y),
      vx: toPx(vx),
      vy: toPx(vy),
      aim,
      hull,
    });
  }
  return {
    match,
    status: client.status,
    stats: client.stats,
    picture,
    drawTick: client.drawTick,
    ships,
    shots: client.drawn.filter((entity) => entity.kind === SHOT_KIND).length,
    own: ownOf(client),
  };
}

function ownOf({ own }: ClientView): Report['own'] {
  if (own === undefined) return undefined;
  const { x, y, hull, upgrades } = pointAt(ship.view(), own.body);
  const { energy, score, level, bounty } = pointAt(cockpit.view(), own.own);
  return { x: toPx(x), y: toPx(y), hull, energy, score, level, upgrades, bounty };
}
