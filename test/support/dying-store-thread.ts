// The embedded store's thread, which ends by itself when it has to commit results of a pilot called "Reaper".

import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (request) => {
  if (JSON.stringify(request).includes('Reaper')) process.exit(3);
});
await import(new URL('../../packages/server/src/store/sqlite-worker.ts', import.meta.url).href);
