// Stage 1: what the address of an upgrade, or of /api/play, asks for, read and validated. No state, no socket.

import { failure, type Result, success } from '@starfray/shared/core';
import { CLOSE, MAX_NODE_NAME, MAX_ROOM_NAME } from '@starfray/shared/protocol';
import { mendName } from '../session/index.ts';
import type { JoinQuery, JoinRefusal } from './stages.ts';

/** A mode's name; which ones are played here is for the rooms to say. */
const MODE = /^[a-z]{1,16}$/;
/** Of a node, by its id, or of a region. */
const LABEL = new RegExp(`^[a-z0-9_-]{1,${MAX_NODE_NAME + 1}}$`);
/** A room's name, or its id in a cluster: the node's id, a hyphen, the name. */
const ROOM_ID = new RegExp(`^(n[a-z0-9_]{1,${MAX_NODE_NAME}}-)?[a-z0-9_-]{1,${MAX_ROOM_NAME}}$`);

/** Reads the query of `/ws` or `/api/play`. Unknown parameters are ignored, so that newer clients may add some. */
export function readJoinQuery(query: URLSearchParams): Result<JoinQuery, JoinRefusal> {
  const kind = query.get('kind') ?? 'human';
  if (kind !== 'human' && kind !== 'bot' && kind !== 'spectator') {
    return refuse(CLOSE.badRequest, `kind must be human, bot or spectator, not "${shorten(kind)}"`);
  }
  const snapshots = query.get('snapshots') ?? 'delta';
  if (snapshots !== 'delta' && snapshots !== 'full') {
    return refuse(CLOSE.badRequest, `snapshots must be delta or full, not "${shorten(snapshots)}"`);
  }
  const room = query.get('room') || undefined;
  const mode = query.get('mode') || undefined;
  const fault = placeFault(room, mode);
  if (fault !== undefined) return refuse(CLOSE.badRequest, fault);
  const name = mendName(query.get('name') ?? '');
  if (!name.ok) return refuse(CLOSE.badName, name.fault);
  return success({
    stage: 'query',
    kind,
    snapshots,
    room,
    ...(mode !== undefined && { mode }),
    name: name.value === '' ? undefined : name.value,
    version: query.get('v') || undefined,
    joinCode: query.get('code') || undefined,
    ...optional(query, 'node'),
    ...optional(query, 'region'),
  });
}

function placeFault(room: string | undefined, mode: string | undefined): string | undefined {
  if (room !== undefined && !ROOM_ID.test(room)) return 'a room is 1 to 48 of a-z, 0-9, - and _';
  return mode === undefined || MODE.test(mode) ? undefined : 'a mode is 1 to 16 of a-z';
}

// An invalid name of a node or region counts as none.
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
