// Front ends for the servers that tests start: none, but where whole files are run on threads (vitest.config.ts).

import type { ServeOptions } from '@starfray/server';

/** Options of a server with as many front ends as STARFRAY_THREADS says, as its command has them. */
export function frontEndsForTests(): Pick<ServeOptions, 'frontEnd' | 'threads'> {
  return {
    frontEnd: new URL('../../games/front-end.ts', import.meta.url),
    threads: Number(process.env['STARFRAY_THREADS'] ?? 0),
  };
}
