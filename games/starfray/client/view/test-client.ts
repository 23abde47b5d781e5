// A client's view made by hand, for tests of what is drawn from it.

import type { DrawnEntity } from '@starfray/client/net';
import type { RowPlace } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { type Arena, chooseArena, cockpit, createArena, ship, shot } from '../../rules/index.ts';
import { type ClientView, SHIP_KIND, SHOT_KIND } from './client-view.ts';

export interface TestClient extends ClientView {
  own: { readonly body: RowPlace; readonly own: RowPlace } | undefined;
  drawn: DrawnEntity[];
  drawTick: number;
  held: { readonly tick: number };
}

/** Player 1 at tick 100, alone in an arena, not drawn yet. */
export function testClient(): TestClient {
  return {
    status: { state: 'joined', role: 'player', room: 'main', playerId: 1 },
    playerId: 1,
    arena: createArena(chooseArena(1, 7)),
    drawn: [],
    own: undefined,
    camera: { x: 0, y: 0 },
    players: new Map(),
    notice: undefined,
    pings: new Map(),
    askPing: () => undefined,
    leaderboard: { entries: [], own: undefined, players: 1 },
    density: { counts: [] },
    stats: {
      rttMs: 0,
      jitterMs: 0,
      leadTicks: 0,
      interpolationDelayMs: 0,
      snapshots: 0,
      bytesReceived: 0,
      corrections: { count: 0, maxPx: 0, causes: {} },
      desyncs: 0,
      extrapolatedMs: 0,
      silentMs: 0,
      isServerSlow: false,
      serverLoad: 0,
    },
    drawTick: 100,
    held: { tick: 100 },
  };
}

/** A place far from every rock, with room to fire to the right. */
export function freePlace(arena: Arena | undefined): { readonly x: number; readonly y: number } {
  if (arena === undefined) throw new Error('a test client has an arena');
  // The wide strip along the edge that no rock reaches into.
  return { x: px(60), y: px(60) };
}

export function shipEntity(key: number, player: number, x: number, y: number): DrawnEntity {
  const row = ship.view();
  Object.assign(row, { x, y, player, hull: 100 });
  return { key, kind: SHIP_KIND, id: key, isOwn: player === 1, row };
}

export function shotEntity(key: number, player: number, x: number, y: number, life: number): DrawnEntity {
  const row = shot.view();
  Object.assign(row, { x, y, player, life, angle: 0 });
  return { key, kind: SHOT_KIND, id: key, isOwn: false, row };
}

export function ownRows(x: number, y: number, cooldown: number, hull = 100) {
  const body = ship.view();
  Object.assign(body, { x, y, hull, player: 1 });
  const own = cockpit.view();
  own.cooldown = cooldown;
  return { body, own };
}
