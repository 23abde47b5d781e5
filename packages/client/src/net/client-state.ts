// What a client knows, as pictures, HUDs and bots read it. Plain data, refreshed by `NetClient.update`.

import type { EventKind, RowPlace } from '@starfray/shared/contract';

export type Role = 'player' | 'spectator';

/** Where the connection stands. Every state says enough to tell a person what is going on. */
export type ClientStatus =
  | { readonly state: 'connecting'; readonly attempt: number }
  /** In a room: the world is drawn and, as a player, controls count. */
  | { readonly state: 'joined'; readonly role: Role; readonly room: string; readonly playerId: number }
  /** Refused or cut; another attempt follows by itself at `retryAtMs` on the client's clock. */
  | { readonly state: 'waiting'; readonly attempt: number; readonly retryAtMs: number; readonly refusal: Refusal }
  /** Over; nothing more happens by itself. */
  | { readonly state: 'closed'; readonly refusal: Refusal };

/** Why a connection ended or was refused. */
export interface Refusal {
  readonly code: number;
  /** A sentence for a person. */
  readonly reason: string;
  /** What kept a connection from opening, where it was no refusal of the server's. */
  readonly obstacle?: Obstacle;
}

/** Nobody answers; something else answers in the server's place; or the server answers, but no WebSocket to it opens. */
export type Obstacle = 'silence' | 'stranger' | 'no WebSocket';

export interface PlayerInfo {
  readonly id: number;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  /** Hue in degrees, 0..359. */
  readonly hue: number;
}

/** Words of the server's operator, for all. */
export interface Notice {
  readonly text: string;
  readonly atMs: number;
}

/** One entity as it is to be drawn now. */
export interface DrawnEntity {
  /** Names this entity in this client for as long as it is in view, and nothing else afterwards. */
  readonly key: number;
  /** Index of its schema in the game's list. */
  readonly kind: number;
  readonly id: number;
  /** Your own entity, drawn from prediction; all others are drawn slightly in the past. */
  readonly isOwn: boolean;
  /** A view of the schema's `view` type, with blended columns in between ticks (still integers: 1/256 px is fine enough). */
  readonly row: RowPlace;
}

/** An event whose moment has come on the drawn timeline. */
export interface DrawnEvent {
  readonly kind: EventKind;
  readonly row: RowPlace;
  readonly tick: number;
}

export interface Leaderboard {
  /** The best first, at most ten. */
  readonly entries: readonly { readonly playerId: number; readonly score: number }[];
  /** Your own place (from 1) and score; undefined for spectators. */
  readonly own: { readonly rank: number; readonly score: number } | undefined;
  readonly players: number;
}

/** Entities counted in 16 x 16 squares of the world, row by row from the top left. */
export interface Density {
  readonly counts: readonly number[];
}

export interface NetStats {
  readonly rttMs: number;
  readonly jitterMs: number;
  /** How far the client's clock runs ahead of the newest snapshot, in ticks. */
  readonly leadTicks: number;
  /** How far in the past remote entities are drawn. */
  readonly interpolationDelayMs: number;
  /** How far beyond the newest snapshot they are drawn, as none came in time: at most 100 ms, and there the picture stands still. */
  readonly extrapolatedMs: number;
  /** Counts of all connections so far, like those below. */
  readonly snapshots: number;
  readonly bytesReceived: number;
  /** Times that the server's state differed from what was predicted, and the largest such difference. */
  readonly corrections: {
    readonly count: number;
    readonly maxPx: number;
    /** How many by cause: `late input`, or what the game calls it. */
    readonly causes: Readonly<Record<string, number>>;
  };
  readonly desyncs: number;
  /** Milliseconds since the newest snapshot arrived. */
  readonly silentMs: number;
  /** The server said that it simulates slower than real time. */
  readonly isServerSlow: boolean;
  /** How much load the server sheds: 0 none, to 3. */
  readonly serverLoad: number;
}
