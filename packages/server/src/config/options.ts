// The server's options: what each is for, what it may be, and every mistake in them at once, with its remedy. Where the values come
// from is the business of sources.ts.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { failure, type Result, success } from '@starfray/shared/core';
import { MAX_NODE_NAME } from '@starfray/shared/protocol';
import * as z from 'zod';
// The one file of http: options are read without a server.
import { readBasePath } from '../http/base-path.ts';
import { LOG_LEVELS } from '../log.ts';
import { remedyForKey } from './unknown-key.ts';

/** Where a whole number must lie. */
interface Span {
  readonly least: number;
  readonly most: number;
}

const PORT: Span = { least: 0, most: 65_535 };
/** As many as there are player ids in a room. */
const ROOM_PLAYERS: Span = { least: 1, most: MAX_PLAYER_ID };
const PLAYERS: Span = { least: 1, most: 100_000 };
const COUNT: Span = { least: 0, most: 100_000 };
/** Enough that a newcomer meets somebody. */
const BOTS = 12;
const ALL_PLAYERS = 1000;
const SEED: Span = { least: 0, most: 2 ** 32 - 1 };
const SECONDS: Span = { least: 0, most: 3_600 };
const THREADS: Span = { least: 0, most: 64 };
const JOIN_CODE = /^[\w-]{1,64}$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
/** As many bytes as the key that is derived from it. */
const MIN_SECRET = 32;

const directory = z.string().min(1, 'give a directory');
const file = z.string().min(1, 'give a file');
const yesNo = z.boolean({ error: 'give true or false' });
const secret = z.string().min(MIN_SECRET, `give at least ${MIN_SECRET} characters that nobody can guess`);
/** Long enough for the name that Kubernetes gives a pod, and for a cloud's name of a region. */
const MAX_LABEL = MAX_NODE_NAME;
const label = z
  .string()
  .max(MAX_LABEL, `give 1 to ${MAX_LABEL} of a-z, 0-9 and -`)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, `give 1 to ${MAX_LABEL} of a-z, 0-9 and -, no hyphen first or last`);
const text = z.string().min(1, 'give a text').max(200, 'give at most 200 characters');

