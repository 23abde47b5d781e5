// The real server on loopback, with a page to serve: the game's own rooms behind the one port.

import { rm } from 'node:fs/promises';
import { type Host, type Log, type ServeOptions, SILENT_LOG } from '@starfray/server';
import { serveStarfray } from '@starfray/starfray/server';
import { frontEndsForTests } from './front-ends.ts';
import { createClientDir } from './hosted.ts';

export interface Started {
  readonly host: Host;
  /** What was logged, as `message` and fields in one object. */
  readonly logged: readonly { readonly message: string }[];
  stop(): Promise<void>;
}

/** Starts a server without bots on a free port. */
export async function startStarfray(options: Partial<ServeOptions> = {}): Promise<Started> {
  const clientDir = await createClientDir();
  const logged: { message: string }[] = [];
  const note = (fields: object, message: string) => logged.push({ ...fields, message });
  const log: Log = { ...SILENT_LOG, info: note, warn: note, error: note };
  const defaults: ServeOptions = {
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    roomPlayers: 10,
    maxPlayers: 20,
    maxSpectators: 5,
    connectionsPerAddress: 0,
    allowOrigin: [],
    seed: 1,
    logLevel: 'silent',
    clientDir,
    // However busy the machine is.
    shedsLoad: false,
    ...frontEndsForTests(),
  };
  const host = await serveStarfray({ ...defaults, log, ...options });
  return {
    host,
    logged,
    stop: async () => {
      await host.close();
      await rm(clientDir, { recursive: true });
    },
  };
}
