// `starfray doctor`: looks at everything that a server needs, and says what is wrong and what to do.

import { fileURLToPath } from 'node:url';
import { reachableUrls } from '../addresses.ts';
import { type GameNames, type Given, OPTIONS, parseOptions, type ServerOptions } from '../config/options.ts';
import { doubtful, doubtfulAsTold, type Finding, well, wrong, wrongAsTold } from '../doctor/finding.ts';
import { checkData, checkDescriptors, checkDisk, checkPort } from '../doctor/machine.ts';
import { checkProxy } from '../doctor/proxy.ts';
import { checkRedis } from '../doctor/redis.ts';
import { checkThreads } from '../doctor/threads.ts';
import { readTlsPair } from '../http/index.ts';
import { createOwnTokens, DEFAULT_AUDIENCE } from '../identity/index.ts';
import { findCheckFaults } from '../joining/visitor-checks.ts';
import { OperatorFault } from '../operator-fault.ts';
import { askServer, type OwnServer } from '../orders/own-server.ts';
import { findFaults } from '../preflight.ts';
import { type CliGames, gameNamed, namesOf } from './cli-game.ts';
import { type Environment, type Flags, someOptions } from './effective-options.ts';
import { locateServer } from './find-server.ts';
import { secretOf } from './token.ts';

const DEFAULT_CLIENT_DIR = fileURLToPath(new URL('../../../client/dist', import.meta.url));
const DAY_MS = 86_400_000;
/** Certbot renews thirty days before the end: below this it has failed. */
const CERTIFICATE_LOW_DAYS = 14;
const TOKEN_SECONDS = 60;

/** Prints the findings, `--json` as an array; the exit code is 1 when something is wrong. */
export async function examine(flags: Flags, environment: Environment, games: CliGames): Promise<void> {
  const findings = await findAll(flags, environment, games);
  const isWrong = findings.some(({ state }) => state === 'wrong');
  if (flags['json'] === true) console.log(JSON.stringify({ ok: !isWrong, findings }));
  else for (const finding of findings) console.log(describe(finding));
  process.exitCode = isWrong ? 1 : 0;
}

async function findAll(flags: Flags, environment: Environment, games: CliGames): Promise<readonly Finding[]> {
  const names = namesOf(games);
  try {
    const { url: publicUrl, ...rest } = flags;
    const { options, given, warnings } = await someOptions(
      OPTIONS.map(({ name }) => name),
      rest,
      environment,
      names,
    );
    const found = locateServer(options, given, rest);
    const { server } = found;
    return [
      ...warnings.map((line) => doubtful('options', line, 'correct its name, or remove it')),
      ...(warnings.length === 0 ? [well('options', 'all are understood')] : []),
      ...startFaults(given, names),
      ...(await checkFiles(options)),
      ...(await checkData(options)),
      ...checkDisk(options),
      ...(await checkPort(options, found)),
      ...checkDescriptors(options),
      ...(await checkThreads(options)),
      ...(options.redis === undefined ? [] : await checkRedis(options.redis, Date.now)),
      ...(found.state === 'stopped' ? [] : await checkAddresses(options, server)),
      ...(typeof publicUrl === 'string' ? await throughProxy(options, publicUrl, games) : []),
    ];
  } catch (error) {
    if (error instanceof OperatorFault) return error.faults.map((fault) => wrongAsTold('options', fault));
    throw error;
  }
}

// This shell need not have all that a server is started with.
function startFaults(given: Given, games: GameNames): Finding[] {
  const parsed = parseOptions(given, games);
  return parsed.ok ? [] : parsed.fault.map((fault) => doubtfulAsTold('options', `no server starts so: ${fault}`));
}

async function checkFiles(options: ServerOptions): Promise<Finding[]> {
  const { client = DEFAULT_CLIENT_DIR, tlsCert, tlsKey } = options;
  const files = tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };
  const faults = [...findCheckFaults(options), ...(await findFaults(client, undefined, files))];
  if (faults.length > 0) return faults.map((fault) => wrongAsTold('files', fault));
  const pair = files === undefined ? undefined : await readTlsPair(files);
  const days = pair?.ok === true ? Math.floor((pair.value.untilMs - Date.now()) / DAY_MS) : undefined;
  if (days === undefined || days >= CERTIFICATE_LOW_DAYS)
    return [well('files', 'the page and all named files can be read')];
  const text = days < 0 ? `the certificate ended ${-days} days ago` : `the certificate ends in ${days} days`;
  return [(days < 0 ? wrong : doubtful)('files', text, `renew ${tlsCert}: the server reads it again by itself`)];
}

// From this machine: a firewall between others and it shows by --url alone.
async function checkAddresses({ host }: ServerOptions, { url, expectsProxyHeader }: OwnServer): Promise<Finding[]> {
  if (url.startsWith('unix:')) return [];
  const { hostname, port, protocol } = new URL(url);
  if ((await askServer({ url, expectsProxyHeader }, '/healthz').catch(() => undefined))?.status !== 200) return [];
  if (expectsProxyHeader) return [well('addresses', 'players come through TCP proxies alone (--proxy-protocol)')];
  const scheme = protocol === 'https:' ? 'https' : 'http';
  // A server that listens on all addresses is asked as localhost; one that was found by its directory says on which it does.
  const listens = hostname === 'localhost' ? host : hostname.replace(/^\[|\]$/g, '');
  const bound = Number(port || (protocol === 'https:' ? 443 : 80));
  const checks = reachableUrls(listens, bound, scheme).map(async (address): Promise<Finding> => {
    const code = await askServer({ url: address, expectsProxyHeader: false }, '/healthz', {
      takesAnyCertificate: true,
    }).then(
      ({ status }) => (status === 200 ? undefined : `HTTP ${status}`),
      // Its remedy is for commands.
      (error: Error) => error.message.replace(/: .*/, ''),
    );
    if (code === undefined) return well('addresses', `${address} can be opened`);
    return doubtful('addresses', `${address}: ${code}`, 'see which firewall or container network stands before it');
  });
  return Promise.all(checks);
}

async function throughProxy(options: ServerOptions, url: string, games: CliGames): Promise<Finding[]> {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    return [wrong('proxy', `--url ${url} is no address`, 'give it as players open it: https://play.example.org')];
  }
  const tokens = createOwnTokens(await secretOf(options), { audience: DEFAULT_AUDIENCE });
  const grant = { account: 'doctor', role: 'admin', lifetimeSeconds: TOKEN_SECONDS } as const;
  const { identity } = await gameNamed(games, options.game).load();
  return checkProxy(identity, parsed.href, await tokens.issue(grant, Date.now()), Date.now);
}

const MARKS = { well: 'ok   ', doubtful: 'WARN ', wrong: 'WRONG' } as const;

function describe({ state, about, text, remedy }: Finding): string {
  return `${MARKS[state]}  ${about.padEnd(11)}  ${text}${remedy === undefined ? '' : `\n                    ${remedy}`}`;
}