/** Every option, as a configuration file has it. */
const FIELDS = {
  port: whole(PORT).describe('port to listen on, 0 for any that is free').default(8080),
  host: z
    .string()
    .refine((value) => !/^(unix:)?$/.test(value), 'give an address to listen on, such as 0.0.0.0, or unix: and a path')
    .refine(
      (value) => !/^\.{0,2}\//.test(value),
      'the path of a socket is written behind unix:, as in unix:/run/starfray.sock',
    )
    .describe('address to listen on; all of both families, or unix:/path for a socket')
    .default('::'),
  socketMode: z
    .string()
    .regex(/^0?[0-7]{3}$/, 'give permissions in octal, such as 660')
    .transform((value) => Number.parseInt(value, 8))
    .describe('permissions of that socket')
    .prefault('660'),
  basePath: z
    .string()
    .transform(toBasePath)
    .describe('path below which a proxy shows the game, such as /game')
    .optional(),
  threads: z
    .union([z.string(), z.number()])
    .transform(toThreads)
    .describe('threads that take connections beside that of the rooms, 0 for none; auto by the cores')
    .prefault('auto'),
  game: z.string().describe('the game to serve').optional(),
  bots: whole(COUNT).describe('fill every room with bots up to so many players').default(BOTS),
  roomPlayers: whole(ROOM_PLAYERS).describe('players in one room').default(100),
  maxPlayers: whole(PLAYERS).describe('players in all rooms').default(ALL_PLAYERS),
  maxSpectators: whole(COUNT).describe('spectators in all rooms').default(200),
  connectionsPerAddress: whole(COUNT).describe('connections from one address, 0 for no limit').default(100),
  allowOrigin: z
    .array(z.string().transform(toOriginPattern), { error: 'give a list' })
    .describe('other sites whose pages may connect; https://*.example.org for all below a name')
    .default([]),
  allowEmbed: z
    .array(z.string().transform(toOriginPattern), { error: 'give a list' })
    .describe('other sites that may show the page in a frame; https://*.example.org for all below a name')
    .default([]),
  joinCode: z
    .string()
    .regex(JOIN_CODE, 'give 1 to 64 of a-z, A-Z, 0-9, _ and -')
    .describe('admit only who knows this code')
    .optional(),
  blockedNames: file.describe('words that no name may hold, one a line; SIGHUP reads the file again').optional(),
  seed: whole(SEED).describe('seed of map and game, for runs that can be repeated').optional(),
  data: directory.describe('directory for what must last; made if missing').optional(),
  secret: secret.describe('signs tokens; the same on all nodes of a cluster').optional(),
  secondSecret: secret
    .describe('tokens that it signed count, too, while one secret is exchanged for another')
    .optional(),
  client: directory.describe('serve another build of the client').optional(),
  logLevel: z
    .enum(LOG_LEVELS, { error: `give one of ${LOG_LEVELS.join(', ')}` })
    .describe(`one of ${LOG_LEVELS.join(', ')}`)
    .default('info'),
  logFile: file.describe('write the log there instead of stderr; SIGHUP opens it again').optional(),
  logAddresses: yesNo.describe("write players' addresses to the log").default(false),
  drainSeconds: whole(SECONDS).describe('how long a stop waits for players to move on').default(10),
  guests: yesNo.describe('admit players who show no token').default(true),
  botsNeedToken: yesNo.describe('admit bots with a token of that role only').default(false),
  maxBots: whole(COUNT).describe("other people's bots in all rooms").default(1000),
  authSecret: secret.describe('shared with your identity provider, for HS256').optional(),
  authJwks: z.string().describe('where your identity provider publishes its keys').optional(),
  authIssuer: text.describe('issuer that its tokens must name').optional(),
  authAudience: text.describe('audience that its tokens must name').optional(),
  authRoleClaim: text.describe('claim of its tokens that names the role').optional(),
  authAdmins: yesNo.describe('its tokens may name admins').default(false),
  trustProxy: z
    .array(z.string(), { error: 'give a list' })
    .describe('proxies whose X-Forwarded-* count: networks, loopback, private')
    .default([]),
  proxyProtocol: z
    .array(z.string(), { error: 'give a list' })
    .describe(
      'TCP proxies, from which alone connections are taken, each with a PROXY header: networks, loopback, private',
    )
    .default([]),
  tlsCert: file.describe('certificate for https and wss, PEM; read again when it changes').optional(),
  tlsKey: file.describe('its key, PEM').optional(),
  redis: z
    .string()
    .refine((value) => /^rediss?:$/.test(URL.parse(value)?.protocol ?? ''), 'give a URL such as redis://localhost:6379')
    .describe('Redis or Valkey: become one node of a cluster')
    .optional(),
  cluster: label.describe('name of the cluster in that Redis').default('main'),
  node: label.describe("this node's name in the cluster; made up unless given").optional(),
  advertise: z
    .string()
    .transform(toOrigin)
    .describe('URL at which browsers and other nodes reach this node')
    .optional(),
  region: label.describe('where this node is; players may ask for one').optional(),
  metricsToken: secret
    .describe("asked of everybody who reads /metrics; without it the game's port has none")
    .optional(),
  metricsPort: whole(PORT).describe('serve /metrics on a port of their own, on this machine alone').optional(),
  metricsHost: z
    .string()
    .min(1, 'give an address, such as 10.0.0.5')
    .describe('another address for that port; needs --metrics-token')
    .optional(),
};

/** All games of a command on one port: what `game` is by default, where there are several. */
export const ALL_GAMES = 'all';

/** The names of the games that a command serves. */
export type GameNames = readonly [string, ...string[]];

type GameField = z.ZodType<string | undefined, string | undefined>;

function gameField(games: GameNames): GameField {
  return z
    .enum(choicesOf(games), { error: `give one of ${choicesOf(games).join(', ')}` })
    .describe(helpOf(games))
    .default(choicesOf(games)[0]);
}

/** What may be given, the default first. */
function choicesOf(games: GameNames): GameNames {
  return games.length === 1 ? games : [ALL_GAMES, ...games];
}

