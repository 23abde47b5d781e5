// What programs ask: is the server alive, is it ready, would it take me, how is it doing.

import rateLimit from '@fastify/rate-limit';
import { CLOSE } from '@starfray/shared/net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type JoinRefusal, type JoinRequest, parseJoinRequest } from '../session/index.ts';

/** Per address; a page asks once before each join, a monitor once every few seconds. */
const API_REQUESTS_PER_MINUTE = 600;

/** The upgrade answers such a token by this HTTP status, which a page cannot see. */
const BAD_TOKEN = 401;

/** What the API needs of the rooms behind it. */
export interface RoomsView {
  /** The key that a resume token proves; undefined for one that this server did not issue. */
  readResume(token: string): string | undefined;
  /** Why a join would be refused now; undefined when it would not. */
  check(request: JoinRequest): JoinRefusal | undefined;
  /** The room that a join would lead to. */
  choose(request: JoinRequest): string | undefined;
  /** Plain data, as /api/status shows it. */
  status(): object;
}

export interface ApiOptions {
  readonly rooms: RoomsView;
  /** Version hash of the server's build. */
  readonly version: string;
  readonly isReady: () => boolean;
  readonly uptimeSeconds: () => number;
  readonly addressKey: (address: string) => string;
  /** Origins whose pages may read the answers. */
  readonly allowedOrigins: readonly string[];
}

/** The answer of /api/play: what the upgrade with the same query would say. */
type PlayAnswer =
  | { readonly ok: true; readonly version: string; readonly room?: string }
  | { readonly ok: false; readonly code: number; readonly reason: string; readonly retryMs?: number };

export function serveHealth(app: FastifyInstance, isReady: () => boolean): void {
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }));
  app.get('/readyz', (_request, reply) => {
    const ok = isReady();
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok });
  });
}

/** Registers /api/play and /api/status, with their own rate limit. */
export async function serveApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  await app.register(rateLimit, {
    max: API_REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: (request) => options.addressKey(request.ip),
    errorResponseBuilder: (_request, context) => ({
      statusCode: context.statusCode,
      ...refused({ code: CLOSE.flood, reason: 'too many requests from this address', retryMs: context.ttl }),
    }),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    shareWith(options.allowedOrigins, request, reply);
  });
  app.get('/play', (request): PlayAnswer => answerPlay(options, request.url));
  app.get('/status', () => ({
    version: options.version,
    uptimeSeconds: Math.floor(options.uptimeSeconds()),
    isReady: options.isReady(),
    ...options.rooms.status(),
  }));
}

function answerPlay({ rooms, version }: ApiOptions, url: string): PlayAnswer {
  const query = new URLSearchParams(url.split('?')[1]);
  const request = parseJoinRequest(query);
  if (!request.ok) return refused(request.fault);
  const token = query.get('resume');
  if (token !== null && rooms.readResume(token) === undefined) {
    return refused({ code: BAD_TOKEN, reason: 'this resume token is not from here', retryMs: undefined });
  }
  const refusal = rooms.check(request.value);
  if (refusal !== undefined) return refused(refusal);
  const room = rooms.choose(request.value);
  return { ok: true, version, ...(room !== undefined && { room }) };
}

function refused({ code, reason, retryMs }: JoinRefusal): PlayAnswer {
  return { ok: false, code, reason, ...(retryMs !== undefined && { retryMs }) };
}

function shareWith(allowed: readonly string[], request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (allowed.length > 0) reply.header('vary', 'origin');
  if (origin !== undefined && allowed.includes(origin)) reply.header('access-control-allow-origin', origin);
}
