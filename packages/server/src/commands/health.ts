// `starfray health`: does the server that these options describe answer? For health checks, whose exit codes are 0 and 1.

import { type Environment, type Flags, someOptions } from './effective-options.ts';
import { meetServer, PLACE_OPTIONS } from './find-server.ts';

/** Prints a line; the exit code is 1 when the server is not healthy, whatever the reason. */
export async function checkHealth(flags: Flags, environment: Environment): Promise<void> {
  try {
    const { options, given } = await someOptions(PLACE_OPTIONS, flags, environment);
    const { url } = await meetServer(options, given, flags);
    console.log(`${url} is healthy`);
  } catch (error) {
    console.error(`starfray health: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
