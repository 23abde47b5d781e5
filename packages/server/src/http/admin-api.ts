// What an admin may ask and do, at /api/admin. Every request shows an admin's token; every deed is written down.

import type { IncomingMessage } from 'node:http';
import { BAN_KINDS, type BanKind, MAX_ADMIN_REASON, MAX_ANNOUNCEMENT } from '@starfray/shared/admin';
import type { Result } from '@starfray/shared/core';
import { MAX_ROOM_ID } from '@starfray/shared/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';

/** What an admin's requests come to: as plain data, since this folder knows neither rooms nor stores. */
export interface AdminDesk {
  /** The account of the admin that a token proves, unless a ban matches; a failure says why not, and never the token. */
  identify(token: string | undefined, address: string | undefined): Promise<Result<string, string>>;
  /** Nodes, rooms and players of now. */
  overview(): object;
  bans(): Promise<readonly object[]>;
  audit(limit: number): Promise<readonly object[]>;
  /** How many were shown out. */
  kick(by: string, target: PlayerTarget, reason: string): Promise<number>;
  /** `askedFrom` is the admin's own address, which a ban must not hit. */
  ban(by: string, order: BanOrder, askedFrom?: string): Promise<Result<object, string>>;
  unban(by: string, id: string): Promise<boolean>;
  announce(by: string, text: string): Promise<void>;
  /** Begins to stop this node, as SIGTERM does. */
  drain(by: string): Promise<void>;
}

export interface PlayerTarget {
  readonly room: string;
  readonly playerId: number;
}

/** Whom to ban: a player who is here, by one of its marks, or a value. */
export type BanOrder = {
  readonly kind: BanKind;
  readonly reason: string;
  /** Seconds; undefined lasts until it is lifted. */
  readonly seconds: number | undefined;
} & ({ readonly player: PlayerTarget } | { readonly value: string });

const MAX_AUDIT = 200;
/** An own token is some 350 characters; a whole body is at most 1 KiB. */
const LONGEST_VALUE = 900;

const target = z.object({ room: z.string().min(1).max(MAX_ROOM_ID), playerId: z.number().int().positive() });
const upTo = (most: number) => z.string().trim().max(most, `at most ${most} characters`);
const reason = upTo(MAX_ADMIN_REASON).min(1, 'give a reason, which the player reads');
const KICK = target.extend({ reason });
const common = {
  kind: z.enum(BAN_KINDS),
  reason,
  seconds: z
    .number()
    .int()
    .positive()
    .max(315_360_000)
    .optional()
    .transform((value) => value),
};
const BAN = z.union([
  z.object({ ...common, player: target }),
  z.object({ ...common, value: z.string().min(1, 'give whom to ban').max(LONGEST_VALUE) }),
]);
const ANNOUNCE = z.object({ text: upTo(MAX_ANNOUNCEMENT).min(1, 'give a text') });

interface Admin {
  readonly account: string;
  readonly address: string | undefined;
}

type Deed<T> = (by: string, body: T, address: string | undefined) => Promise<object | FastifyReply>;

/** How the asking admin is read from a request. */
interface Credentials {
  readonly bearerTokenIn: (authorization: string | undefined) => string | undefined;
  readonly addressOf: (request: IncomingMessage) => { readonly address: string | undefined };
  /** Is this the address of a proxy whose headers count? */
  readonly isProxy?: ((address: string) => boolean) | undefined;
}

/** Registers everything under /api/admin. */
export function serveAdmin(app: FastifyInstance, desk: AdminDesk, credentials: Credentials): void {
  const { bearerTokenIn, addressOf } = credentials;
  const admins = new WeakMap<FastifyRequest, Admin>();
  app.addHook('preHandler', async (request, reply) => {
    const identified = await desk.identify(
      bearerTokenIn(request.headers.authorization),
      addressOf(request.raw).address,
    );
    if (!identified.ok) return reply.code(401).header('www-authenticate', 'Bearer').send(fault(identified.fault));
    admins.set(request, { account: identified.value, address: addressOf(request.raw).address });
    return undefined;
  });
  const adminOf = (request: FastifyRequest): Admin => admins.get(request) ?? { account: '', address: undefined };

  function deed<T>(path: string, schema: z.ZodType<T>, act: Deed<T>): void {
    app.post(path, async (request, reply) => {
      const body = schema.safeParse(request.body);
      if (!body.success) return reply.code(400).send({ ok: false, faults: body.error.issues.map(describe) });
      const { account, address } = adminOf(request);
      return act(account, body.data, address);
    });
  }

  app.get('/overview', () => desk.overview());
  app.get('/arrival', ({ raw }) => arrivalOf(raw, credentials));
  app.get('/bans', async () => ({ bans: await desk.bans() }));
  app.get('/audit', async () => ({ entries: await desk.audit(MAX_AUDIT) }));
  deed('/kick', KICK, async (by, { reason: why, ...player }) => ({
    ok: true,
    kicked: await desk.kick(by, player, why),
  }));
  deed('/ban', BAN, async (by, body, address) => {
    const banned = await desk.ban(by, { ...body, seconds: body.seconds }, address);
    return banned.ok ? { ok: true, ban: banned.value } : { ...fault(banned.fault) };
  });
  deed('/announce', ANNOUNCE, async (by, { text }) => {
    await desk.announce(by, text);
    return { ok: true };
  });
  deed('/drain', z.object({}), async (by) => {
    await desk.drain(by);
    return { ok: true };
  });
  app.delete('/bans/:id', async (request) => {
    const { id } = z.object({ id: z.string().max(64) }).parse(request.params);
    return { ok: await desk.unban(adminOf(request).account, id) };
  });
}

/** Headers by which proxies say where a visitor comes from, and what was asked for. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded'];

// What of a request reached this server, for an operator who asks what stands before it.
function arrivalOf(request: IncomingMessage, { addressOf, isProxy }: Credentials): object {
  const { socket, headers } = request;
  const forwarded = FORWARDED.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
  const { remoteAddress: peer } = socket;
  return {
    peer,
    address: addressOf(request).address,
    host: headers.host,
    forwarded: Object.fromEntries(forwarded),
    isTrusted: peer !== undefined && isProxy?.(peer) === true,
  };
}

function fault(text: string): { readonly ok: false; readonly faults: readonly string[] } {
  return { ok: false, faults: [text] };
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
