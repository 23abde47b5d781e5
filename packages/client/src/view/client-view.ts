// What picture, HUD and sound read of the netcode: a part of `NetClient`, so that each of them can be tried without it.

import type { EventSchema, Point, Row, RowFields, RowPlace } from '@starfray/shared/contract';
import type {
  ClientStatus,
  Density,
  DrawnEntity,
  DrawnEvent,
  Leaderboard,
  NetStats,
  Notice,
  PlayerInfo,
} from '../net/client-state.ts';

/** A is the arena of the game that is shown. */
export interface ClientView<A = unknown> {
  readonly status: ClientStatus;
  /** 0 for a spectator. */
  readonly playerId: number;
  readonly arena: A | undefined;
  readonly drawn: readonly DrawnEntity[];
  /** The own body and what only its player knows, as predicted for now; undefined without a body. */
  readonly own: { readonly body: RowPlace; readonly own: RowPlace } | undefined;
  /** Where to centre the picture, in position units; undefined before there is a world. */
  readonly camera: Point | undefined;
  readonly players: ReadonlyMap<number, PlayerInfo>;
  /** The operator's last words to all. */
  readonly notice: Notice | undefined;
  /** Round trips of players asked for, in ms. */
  readonly pings: ReadonlyMap<number, number>;
  askPing(playerId: number): void;
  readonly leaderboard: Leaderboard;
  readonly density: Density;
  readonly stats: NetStats;
  /** The tick, with its fraction, at which all but the own body is drawn. */
  readonly drawTick: number;
  /** The newest snapshot. */
  readonly held: { readonly tick: number } | undefined;
}

/** Points a typed view at a row whose schema the caller knows, and answers the view. */
export function pointAt<R extends RowPlace>(view: R, place: RowPlace): R {
  view.ints = place.ints;
  view.base = place.base;
  return view;
}

/** The event's row if it is of that schema. */
export function readEvent<F extends RowFields>(event: DrawnEvent, schema: EventSchema<F>): Row<F> | undefined {
  return event.kind === schema ? schema.view(event.row.ints, event.row.base) : undefined;
}
