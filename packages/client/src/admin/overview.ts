// What an admin sees of a server, as this page reads it from /api/admin.

import { BAN_KINDS, type ShownBan } from '@starfray/shared/admin';
import { choiceOf, type Fields, fieldsOf, flagOf, listOf, numberOf, optional, textOf } from './fields.ts';

const STATES = ['playing', 'away', 'parked', 'lost'] as const;
export interface Player {
  readonly playerId: number;
  readonly name: string;
  readonly kind: 'human' | 'bot' | 'fill bot';
  readonly state: (typeof STATES)[number];
  readonly account: string | undefined;
  readonly address: string | undefined;
  readonly canBanSession: boolean;
  readonly score: number;
  /** 0 while unknown. */
  readonly pingMs: number;
  /** Of snapshots, since it joined. */
  readonly bytes: number;
  /** Shares of the world's side. */
  readonly x: number;
  readonly y: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export interface RoomInfo {
  readonly id: string;
  readonly humans: number;
  readonly bots: number;
  readonly fillBots: number;
  readonly spectators: number;
  readonly capacity: number;
  readonly tickMs: Quantiles;
  readonly intervalMs: Quantiles;
  readonly snapshots: number;
  readonly skips: number;
  readonly desyncs: number;
  readonly lostMs: number;
  readonly players: readonly Player[];
}

export interface NodeInfo {
  readonly id: string;
  readonly advertiseUrl: string;
  readonly region: string | undefined;
  readonly players: number;
  readonly tickP99Ms: number;
  readonly isDraining: boolean;
}

export interface StoreInfo {
  readonly pending: number;
  readonly lastCommitMs: number;
  readonly lastFault: string | undefined;
}

/** A thread of the server that answers. */
export interface ThreadInfo {
  readonly name: string;
  readonly isUp: boolean;
  /** The share of its time in which it did not wait. */
  readonly utilization: number;
  readonly cpuSeconds: number;
  readonly connections: number;
}

export interface Overview {
  /** The node that answers; undefined for a server by itself. */
  readonly node: string | undefined;
  readonly nodes: readonly NodeInfo[];
  readonly isConnected: boolean | undefined;
  readonly store: StoreInfo;
  /** Empty for a server of before. */
  readonly threads: readonly ThreadInfo[];
  readonly rooms: readonly RoomInfo[];
}

export interface AuditEntry {
  readonly atMs: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

/** @throws AnswerFault */
export function readOverview(answer: Fields): Overview {
  return {
    node: optional(answer, 'node', textOf),
    nodes: listOf(answer, 'nodes', readNode),
    isConnected: optional(answer, 'isConnected', flagOf),
    store: readStore(fieldsOf(answer['store'])),
    threads: listOf({ threads: answer['threads'] ?? [] }, 'threads', readThread),
    rooms: listOf(answer, 'rooms', readRoom),
  };
}

/** @throws AnswerFault */
export function readBans(answer: Fields): readonly ShownBan[] {
  return listOf(answer, 'bans', (ban) => ({
    id: textOf(ban, 'id'),
    kind: choiceOf(ban, 'kind', BAN_KINDS),
    value: optional(ban, 'value', textOf),
    reason: textOf(ban, 'reason'),
    createdAtMs: numberOf(ban, 'createdAtMs'),
    expiresAtMs: optional(ban, 'expiresAtMs', numberOf),
    by: textOf(ban, 'by'),
  }));
}

/** @throws AnswerFault */
export function readAudit(answer: Fields): readonly AuditEntry[] {
  return listOf(answer, 'entries', (entry) => ({
    atMs: numberOf(entry, 'atMs'),
    by: textOf(entry, 'by'),
    action: textOf(entry, 'action'),
    subject: textOf(entry, 'subject'),
    detail: textOf(entry, 'detail'),
  }));
}

function readNode(node: Fields): NodeInfo {
  return {
    id: textOf(node, 'id'),
    advertiseUrl: textOf(node, 'advertiseUrl'),
    region: optional(node, 'region', textOf),
    players: numberOf(node, 'players'),
    tickP99Ms: numberOf(node, 'tickP99Ms'),
    isDraining: flagOf(node, 'isDraining'),
  };
}

function readThread(fields: Fields): ThreadInfo {
  return {
    name: textOf(fields, 'name'),
    isUp: flagOf(fields, 'isUp'),
    utilization: numberOf(fields, 'utilization'),
    cpuSeconds: numberOf(fields, 'cpuSeconds'),
    connections: numberOf(fields, 'connections'),
  };
}

function readStore(store: Fields): StoreInfo {
  return {
    pending: numberOf(store, 'pending'),
    lastCommitMs: numberOf(store, 'lastCommitMs'),
    lastFault: optional(store, 'lastFault', textOf),
  };
}

function readRoom(room: Fields): RoomInfo {
  return {
    id: textOf(room, 'id'),
    humans: numberOf(room, 'humans'),
    bots: numberOf(room, 'bots'),
    fillBots: numberOf(room, 'fillBots'),
    spectators: numberOf(room, 'spectators'),
    capacity: numberOf(room, 'capacity'),
    tickMs: readQuantiles(room['tickMs']),
    intervalMs: readQuantiles(room['intervalMs']),
    snapshots: numberOf(room, 'snapshots'),
    skips: numberOf(room, 'skips'),
    desyncs: numberOf(room, 'desyncs'),
    lostMs: numberOf(room, 'lostMs'),
    players: listOf(room, 'players', readPlayer),
  };
}

function readQuantiles(value: unknown): Quantiles {
  const quantiles = fieldsOf(value);
  return { p50: numberOf(quantiles, 'p50'), p99: numberOf(quantiles, 'p99') };
}

function readPlayer(player: Fields): Player {
  return {
    playerId: numberOf(player, 'playerId'),
    name: textOf(player, 'name'),
    kind: flagOf(player, 'isFill') ? 'fill bot' : choiceOf(player, 'kind', ['human', 'bot']),
    state: choiceOf(player, 'state', STATES),
    account: optional(player, 'account', textOf),
    address: optional(player, 'address', textOf),
    canBanSession: flagOf(player, 'canBanSession'),
    score: numberOf(player, 'score'),
    pingMs: numberOf(player, 'pingMs'),
    bytes: numberOf(player, 'bytes'),
    x: numberOf(player, 'x'),
    y: numberOf(player, 'y'),
  };
}
