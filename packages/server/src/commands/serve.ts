// `starfray serve`: options in, a running server out.

import { fileURLToPath } from 'node:url';
import { reachableUrls } from '../addresses.ts';
import type { Given } from '../config/options.ts';
import { findGateFaults } from '../gate.ts';
import type { Host } from '../host.ts';
import { createLog } from '../log.ts';
import { findFaults } from '../preflight.ts';
import { startServer } from '../server.ts';
import { type Environment, effectiveOptions, type Flags } from './effective-options.ts';

const DEFAULT_CLIENT_DIR = fileURLToPath(new URL('../../../client/dist', import.meta.url));
/** A stop that takes longer than the drain and this is cut short. */
const STOP_DEADLINE_MS = 8000;

/** Starts the server and stops it on signals. @throws OperatorFault, or StartFault when it cannot listen. */
export async function serve(flags: Flags, environment: Environment): Promise<void> {
  const { options, warnings } = await effectiveOptions(flags, environment, async (given, whole) => [
    ...(whole === undefined ? [] : findGateFaults(whole)),
    ...(await findFaults(textOf(given, 'client') ?? DEFAULT_CLIENT_DIR, textOf(given, 'data'), tlsFilesIn(given))),
  ]);
  const { client = DEFAULT_CLIENT_DIR, ...rest } = options;
  const log = createLog(options.logLevel);
  for (const line of warnings) log.warn({}, line);
  const host = await startServer(
    { ...rest, clientDir: client, onDrain: () => void process.kill(process.pid, 'SIGTERM') },
    log,
  );
  const scheme = options.tlsCert === undefined ? 'http' : 'https';
  const [first, ...others] = reachableUrls(options.host, host.port, scheme);
  console.log(`Starfray is ready: ${first}`);
  for (const url of others) console.log(`On your network:   ${url}`);
  stopOnSignals(host, options.drainSeconds * 1000 + STOP_DEADLINE_MS);
}

// One without the other is a fault that the options tell.
function tlsFilesIn(given: Given): { cert: string; key: string } | undefined {
  const [cert, key] = [textOf(given, 'tlsCert'), textOf(given, 'tlsKey')];
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function textOf(given: Given, name: string): string | undefined {
  const value = given[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function stopOnSignals(host: Host, deadlineMs: number): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), deadlineMs).unref();
    await host.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}
