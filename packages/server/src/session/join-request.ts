// What an upgrade's address asks for, read and validated; and why a join may be refused. No state, no socket.

import { failure, type Result, success } from '@starfray/shared/core';
import { CLOSE, MAX_NODE_NAME, MAX_ROOM_NAME } from '@starfray/shared/protocol';
import { mendName } from './player-name.ts';

export type JoinKind = 'human' | 'bot' | 'spectator';

export interface JoinRequest {
  readonly kind: JoinKind;
  /** Room asked for; undefined means: whichever is best. */
  readonly room: string | undefined;
  /** Already mended; undefined means: name me. */
  readonly name: string | undefined;
  /** Version hash of the client's build; undefined for a client that only reads full snapshots. */
  readonly version: string | undefined;
  /** `full`: ten full snapshots a second and nothing to predict. */
  readonly snapshots: 'delta' | 'full';
  readonly joinCode: string | undefined;
  /** Node of a cluster, and region, asked for; undefined means: whichever is best. */
  readonly node?: string | undefined;
  readonly region?: string | undefined;
  /** Key of the seat to come back to, proven by a token. */
  readonly resume?: string | undefined;
  /** Whom a token proved; undefined for a guest. */
  readonly account?: string | undefined;
  /** The id of the token that proved it. */
  readonly tokenId?: string | undefined;
  /** Points to begin with, brought from a seat that is gone. */
  readonly score?: number | undefined;
  /** Where the connection comes from. */
  readonly address?: string | undefined;
}

/** A refusal that a person can read: it becomes a close code with a JSON reason, or the answer of /api/play. */
export interface JoinRefusal {
  readonly code: number;
  readonly reason: string;
  /** When asking again may help; undefined when it will not. */
  readonly retryMs: number | undefined;
}

/** Of a node, by its id, or of a region. */
const LABEL = new RegExp(`^[a-z0-9_-]{1,${MAX_NODE_NAME + 1}}$`);
/** A room's name, or its id in a cluster: the node's id, a hyphen, the name. */
const ROOM_ID = new RegExp(`^(n[a-z0-9_]{1,${MAX_NODE_NAME}}-)?[a-z0-9_-]{1,${MAX_ROOM_NAME}}$`);

/** Reads the query of `/ws` or `/api/play`. Unknown parameters are ignored, so that newer clients may add some. */
export function parseJoinRequest(query: URLSearchParams): Result<JoinRequest, JoinRefusal> {
  const kind = query.get('kind') ?? 'human';
  if (kind !== 'human' && kind !== 'bot' && kind !== 'spectator') {
    return refuse(CLOSE.badRequest, `kind must be human, bot or spectator, not "${shorten(kind)}"`);
  }
  const snapshots = query.get('snapshots') ?? 'delta';
  if (snapshots !== 'delta' && snapshots !== 'full') {
    return refuse(CLOSE.badRequest, `snapshots must be delta or full, not "${shorten(snapshots)}"`);
  }
  const room = query.get('room') || undefined;
  if (room !== undefined && !ROOM_ID.test(room)) {
    return refuse(CLOSE.badRequest, 'a room is 1 to 48 of a-z, 0-9, - and _');
  }
  const name = mendName(query.get('name') ?? '');
  if (!name.ok) return refuse(CLOSE.badName, name.fault);
  return success({
    kind,
    snapshots,
    room,
    name: name.value === '' ? undefined : name.value,
    version: query.get('v') || undefined,
    joinCode: query.get('code') || undefined,
    ...optional(query, 'node'),
    ...optional(query, 'region'),
  });
}

// A name that cannot be one is asked for in vain, like any that is not there.
function optional(query: URLSearchParams, name: 'node' | 'region') {
  const value = query.get(name) ?? '';
  return LABEL.test(value) ? { [name]: value } : {};
}

function refuse(code: number, reason: string) {
  return failure({ code, reason, retryMs: undefined });
}

function shorten(value: string): string {
  return value.length > 20 ? `${value.slice(0, 20)}…` : value;
}
