// What nodes read that others wrote: proven here, or left out.

import * as z from 'zod';
import type { NodeInfo, NodeLoad, Score } from './cluster.ts';

const count = z.int().min(0);

// Nodes of an older release name neither mode nor people: theirs is a mode of its own, in which nobody is placed.
const roomLoad = z.object({
  id: z.string(),
  mode: z.string().default(''),
  players: count,
  humans: count.default(0),
  capacity: count,
  isOpen: z.boolean(),
});

const node = z.object({
  id: z.string(),
  advertiseUrl: z.string(),
  region: z.string().nullable(),
  version: z.string(),
  players: count,
  humans: count,
  bots: count,
  spectators: count,
  maxPlayers: count,
  tickP99Ms: z.number(),
  isDraining: z.boolean(),
  rooms: z.array(roomLoad),
});

const score = z.object({ name: z.string(), score: z.int() });

/** Answers to a heartbeat: a refusal, or how long each living node's lease still lasts, in ms, and its record. */
const heartbeatReply = z.union([z.enum(['secret-differs', 'id-taken']), z.array(z.tuple([z.number(), z.string()]))]);

export type HeartbeatReply = z.output<typeof heartbeatReply>;

/** @throws when it is none: then the script is wrong, and no peer. */
export function readHeartbeatReply(reply: unknown): HeartbeatReply {
  return heartbeatReply.parse(reply);
}

export function writeNode(info: NodeInfo, load: NodeLoad): string {
  return JSON.stringify({ ...info, ...load, region: info.region ?? null });
}

/** Undefined for a record of another make. */
export function readNode(text: string): (NodeInfo & NodeLoad) | undefined {
  const parsed = node.safeParse(readJson(text));
  return parsed.success ? { ...parsed.data, region: parsed.data.region ?? undefined } : undefined;
}

export function writeScore(entry: Score): string {
  return JSON.stringify({ name: entry.name, score: entry.score });
}

/** Undefined for a record of another make. */
export function readScore(text: string): Score | undefined {
  return score.safeParse(readJson(text)).data;
}

/** The texts in a reply; none for what is no list. */
export function readTexts(reply: unknown): readonly string[] {
  return z.array(z.string()).safeParse(reply).data ?? [];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
