// What `serveGame` takes and gives.

import type { Absence, World } from '@starfray/shared/contract';
import type { Link } from '@starfray/shared/protocol';
import type { ServerOptions } from './config/options.ts';
import type { Host } from './host.ts';
import type { AdminDesk } from './http/index.ts';
import type { Log } from './log.ts';
import type { FillBot, Rooms } from './room/index.ts';

/** Makes a fill bot, the `number`-th of its room, that joins by the given function. `seed` is its own. */
export type CreateFillBot = (birth: {
  readonly join: (link: Link, name: string) => void;
  readonly now: () => number;
  readonly number: number;
  readonly seed: number;
}) => FillBot;

/** The server's options, each with the default that the command has, and what only a program can give. */
export interface ServeOptions<W extends World = World> extends Partial<Omit<ServerOptions, 'client'>> {
  /** The built client. */
  readonly clientDir: string;
  /** Nothing is logged by default. */
  readonly log?: Log | undefined;
  /** Without it no room is filled with bots, whatever `bots` says. */
  readonly createFillBot?: CreateFillBot | undefined;
  /** The version that clients must name; by default that of the game and the protocol, which takes some milliseconds to compute. */
  readonly version?: string | undefined;
  /** Called before each step of a room's world. */
  readonly onStep?: ((world: W) => void) | undefined;
  /** An admin wants this server to stop. */
  readonly onDrain?: () => void;
  /** Descriptors of listening sockets that take the place of host and port. */
  readonly inheritedSockets?: readonly number[];
  /** The module that calls `runFrontEnd` with this game, or with all games of the server. Without it no connection has a thread of its own. */
  readonly frontEnd?: URL;
  /** Lines of log that could not be written since the start. */
  readonly logLinesLost?: () => number;
  /** Joins that get a seat a second, default 400. */
  readonly joinsPerSecond?: number;
  /** False to shed no load, whatever it costs. */
  readonly shedsLoad?: boolean;
  /** How long players who do not look stay, in place of what the game says. */
  readonly absence?: Absence | undefined;
  /** How often connections are pinged, 5 s by default, and the silence after which one is dead, 15 s by default. */
  readonly heartbeatMs?: number;
  readonly heartbeatTimeoutMs?: number;
  /** How often the certificate's files are looked at, 5 s by default. */
  readonly tlsLookMs?: number;
}

/** What this server was asked to do, with the defaults filled in. */
export type ServeSettings<W extends World> = ServeOptions<W> & ServerOptions;

export interface GameHost<W extends World, A> extends Host {
  /** For orders from within this process. */
  readonly admin: AdminDesk;
  readonly rooms: Rooms<W, A>;
}
