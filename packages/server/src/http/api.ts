// What programs ask: is the server alive, is it ready, would it take me, how is it doing.

import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import { CLOSE, PERIODS, type Period } from '@starfray/shared/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JoinRefusal, PlacedJoin, Verdict, Visitor } from '../joining/index.ts';
import { isOnList, onlyToken } from '../session/index.ts';
import { type AdminDesk, serveAdmin } from './admin-api.ts';

/** Per address; a page asks once before each join, a monitor once every few seconds. */
const API_REQUESTS_PER_MINUTE = 600;

/** The token of the seat to come back to. */
const RESUME_HEADER = 'x-starfray-resume';
/** The join code of a private server. */
const JOIN_CODE_HEADER = 'x-starfray-join-code';

/** Lines of a leaderboard at most. */
const MAX_LINES = 100;

/** What the API needs of the rooms behind it. */
export interface RoomsView {
  /** Why a join would be refused now; undefined when it would not. */
  check(join: PlacedJoin): JoinRefusal | undefined;
  /** The room that a join would lead to. */
  choose(join: PlacedJoin): string | undefined;
  /** Plain data, as /api/status shows it. */
  status(): object;
  /** The best of a mode, as plain data. Rejects while the store does not answer. */
  leaderboard(query: BoardQuery): Promise<readonly BoardLine[]>;
}

interface BoardQuery {
  readonly mode: string;
  readonly period: Period;
  readonly limit: number;
}

interface BoardLine {
  readonly name: string;
  readonly isIdentified: boolean;
  readonly score: number;
  readonly endedAtMs: number;
}

/** A game of this server, for the menu of a page. */
export interface ShownGame {
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** Its page, relative to the root of the game that was asked: a proxy may show all of them below any path. */
  readonly href: string;
  /** People who play, on all nodes. */
  readonly humans: number;
}

/** A mode of a game, for the menu of its page. */
export interface ShownMode {
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** People who play it, and its open rooms, on all nodes. */
  readonly humans: number;
  readonly rooms: number;
}

export interface ApiOptions {
  /** The game's modes, the first one first. */
  readonly shownModes: () => readonly ShownMode[];
  /** The games of this server, the first one first. */
  readonly games: () => readonly ShownGame[];
  /** Modes with a leaderboard, the default one first. */
  readonly modes: readonly string[];
  readonly rooms: RoomsView;
  /** What the upgrade would answer, up to the rooms: `origin` is what a page says of its own. */
  readonly ask: (
    request: IncomingMessage,
    visitor: Omit<Visitor, 'isAsking'>,
    origin: string | undefined,
  ) => Promise<Verdict>;
  /** What serves admins; without it there is no admin API. */
  readonly admin?: AdminDesk | undefined;
  /** Version hash of the server's build. */
  readonly version: string;
  /** Of this start, for /healthz: commands on this machine tell servers apart by it. */
  readonly instance?: string | undefined;
  readonly isReady: () => boolean;
  /** What an operator should know, though the server is ready. */
  readonly concerns: () => readonly string[];
  readonly uptimeSeconds: () => number;
  readonly addressKey: (address: string | undefined) => string;
  /** The client's own address, behind proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => { readonly address: string | undefined };
  /** Is this the address of a proxy whose headers count? */
  readonly isProxy?: ((address: string) => boolean) | undefined;
  /** The token of an Authorization header. */
  readonly bearerTokenIn: (authorization: string | undefined) => string | undefined;
  /** Is this server a node of a cluster? */
  readonly isCluster: boolean;
  /** URLs of the cluster's nodes of now; none for a server by itself. */
  readonly nodeUrls: () => readonly string[];
  /** These and those of before, whose pages live on. */
  readonly nodeOrigins: () => readonly string[];
  /** Origins whose pages may read the answers. */
  readonly allowedOrigins: readonly string[];
}

/** The answer of /api/play: what the upgrade with the same query would say. */
type PlayAnswer =
  | {
      readonly ok: true;
      readonly version: string;
      readonly room?: string;
      /** Another node of the cluster, and where it is: to be asked for by its id, or gone to straight. */
      readonly node?: string;
      readonly url?: string;
      /** URLs of all nodes: to turn to when this one is gone. */
      readonly nodes?: readonly string[];
    }
  | { readonly ok: false; readonly code: number; readonly reason: string; readonly retryMs?: number };

export function serveHealth(
  app: FastifyInstance,
  { isReady, concerns, instance }: Pick<ApiOptions, 'isReady' | 'concerns' | 'instance'>,
): void {
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true, instance }));
  app.get('/readyz', (_request, reply) => {
    const [ok, told] = [isReady(), concerns()];
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, ...(told.length > 0 && { concerns: told }) });
  });
}