function helpOf(games: GameNames): string {
  return games.length === 1 ? `the game: ${games[0]}` : `${games.join(' or ')} alone, or ${ALL_GAMES} on one port`;
}

/** Each option by itself. Without `games` the game may have any name. */
function fieldsOf(games: GameNames | undefined) {
  return z.strictObject({ ...FIELDS, game: games === undefined ? (FIELDS.game as GameField) : gameField(games) });
}

/** All options together. */
function schemaOf(games: GameNames | undefined) {
  return fieldsOf(games)
    .refine(({ bots, roomPlayers }) => bots <= roomPlayers, {
      path: ['bots'],
      error: 'more than a room holds: give at most as many as --room-players',
      params: { against: 'roomPlayers' },
      // One message lists all mistakes, whatever else is wrong.
      when: isWell('bots', 'roomPlayers'),
    })
    .refine(
      ({ host, trustProxy, proxyProtocol, connectionsPerAddress }) =>
        !host.startsWith('unix:') || trustProxy.length > 0 || proxyProtocol.length > 0 || connectionsPerAddress === 0,
      {
        path: ['host'],
        error:
          'all players come from the proxy there: give --trust-proxy loopback, or --proxy-protocol loopback to a TCP proxy, so that it says where they are, or --connections-per-address 0',
        when: isWell('host', 'trustProxy', 'proxyProtocol', 'connectionsPerAddress'),
      },
    )
    .refine(({ tlsCert, tlsKey }) => (tlsCert === undefined) === (tlsKey === undefined), {
      path: ['tlsCert'],
      error: 'certificate and key come together: give both --tls-cert and --tls-key',
      when: isWell('tlsCert', 'tlsKey'),
    })
    .refine(({ secondSecret, secret: first }) => secondSecret === undefined || first !== undefined, {
      path: ['secondSecret'],
      error: 'is the one beside --secret: give that, too',
      when: isWell('secret', 'secondSecret'),
    })
    .refine(({ redis, secret: shared }) => redis === undefined || shared !== undefined, {
      path: ['secret'],
      error: 'the nodes of a cluster share a secret: give all the same --secret',
      when: isWell('redis', 'secret'),
    })
    .refine(({ redis, advertise }) => redis === undefined || advertise !== undefined, {
      path: ['advertise'],
      error: 'other nodes must find this one: give --advertise, such as http://10.0.0.5:8080',
      when: isWell('redis', 'advertise'),
    })
    .refine(({ metricsHost, metricsPort }) => metricsHost === undefined || metricsPort !== undefined, {
      path: ['metricsHost'],
      error: 'is the address of --metrics-port: give that, too',
      when: isWell('metricsHost', 'metricsPort'),
    })
    .refine(({ metricsHost = '127.0.0.1', metricsToken }) => LOOPBACK.test(metricsHost) || metricsToken !== undefined, {
      path: ['metricsHost'],
      error: 'others can reach it there: give --metrics-token, too',
      when: isWell('metricsHost', 'metricsToken'),
    });
}

export type ServerOptions = z.output<ReturnType<typeof schemaOf>>;
export type OptionName = keyof ServerOptions;

/** Values by option, not yet looked at; and a text for each, as it was given, and where. */
export type Given = Readonly<Record<string, { readonly value: unknown; readonly where: string }>>;

export interface OptionInfo {
  readonly name: OptionName;
  /** How a text becomes its value. */
  readonly kind: 'whole' | 'text' | 'flag' | 'list';
  readonly help: string;
  /** Undefined where there is none. */
  readonly fallback: unknown;
}

const SECRETS: readonly OptionName[] = ['joinCode', 'secret', 'secondSecret', 'authSecret', 'metricsToken'];

/** Options whose value may stand in a file instead, which another key names: `secretFile` for `secret`. */
export const SECRET_FILE_NAMES: readonly { readonly name: OptionName; readonly twin: string }[] = [
  ...SECRETS,
  'redis' as const,
].map((name) => ({ name, twin: `${name}File` }));

