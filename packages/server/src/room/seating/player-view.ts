// A player as an admin sees it: who, where, how far away. Read when somebody looks, never in a tick.

import type { Game, Point, World } from '@starfray/shared/contract';
import type { Roster } from '../../session/index.ts';
import type { PlayerStats } from '../front/player-stats.ts';
import { playerIdOf, type Seat } from './seat.ts';

export interface PlayerView {
  readonly playerId: number;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  readonly isFill: boolean;
  readonly state: 'playing' | 'away' | 'parked' | 'lost';
  readonly key: string;
  readonly account: string | undefined;
  /** Of the token that proved the account: no credential. */
  readonly tokenId: string | undefined;
  readonly address: string | undefined;
  readonly score: number;
  /** 0 while unknown. */
  readonly pingMs: number;
  /** Of snapshots, over its connection. */
  readonly bytes: number;
  /** Where it looks, as shares of the world's side: 0 to 1. */
  readonly x: number;
  readonly y: number;
}

/** Undefined for a spectator. */
export function viewOf<W extends World, A>(
  seat: Seat,
  roster: Roster,
  world: W,
  game: Game<W, A>,
  side: number,
  stats: PlayerStats,
): PlayerView | undefined {
  const player = roster.get(playerIdOf(seat));
  if (player === undefined || seat.part.kind === 'watching') return undefined;
  const place: Point = { x: 0, y: 0 };
  game.attention(world, player.id, place);
  return {
    playerId: player.id,
    name: player.name,
    kind: player.kind,
    isFill: seat.isFill,
    state: seat.part.kind,
    key: seat.key,
    account: seat.account,
    tokenId: seat.tokenId,
    address: seat.address,
    score: game.score?.(world, player.id) ?? 0,
    pingMs: stats.pingMs(player.id),
    bytes: stats.bytes(player.id),
    x: place.x / side,
    y: place.y / side,
  };
}
