// The questions and deeds of an admin, over HTTP, with the token in a header and nowhere else.

import type { BanKind, ShownBan } from '@starfray/shared/admin';
import { AnswerFault, type Fields, fieldsOf, isFields, numberOf } from './fields.ts';
import { type AuditEntry, type Overview, readAudit, readBans, readOverview } from './overview.ts';

const PATIENCE_MS = 5000;

/** What came of a request. Each arm that is not `ok` says in words why. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly faults: readonly string[] }
  /** The token is no admin's, or not any more. */
  | { readonly kind: 'turned away'; readonly fault: string }
  | { readonly kind: 'silent'; readonly fault: string };

interface PlayerTarget {
  readonly room: string;
  readonly playerId: number;
}

type BanOrder = {
  readonly kind: BanKind;
  readonly reason: string;
  /** Without it the ban lasts until it is lifted. */
  readonly seconds?: number;
} & ({ readonly player: PlayerTarget } | { readonly value: string });

export interface AdminApi {
  overview(): Promise<Answer<Overview>>;
  bans(): Promise<Answer<readonly ShownBan[]>>;
  audit(): Promise<Answer<readonly AuditEntry[]>>;
  /** How many were shown out. */
  kick(target: PlayerTarget, reason: string): Promise<Answer<number>>;
  ban(order: BanOrder): Promise<Answer<undefined>>;
  unban(id: string): Promise<Answer<undefined>>;
  announce(text: string): Promise<Answer<undefined>>;
  drain(): Promise<Answer<undefined>>;
}

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

const nothing = (): undefined => undefined;

/** The token in what was pasted; undefined when it cannot be one, nor go into a header. */
export function tokenIn(text: string): string | undefined {
  const token = text.trim();
  return /^[\x21-\x7e]{1,8000}$/.test(token) ? token : undefined;
}

/** `token` is asked at each request: as `tokenIn` answers it. */
export function createAdminApi(token: () => string, fetch: Fetch): AdminApi {
  async function ask<T>(path: string, read: (answer: Fields) => T, init: RequestInit = {}): Promise<Answer<T>> {
    const headers = { ...init.headers, authorization: `Bearer ${token()}` };
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(`/api/admin${path}`, { ...init, headers, signal });
      const body: unknown = await response.json().catch(nothing);
      return judge(response.status, body, read);
    } catch (error) {
      return { kind: 'silent', fault: error instanceof Error ? error.message : String(error) };
    }
  }
  const post = <T>(path: string, body: object, read: (answer: Fields) => T): Promise<Answer<T>> =>
    ask(path, read, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    overview: () => ask('/overview', readOverview),
    bans: () => ask('/bans', readBans),
    audit: () => ask('/audit', readAudit),
    kick: ({ room, playerId }, reason) =>
      post('/kick', { room, playerId, reason }, (answer) => numberOf(answer, 'kicked')),
    ban: (order) => post('/ban', order, nothing),
    unban: (id) => ask(`/bans/${encodeURIComponent(id)}`, nothing, { method: 'DELETE' }),
    announce: (text) => post('/announce', { text }, nothing),
    drain: () => post('/drain', {}, nothing),
  };
}

/** What an answer of HTTP means; `body` is undefined where it was no JSON. */
export function judge<T>(status: number, body: unknown, read: (answer: Fields) => T): Answer<T> {
  const faults = faultsIn(body);
  if (status === 401) return { kind: 'turned away', fault: faults[0] ?? 'the server does not take this token' };
  if (status >= 400) return { kind: 'refused', faults: faults.length > 0 ? faults : [`the server answers ${status}`] };
  try {
    const fields = fieldsOf(body);
    if (fields['ok'] !== false) return { kind: 'ok', value: read(fields) };
    return { kind: 'refused', faults: faults.length > 0 ? faults : ['that is not there any more'] };
  } catch (error) {
    if (!(error instanceof AnswerFault)) throw error;
    return { kind: 'refused', faults: [`the server’s answer cannot be read, reload this page: ${error.message}`] };
  }
}

function faultsIn(body: unknown): readonly string[] {
  if (!isFields(body)) return [];
  const { faults, reason, message } = body;
  const said: readonly unknown[] = Array.isArray(faults) ? faults : [reason, message];
  return said.filter((fault) => typeof fault === 'string');
}