/** All options in the order that help shows them in. */
export const OPTIONS: readonly OptionInfo[] = Object.entries(FIELDS).map(([name, field]) => {
  const fallback = 'def' in field && 'defaultValue' in field.def ? field.def.defaultValue : undefined;
  const inner = innerOf(field);
  return { name: name as OptionName, kind: kindOf(inner), help: inner.description ?? '', fallback };
});

/** The options of a command that serves these games. */
export function optionsFor(games: GameNames): readonly OptionInfo[] {
  return OPTIONS.map((option) =>
    option.name === 'game' ? { ...option, help: helpOf(games), fallback: choicesOf(games)[0] } : option,
  );
}

/** What a file may hold. */
const KEYS = [...OPTIONS, ...SECRET_FILE_NAMES.map(({ twin }) => ({ name: twin, kind: 'text' as const }))];

/**
 * Validates options; a failure has one line for each mistake: where it was given, what, and what to give instead. With `games` the game is
 * one of these or all, which is the default.
 */
export function parseOptions(given: Given, games?: GameNames): Result<ServerOptions, string[]> {
  const values = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]));
  const { roomPlayers } = values;
  // A small room alone is no mistake: it is filled as far as it goes. A large one alone may fill up.
  if (typeof roomPlayers === 'number') {
    if (values['bots'] === undefined) values['bots'] = Math.min(BOTS, roomPlayers);
    if (values['maxPlayers'] === undefined) values['maxPlayers'] = Math.max(ALL_PLAYERS, roomPlayers);
  }
  const parsed = schemaOf(games).safeParse(values);
  if (parsed.success) return success(parsed.data);
  return failure(parsed.error.issues.flatMap((issue) => describe(issue, given)));
}

/**
 * Validates some options, each by itself: for commands that need no more, and must not ask for what only a server needs. An unknown key is
 * a mistake here, too.
 */
export function parseSomeOptions<Name extends OptionName>(
  names: readonly Name[],
  given: Given,
  games?: GameNames,
): Result<Pick<ServerOptions, Name>, string[]> {
  const wanted = Object.entries(given).filter(([name]) => names.some((one) => one === name) || !(name in FIELDS));
  const parsed = fieldsOf(games).safeParse(Object.fromEntries(wanted.map(([name, { value }]) => [name, value])));
  if (parsed.success) return success(parsed.data);
  return failure(parsed.error.issues.flatMap((issue) => describe(issue, given)));
}

/** JSON schema (draft 2020-12) of a configuration file. */
export function configSchema(games: GameNames): object {
  const { $schema, ...rest } = z.toJSONSchema(schemaOf(games), { io: 'input' });
  const { properties, ...others } = rest;
  const files = SECRET_FILE_NAMES.map(({ name, twin }) => [twin, { type: 'string', description: `file with ${name}` }]);
  return {
    $schema,
    title: 'Starfray server',
    ...others,
    properties: { $schema: { type: 'string' }, ...properties, ...Object.fromEntries(files) },
  };
}

/** A value as it may be shown: secrets are not, nor passwords in URLs. */
export function masked(name: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (name === 'socketMode' && typeof value === 'number') return value.toString(8);
  if (SECRETS.some((secretName) => secretName === name)) return '***';
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || url.password === '') return value;
  url.password = '***';
  return url.href;
}

