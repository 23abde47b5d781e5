// What answers an order: the admin API of a running server, from within its process or over HTTP. Answers are proven here.

import type { Result } from '@starfray/shared/core';
import * as z from 'zod';
import type { BanOrder, PlayerTarget } from '../http/index.ts';

const player = z.object({
  playerId: z.number(),
  name: z.string(),
  kind: z.enum(['human', 'bot']),
  isFill: z.boolean(),
  state: z.string(),
  account: z.string().optional(),
  address: z.string().optional(),
  score: z.number(),
  pingMs: z.number(),
});
const overview = z.object({ rooms: z.array(z.object({ id: z.string(), players: z.array(player) })) });
const bans = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    value: z.string(),
    reason: z.string(),
    expiresAtMs: z.number().optional(),
  }),
);

export type Overview = z.output<typeof overview>;
export type KnownBan = z.output<typeof bans>[number];

/** @throws when it is none: then the server is of another make. */
export const readOverview = (value: unknown): Overview => overview.parse(value);
export const readBans = (value: unknown): readonly KnownBan[] => bans.parse(value);

export interface OrderDesk {
  overview(): Promise<Overview>;
  bans(): Promise<readonly KnownBan[]>;
  /** How many were shown out. */
  kick(target: PlayerTarget, reason: string): Promise<number>;
  ban(order: BanOrder): Promise<Result<unknown, string>>;
  unban(id: string): Promise<boolean>;
  announce(text: string): Promise<void>;
  drain(): Promise<void>;
}
