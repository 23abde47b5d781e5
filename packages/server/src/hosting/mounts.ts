// The games of one server: each with rooms, and with what keeps its players' points and its page's files, in a cluster or alone. The first
// game is at the root; every other one lies below a path of its own.

import { createHmac } from 'node:crypto';
import { BOTS_MODE, type GameIdentity, type Mode } from '@starfray/shared/contract';
import type { ServerOptions } from '../config/options.ts';
import type { FrontSeats } from '../front-end/index.ts';
import { TAKEN_PATHS } from '../http/index.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../resume-tokens.ts';
import { type Rooms, sumOf, TickStages } from '../room/index.ts';
import type { Capacity } from '../status.ts';
import type { RoomsOfGame } from './all-rooms.ts';
import type { Archive } from './archive.ts';
import { type AssetExchange, exchangeAssets } from './asset-exchange.ts';
import { type Membership, openMembership } from './membership.ts';
import type { ProcessRoomsDeps } from './process-rooms.ts';
import { keepScores, type ScoreKeeper } from './score-keeper.ts';

type PartDeps = Omit<ProcessRoomsDeps, 'version'>;

/** The rooms of any game: nothing here looks into a world. */
type AnyRooms = RoomsOfGame['rooms'] &
  Pick<Rooms<never, never>, 'check' | 'choose' | 'join' | 'update' | 'close' | 'keptScores' | 'keepsSeat' | 'counts'>;

interface PartRooms {
  readonly rooms: AnyRooms;
  /** Where front ends of other threads may have its clients. */
  readonly frontSeats: FrontSeats | undefined;
}

/** A mode as people choose it, and as the store knows it. */
type PartMode = Pick<Mode<never>, 'name' | 'title' | 'about' | 'board'>;

/** A game that a server serves with others, and what its rooms are to be like; `gamePart` of server.ts makes one. */
export interface GamePart {
  readonly identity: GameIdentity;
  /** The modes of its rooms, the first one first. */
  readonly modes: readonly [PartMode, ...PartMode[]];
  readonly version: string;
  readonly clientDir: string;
  readonly capacity: Capacity;
  /** Called once. */
  createRooms(deps: PartDeps): PartRooms;
}

/** A game with its rooms. */
export interface OpenGame extends RoomsOfGame {
  readonly part: GamePart;
  /** Before its addresses; '' for the first game. */
  readonly path: string;
  readonly rooms: AnyRooms;
  readonly frontSeats: FrontSeats | undefined;
  readonly stages: TickStages;
}

/** And with what keeps its players' points, and its page's files, in a cluster or alone. */
export interface Mount extends OpenGame {
  readonly membership: Membership | undefined;
  readonly scores: ScoreKeeper | undefined;
  readonly assets: AssetExchange | undefined;
}

export type GameParts = readonly [GamePart, ...GamePart[]];

/** Why games cannot be served together, each but the first below its name; undefined when they can. `basePath` is the server's own. */
export function findPathFault([, ...others]: GameParts, basePath: string | undefined): string | undefined {
  const names = new Set<string>();
  for (const { identity } of others) {
    const { name, title } = identity;
    const path = `/${name}`;
    if (names.has(name)) return `two games cannot both be served at ${path}: name one of them otherwise`;
    names.add(name);
    if (TAKEN_PATHS.includes(name)) return `${title} cannot be served at ${path}: the server itself answers there`;
    // A proxy may take the path off, or not: `/puck/ws` would then be of either game.
    if (basePath === path || basePath?.startsWith(`${path}/`) === true)
      return `--base-path ${basePath}: ${title} is at ${path}; choose another path, or serve one game with --game`;
  }
  return undefined;
}

/** Opens the rooms of all games: limits hold for all of them together. */
export function createAll(
  parts: readonly GamePart[],
  deps: Pick<PartDeps, 'now' | 'log' | 'tokens' | 'nodeId'>,
  archive: Archive,
): OpenGame[] {
  const made: AnyRooms[] = [];
  return parts.map((part, i) => {
    const name = i === 0 ? undefined : part.identity.name;
    const stages = new TickStages(deps.now);
    const { rooms, frontSeats } = part.createRooms({
      ...deps,
      log: name === undefined ? deps.log : naming(name, deps.log),
      stages,
      onVisit: (visit) => {
        archive.keep(visit, boardOf({ name, part }, visit.kind === 'bot' ? BOTS_MODE : visit.mode));
      },
      elsewhere:
        parts.length === 1 ? undefined : () => sumOf(made.filter((_, at) => at !== i).map((other) => other.counts())),
    });
    made.push(rooms);
    return { part, name, path: name === undefined ? '' : `/${name}`, rooms, frontSeats, stages };
  });
}

// Two games may each have a room of one name.
function naming(game: string, log: Log): Log {
  return {
    debug: (fields, message) => log.debug({ game, ...fields }, message),
    info: (fields, message) => log.info({ game, ...fields }, message),
    warn: (fields, message) => log.warn({ game, ...fields }, message),
    error: (fields, message) => log.error({ game, ...fields }, message),
  };
}

/** Under which name the store keeps results of a mode: one store serves all games of a server, whose modes may have the same name. */
export function boardOf(
  { name, part }: { readonly name: string | undefined; readonly part: Pick<GamePart, 'modes'> },
  mode: string,
): string {
  const board = part.modes.find((other) => other.name === mode)?.board ?? mode;
  return name === undefined ? board : `${name}.${board}`;
}

/** Joins the cluster with a game's rooms, and keeps its points. @throws OperatorFault when that cannot be. */
export async function mount(
  game: OpenGame,
  options: ServerOptions,
  deps: {
    archive: Archive;
    nodeId: string | undefined;
    secrets: Secrets;
    now: () => number;
    log: Log;
    opened: { close(): Promise<void> }[];
  },
): Promise<Mount> {
  const { archive, nodeId, secrets, now, log, opened } = deps;
  const { part, path, name, rooms } = game;
  const { version } = part;
  const { keyPrefix } = part.identity;
  const advertise = options.advertise === undefined ? undefined : `${options.advertise}${path}`;
  const membership = await openMembership(
    { ...options, advertise },
    { keyPrefix, nodeId, version, firstMode: part.modes[0].name, secrets, rooms, now, log },
  );
  if (membership !== undefined) opened.push(membership);
  // Points of one game are not those of another, though one file holds them.
  const scores = openScores(archive, rooms, name === undefined ? secrets : secretsFor(name, secrets), log);
  if (scores !== undefined) opened.push(scores);
  const shelf = archive.assets?.(secrets);
  const assets = shelf === undefined ? undefined : await exchangeAssets(part.clientDir, shelf, log);
  if (assets !== undefined) opened.push(assets);
  return { ...game, membership, scores, assets };
}

function secretsFor(name: string, { secret, others }: Secrets): Secrets {
  const of = (one: Uint8Array) => createHmac('sha256', one).update(`points of ${name}`).digest();
  return { secret: of(secret), others: others.map(of) };
}

function openScores(
  { scores: shelf }: Archive,
  rooms: Pick<AnyRooms, 'keptScores' | 'keepsSeat'>,
  { secret, others: otherSecrets }: Secrets,
  log: Log,
): ScoreKeeper | undefined {
  return shelf === undefined ? undefined : keepScores({ shelf, rooms, secret, otherSecrets, wallNow: Date.now, log });
}
