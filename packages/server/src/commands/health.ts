// `starfray health`: does the server that these options describe answer? For health checks, whose exit codes are 0 and 1.

import { askServer } from '../orders/own-server.ts';
import { type Environment, effectiveOptions, type Flags } from './effective-options.ts';
import { findServer } from './find-server.ts';

/** Prints a line; the exit code is 1 when the server is not healthy, whatever the reason. */
export async function checkHealth(flags: Flags, environment: Environment): Promise<void> {
  try {
    const { options } = await effectiveOptions(flags, environment);
    const url = findServer(options, flags);
    const { status } = await askServer(url, '/healthz');
    if (status !== 200) throw new Error(`${url} answers with HTTP ${status}`);
    console.log(`${url} is healthy`);
  } catch (error) {
    console.error(`starfray health: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
