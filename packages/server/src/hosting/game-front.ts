// What a port shows of one game: its rooms behind a door, its status, its leaderboard, and the list of all games for its menu.

import type { HostedRooms, OtherGame } from '../host.ts';
import type { ShownGame, ShownMode } from '../http/index.ts';
import { createLobby } from '../joining/server-lobby.ts';
import type { VisitorChecks } from '../joining/visitor-checks.ts';
import type { Log } from '../log.ts';
import type { WireMeter } from '../net/index.ts';
import type { StatusBoard } from '../status.ts';
import type { Archive } from './archive.ts';
import type { Membership } from './membership.ts';
import { boardOf, type Mount } from './mounts.ts';

/** A game with what is counted of it. */
export interface CountedMount extends Mount {
  /** Of its own rooms. */
  readonly board: StatusBoard;
  /** Of its own connections. */
  readonly meter: WireMeter;
}

export interface FrontDeps {
  readonly checks: VisitorChecks;
  readonly archive: Archive;
  /** All games of this server. */
  readonly mounts: readonly CountedMount[];
  /** Does a tick of any game wait to be run? */
  readonly isTickDue: () => boolean;
  readonly logAddresses: boolean;
  readonly log: Log;
}

/** `status`: what /api/status shows, beside the cluster. */
export function frontOf(mount: CountedMount, deps: FrontDeps, status: () => object): OtherGame {
  const { checks, archive, mounts, isTickDue, logAddresses, log } = deps;
  const { part, path, rooms, frontSeats, membership, meter } = mount;
  const scores = membership ?? mount.scores;
  const hosted: HostedRooms = {
    ...createLobby({ checks, cluster: membership, scores, rooms, wallNow: Date.now, log, logAddresses }),
    isTickDue,
    frontSeats,
    check: (join) => rooms.check(join),
    choose: (join) => rooms.choose(join),
    update: () => rooms.update(),
    close: () => rooms.close(),
    status: () => ({ ...status(), ...(membership !== undefined && { cluster: clusterStatus(membership) }) }),
    leaderboard: (query) =>
      archive.store.leaderboard({ ...query, mode: boardOf(mount, query.mode), nowMs: Date.now() }),
  };
  return {
    path,
    identity: part.identity,
    version: part.version,
    rooms: hosted,
    meter,
    clientDir: part.clientDir,
    otherAssets: mount.assets?.find,
    nodeUrls: membership === undefined ? undefined : () => membership.urls(),
    modes: () => shownModes(mount),
    games: () => mounts.map((other) => shownGame(other, path)),
  };
}

/** Relative to the root of the game at `from`: what lies before that is known to proxies alone. */
function shownGame({ part, path, board, membership }: CountedMount, from: string): ShownGame {
  const { name, title, about } = part.identity;
  const up = '../'.repeat(from.split('/').length - 1);
  const href = path === from ? './' : `${up}${path === '' ? '' : `${path.slice(1)}/`}` || './';
  const nodes = membership?.cluster.nodes() ?? [];
  const humans = nodes.length === 0 ? board.current().humans : nodes.reduce((sum, node) => sum + node.humans, 0);
  return { name, title, about, href, humans };
}

/** With the people in it on all nodes: a mode with nobody has no room, but can be chosen. */
function shownModes({ part, board, membership }: CountedMount): readonly ShownMode[] {
  const nodes = membership?.cluster.nodes() ?? [];
  const rooms = nodes.length === 0 ? board.current().rooms : nodes.flatMap((node) => node.rooms);
  return part.modes.map(({ name, title, about }) => {
    const own = rooms.filter(({ mode }) => mode === name);
    return { name, title, about, humans: own.reduce((sum, { humans }) => sum + humans, 0), rooms: own.length };
  });
}

function clusterStatus({ id, cluster }: Membership): object {
  const nodes = cluster.nodes().map(({ rooms, seenMs: _seen, ...node }) => ({ ...node, rooms: rooms.length }));
  return { node: id, isConnected: cluster.state.isConnected, nodes };
}
