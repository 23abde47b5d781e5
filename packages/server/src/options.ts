// The server's options: what they may be, and every mistake in them at once, with its remedy.

import { failure, type Result, success } from '@starfray/shared/core';
import { z } from 'zod';
import { LOG_LEVELS } from './log.ts';

/** Where a whole number must lie. */
interface Span {
  readonly least: number;
  readonly most: number;
}

const PORT: Span = { least: 0, most: 65_535 };
/** Player ids of a room are 1 to 4095, and ids rest before they are used again. */
const ROOM_PLAYERS: Span = { least: 1, most: 2_000 };
const PLAYERS: Span = { least: 1, most: 100_000 };
const COUNT: Span = { least: 0, most: 100_000 };
const SEED: Span = { least: 0, most: 2 ** 32 - 1 };
const JOIN_CODE = /^[\w-]{1,64}$/;

const roomSizes = z.object({ bots: z.number(), roomPlayers: z.number() });

const schema = z
  .object({
    port: whole(PORT),
    host: z.string().min(1, 'give an address to listen on, such as 0.0.0.0'),
    bots: whole(COUNT),
    roomPlayers: whole(ROOM_PLAYERS),
    maxPlayers: whole(PLAYERS),
    maxSpectators: whole(COUNT),
    connectionsPerAddress: whole(COUNT),
    allowOrigin: z.array(z.string().transform(toOrigin)),
    seed: whole(SEED).optional(),
    data: z.string().min(1, 'give a directory').optional(),
    joinCode: z.string().regex(JOIN_CODE, 'give 1 to 64 of a-z, A-Z, 0-9, _ and -').optional(),
    logLevel: z.enum(LOG_LEVELS, { error: `give one of ${LOG_LEVELS.join(', ')}` }),
    client: z.string().min(1, 'give a directory').optional(),
  })
  .refine(({ bots, roomPlayers }) => bots <= roomPlayers, {
    path: ['bots'],
    error: 'more than --room-players: give at most as many as a room holds',
    // Whatever else is wrong, so that all mistakes are told at once.
    when: ({ value }) => roomSizes.safeParse(value).success,
  });

export type ServerOptions = z.output<typeof schema>;

/** Options as the command line has them: texts, not yet looked at. */
export type RawOptions = { readonly [K in keyof z.input<typeof schema>]: z.input<typeof schema>[K] };

export const DEFAULTS = {
  port: '8080',
  host: '0.0.0.0',
  bots: '12',
  roomPlayers: '100',
  maxPlayers: '1000',
  maxSpectators: '200',
  connectionsPerAddress: '100',
  allowOrigin: [],
  logLevel: 'info',
} as const satisfies Partial<RawOptions>;

/** Validates options; a failure has one line for each mistake: the flag, what was given, what to give instead. */
export function parseOptions(raw: { readonly [option: string]: unknown }): Result<ServerOptions, string[]> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return success(parsed.data);
  return failure(parsed.error.issues.map(({ path, message }) => describe(path.map(String), raw, message)));
}

function describe(path: readonly string[], raw: { readonly [option: string]: unknown }, message: string): string {
  const [name = '', index] = path;
  const given = raw[name];
  const value = Array.isArray(given) ? given[Number(index)] : given;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${quote(String(value))}: ${message}`;
}

function quote(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
}

function whole({ least, most }: Span) {
  return z.string().transform((text, context) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    context.addIssue({ code: 'custom', message: `give a whole number from ${least} to ${most}` });
    return z.NEVER;
  });
}

function toOrigin(text: string, context: z.core.$RefinementCtx<string>): string {
  const url = URL.parse(text);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  if (isOrigin && url.hash === '' && url.username === '') return url.origin;
  context.addIssue({ code: 'custom', message: 'give scheme and host alone, such as https://example.org' });
  return z.NEVER;
}
