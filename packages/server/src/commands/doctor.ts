// `starfray doctor`: looks at everything that a server needs, and says what is wrong and what to do.

import { fileURLToPath } from 'node:url';
import { reachableUrls } from '../addresses.ts';
import type { ServerOptions } from '../config/options.ts';
import { doubtful, type Finding, well, wrong, wrongAsTold } from '../doctor/finding.ts';
import { checkData, checkDescriptors, checkDisk, checkPort } from '../doctor/machine.ts';
import { checkProxy } from '../doctor/proxy.ts';
import { checkRedis } from '../doctor/redis.ts';
import { findGateFaults } from '../gate.ts';
import { readTlsPair } from '../http/index.ts';
import { createOwnTokens, DEFAULT_AUDIENCE } from '../identity/index.ts';
import { askServer } from '../orders/own-server.ts';
import { findFaults } from '../preflight.ts';
import { IDENTITY } from '../starfray.ts';
import { type Environment, effectiveOptions, type Flags } from './effective-options.ts';
import { findServer } from './find-server.ts';
import { OperatorFault } from './operator-fault.ts';
import { secretOf } from './token.ts';

const DEFAULT_CLIENT_DIR = fileURLToPath(new URL('../../../client/dist', import.meta.url));
const DAY_MS = 86_400_000;
/** Certbot renews thirty days before the end: below this it has failed. */
const CERTIFICATE_LOW_DAYS = 14;
const TOKEN_SECONDS = 60;

/** Prints the findings, `--json` as an array; the exit code is 1 when something is wrong. */
export async function examine(flags: Flags, environment: Environment): Promise<void> {
  const findings = await findAll(flags, environment);
  const isWrong = findings.some(({ state }) => state === 'wrong');
  if (flags['json'] === true) console.log(JSON.stringify({ ok: !isWrong, findings }));
  else for (const finding of findings) console.log(describe(finding));
  process.exitCode = isWrong ? 1 : 0;
}

async function findAll(flags: Flags, environment: Environment): Promise<readonly Finding[]> {
  try {
    const { url: publicUrl, ...rest } = flags;
    const { options, warnings } = await effectiveOptions(rest, environment);
    const url = findServer(options, rest);
    return [
      ...warnings.map((line) => doubtful('options', line, 'correct its name, or remove it')),
      ...(warnings.length === 0 ? [well('options', 'all are understood')] : []),
      ...(await checkFiles(options)),
      ...(await checkData(options)),
      ...checkDisk(options),
      ...(await checkPort(options, url)),
      ...checkDescriptors(options),
      ...(options.redis === undefined ? [] : await checkRedis(options.redis, Date.now)),
      ...(await checkAddresses(options, url)),
      ...(typeof publicUrl === 'string' ? await throughProxy(options, publicUrl) : []),
    ];
  } catch (error) {
    if (error instanceof OperatorFault) return error.faults.map((fault) => wrongAsTold('options', fault));
    throw error;
  }
}

async function checkFiles(options: ServerOptions): Promise<Finding[]> {
  const { client = DEFAULT_CLIENT_DIR, data, tlsCert, tlsKey } = options;
  const files = tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };
  const faults = [...findGateFaults(options), ...(await findFaults(client, data, files))];
  if (faults.length > 0) return faults.map((fault) => wrongAsTold('files', fault));
  const pair = files === undefined ? undefined : await readTlsPair(files);
  const days = pair?.ok === true ? Math.floor((pair.value.untilMs - Date.now()) / DAY_MS) : undefined;
  if (days === undefined || days >= CERTIFICATE_LOW_DAYS)
    return [well('files', 'the page and all named files can be read')];
  const text = days < 0 ? `the certificate ended ${-days} days ago` : `the certificate ends in ${days} days`;
  return [(days < 0 ? wrong : doubtful)('files', text, `renew ${tlsCert}: the server reads it again by itself`)];
}

// From this machine: a firewall between others and it shows by --url alone.
async function checkAddresses({ host, tlsCert }: ServerOptions, url: string): Promise<Finding[]> {
  if (url.startsWith('unix:')) return [];
  const { port, protocol } = new URL(url);
  if ((await askServer(url, '/healthz').catch(() => undefined))?.status !== 200) return [];
  const scheme = tlsCert === undefined ? 'http' : 'https';
  const bound = Number(port || (protocol === 'https:' ? 443 : 80));
  const checks = reachableUrls(host, bound, scheme).map(async (address): Promise<Finding> => {
    const code = await askServer(address, '/healthz').then(
      ({ status }) => (status === 200 ? undefined : `HTTP ${status}`),
      (error: Error) => error.message,
    );
    if (code === undefined) return well('addresses', `${address} can be opened`);
    return doubtful('addresses', `${address}: ${code}`, 'see which firewall or container network stands before it');
  });
  return Promise.all(checks);
}

async function throughProxy(options: ServerOptions, url: string): Promise<Finding[]> {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    return [wrong('proxy', `--url ${url} is no address`, 'give it as players open it: https://play.example.org')];
  }
  const tokens = createOwnTokens(await secretOf(options), { audience: DEFAULT_AUDIENCE });
  const grant = { account: 'doctor', role: 'admin', lifetimeSeconds: TOKEN_SECONDS } as const;
  return checkProxy(IDENTITY, parsed.href, await tokens.issue(grant, Date.now()), Date.now);
}

const MARKS = { well: 'ok   ', doubtful: 'WARN ', wrong: 'WRONG' } as const;

function describe({ state, about, text, remedy }: Finding): string {
  return `${MARKS[state]}  ${about.padEnd(11)}  ${text}${remedy === undefined ? '' : `\n                    ${remedy}`}`;
}