function describe(issue: z.core.$ZodIssue, given: Given): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${given[key]?.where ?? key}: ${remedyForKey(key, KEYS)}`);
  }
  const [name = '', index] = issue.path.map(String);
  const { value, where = flagOf(name) } = given[name] ?? { value: undefined };
  const part = Array.isArray(value) && index !== undefined ? value[Number(index)] : value;
  const message = messageOf(issue, name, part);
  const isQuoted = message.endsWith('without quotes');
  const shown = part === undefined ? '' : ` ${isQuoted ? JSON.stringify(part) : quote(masked(name, part))}`;
  return [`${where}${shown}: ${message}${issue.code === 'custom' ? otherSide(issue.params, given) : ''}`];
}

// Flags and variables are read as what they are to be: a text in a number's place is in quotes in a file.
function messageOf(issue: z.core.$ZodIssue, name: string, part: unknown): string {
  const message = issue.code === 'invalid_type' && issue.message.startsWith('Invalid') ? 'give a text' : issue.message;
  const kind = OPTIONS.find((option) => option.name === name)?.kind;
  if (kind === 'whole' && typeof part === 'string' && /^\d{1,15}$/.test(part)) return `${message}, without quotes`;
  if (kind === 'flag' && (part === 'true' || part === 'false')) return `${message}, without quotes`;
  if (kind === 'text' && name !== 'threads' && (typeof part === 'number' || typeof part === 'boolean'))
    return `${message}, in quotes`;
  return kind === 'list' && typeof part === 'string' && message === 'give a list'
    ? `${message}, as [${JSON.stringify(part)}]`
    : message;
}

// Of two options that contradict each other the second, with its value and where that comes from: it may be a default.
function otherSide(params: Readonly<Record<string, unknown>> | undefined, given: Given): string {
  const other = OPTIONS.find(({ name }) => name === params?.['against']);
  if (other === undefined) return '';
  const { value, where } = given[other.name] ?? { value: other.fallback, where: 'the default' };
  return `, which is ${quote(masked(other.name, value))} by ${where}`;
}

/** `roomPlayers` is `--room-players`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function quote(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/*-]+$/.test(value) ? value : JSON.stringify(value);
}

function innerOf(field: (typeof FIELDS)[keyof typeof FIELDS]): z.ZodType {
  return field.unwrap();
}

function kindOf(inner: z.ZodType): OptionInfo['kind'] {
  if (inner instanceof z.ZodNumber) return 'whole';
  if (inner instanceof z.ZodBoolean) return 'flag';
  return inner instanceof z.ZodArray ? 'list' : 'text';
}

function isWell(...names: (keyof typeof FIELDS)[]) {
  return ({ value }: { value: unknown }): boolean =>
    names.every((name) => FIELDS[name].safeParse((value as Record<string, unknown>)[name]).success);
}

function whole({ least, most }: Span) {
  const error = `give a whole number from ${least} to ${most}`;
  return z.number({ error }).int(error).min(least, error).max(most, error);
}

function toThreads(value: string | number, context: z.core.$RefinementCtx<string | number>): number | 'auto' {
  const count = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value;
  if (count === 'auto') return count;
  const { least, most } = THREADS;
  if (typeof count === 'number' && Number.isInteger(count) && count >= least && count <= most) return count;
  context.addIssue({ code: 'custom', message: `give auto, or a whole number from ${least} to ${most}` });
  return z.NEVER;
}

function toOrigin(value: string, context: z.core.$RefinementCtx<string>): string {
  const origin = originOf(value);
  if (origin !== undefined && !origin.includes('*')) return origin;
  const message =
    'give scheme and host alone, such as https://example.org: a node answers at its root with --base-path, too';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function toOriginPattern(value: string, context: z.core.$RefinementCtx<string>): string {
  const origin = originOf(value);
  const fault = origin === undefined ? 'give scheme and host alone, such as https://example.org' : starFault(origin);
  if (origin !== undefined && fault === undefined) return origin;
  context.addIssue({ code: 'custom', message: fault ?? '' });
  return z.NEVER;
}

function originOf(value: string): string | undefined {
  const url = URL.parse(value);
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  return isOrigin && url.hash === '' && url.username === '' ? url.origin : undefined;
}

// A star stands for the first label, below a name that somebody owns: no top-level domain is anybody's.
function starFault(origin: string): string | undefined {
  if (!origin.includes('*') || /^https?:\/\/\*(\.[^.*:]+){2,}(:\d+)?$/.test(origin)) return undefined;
  if (/^https?:\/\/\*\.localhost(:\d+)?$/.test(origin)) return undefined;
  return 'a star stands for all names below one of yours: give it as https://*.example.org';
}

function toBasePath(value: string, context: z.core.$RefinementCtx<string>): string {
  const path = readBasePath(value);
  if (path !== undefined) return path;
  context.addIssue({
    code: 'custom',
    message:
      'give a path such as /game: letters, digits, ., _, ~ and -, and not one that the server itself has, such as /api',
  });
  return z.NEVER;
}
