// What the own pilot did between two pictures.

import type { DrawnEvent } from '@starfray/client/net';
import { pointAt, readEvent, toPx } from '@starfray/client/view';
import { kill, pickup, ship } from '../../rules/index.ts';
import type { ClientView } from './client-view.ts';
import type { Deeds } from './lessons.ts';
import type { WorldWatch } from './world-watch.ts';

/** A ship that is farther than this from where it was is another one. */
const JUMP_PX = 200;

export class DeedWatch {
  private readonly row = ship.view();
  private last: { readonly x: number; readonly y: number } | undefined;

  /** `events` and `seconds` are those since the last picture. */
  take(client: ClientView, { hasFired }: WorldWatch, events: readonly DrawnEvent[], seconds: number): Deeds {
    const isPlayer = client.own !== undefined && client.playerId !== 0;
    const body = isPlayer && client.own !== undefined ? pointAt(this.row, client.own.body) : undefined;
    return {
      flownPx: this.flown(body),
      hasFired: hasFired && isPlayer,
      hasCollected: isPlayer && events.some(({ kind }) => kind === pickup),
      boostedS: body?.boosting === 1 ? seconds : 0,
      hasEndedShip: isPlayer && events.some((event) => readEvent(event, kill)?.killer === client.playerId),
    };
  }

  private flown(body: { readonly x: number; readonly y: number } | undefined): number {
    const { last } = this;
    this.last = body === undefined ? undefined : { x: body.x, y: body.y };
    if (last === undefined || body === undefined) return 0;
    const px = toPx(Math.hypot(body.x - last.x, body.y - last.y));
    return px > JUMP_PX ? 0 : px;
  }
}