/** The rate limit of `serveApi`: one for the APIs of all games. Called once, before it. */
export async function limitApi(
  app: FastifyInstance,
  { addressKey, addressOf }: Pick<ApiOptions, 'addressKey' | 'addressOf'>,
): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max: API_REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: (request) => addressKey(addressOf(request.raw).address),
    errorResponseBuilder: (_request, context) => ({
      statusCode: context.statusCode,
      ...refused({ code: CLOSE.flood, reason: 'too many requests from this address', retryMs: context.ttl }),
    }),
  });
}

/** Registers what programs and pages ask, under the limit of `limitApi`. */
export async function serveApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    shareWith([...options.allowedOrigins, ...options.nodeOrigins()], request, reply);
  });
  app.addHook('onRequest', app.rateLimit());
  const { admin } = options;
  if (admin !== undefined) {
    await app.register(async (part) => serveAdmin(part, admin, options), { prefix: '/admin' });
  }
  // A page of another node shows its tokens by headers, which a browser asks for leave to send.
  app.options('/*', (_request, reply) =>
    reply
      .header('access-control-allow-headers', `authorization, ${RESUME_HEADER}, ${JOIN_CODE_HEADER}`)
      .header('access-control-max-age', '600')
      .code(204)
      .send(),
  );
  app.get('/play', (request) => answerPlay(options, request));
  app.get('/modes', () => ({ ok: true, modes: options.shownModes() }));
  app.get('/games', () => ({ ok: true, games: options.games() }));
  app.get('/leaderboard', (request, reply) => answerLeaderboard(options, request, reply));
  app.get('/status', () => ({
    version: options.version,
    uptimeSeconds: Math.floor(options.uptimeSeconds()),
    isReady: options.isReady(),
    ...options.rooms.status(),
  }));
}

async function answerPlay(options: ApiOptions, { url, headers, raw }: FastifyRequest): Promise<PlayAnswer> {
  const { rooms, version } = options;
  const query = new URLSearchParams(url.split('?')[1]);
  const [resume, joinCode] = [headers[RESUME_HEADER], headers[JOIN_CODE_HEADER]];
  const visitor = {
    query,
    address: options.addressOf(raw).address,
    identityToken: options.bearerTokenIn(headers.authorization),
    // Pages of before put it in the address, where proxies log it.
    resumeToken: typeof resume === 'string' ? resume : onlyToken(query.getAll('resume')),
    joinCode: typeof joinCode === 'string' ? joinCode : undefined,
    isPassedOn: false,
  };
  const verdict = await options.ask(raw, visitor, query.get('origin') ?? undefined);
  const nodes = options.nodeUrls();
  // The upgrade answers these by HTTP status, which a page cannot see.
  if (verdict.kind === 'turned away')
    return refused({ code: verdict.status, reason: verdict.reason, retryMs: verdict.retryMs });
  if (verdict.kind === 'refused') return refused(verdict.refusal);
  if (verdict.kind === 'elsewhere') return { ok: true, version, node: verdict.node, url: verdict.url, nodes };
  const refusal = rooms.check(verdict.request);
  if (refusal !== undefined) return refused(refusal);
  const room = rooms.choose(verdict.request);
  return { ok: true, version, ...(room !== undefined && { room }), ...(nodes.length > 0 && { nodes }) };
}

async function answerLeaderboard(
  { rooms, modes }: ApiOptions,
  { url }: FastifyRequest,
  reply: FastifyReply,
): Promise<object | FastifyReply> {
  const query = new URLSearchParams(url.split('?')[1]);
  const mode = query.get('mode') ?? modes[0] ?? '';
  const period = query.get('period') ?? 'all';
  const limit = Number(query.get('limit') ?? 10);
  const faults = [
    ...(modes.includes(mode) ? [] : [`mode: give ${modes.join(' or ')}`]),
    ...(isPeriod(period) ? [] : [`period: give ${PERIODS.join(' or ')}`]),
    ...(Number.isInteger(limit) && limit >= 1 && limit <= MAX_LINES ? [] : [`limit: give 1 to ${MAX_LINES}`]),
  ];
  if (faults.length > 0 || !isPeriod(period)) return reply.code(400).send({ ok: false, faults });
  try {
    const lines = await rooms.leaderboard({ mode, period, limit });
    // Pilots are named for people: who they are beyond that is theirs.
    const entries = lines.map(({ name, isIdentified, score, endedAtMs }) => ({ name, isIdentified, score, endedAtMs }));
    return { ok: true, mode, period, entries };
  } catch {
    return reply.code(503).send({ ok: false, faults: ['the leaderboard cannot be read at the moment'] });
  }
}

function isPeriod(text: string): text is Period {
  return PERIODS.some((period) => period === text);
}

function refused({ code, reason, retryMs }: JoinRefusal): PlayAnswer {
  return { ok: false, code, reason, ...(retryMs !== undefined && { retryMs }) };
}

function shareWith(allowed: readonly string[], request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (allowed.length > 0) reply.header('vary', 'origin');
  if (origin !== undefined && isOnList(origin, allowed)) reply.header('access-control-allow-origin', origin);
}
