// A port of loopback for a program that takes it later: from below the range that systems give to outgoing connections, of which tests open
// thousands meanwhile.

import { createServer } from 'node:net';

const FIRST = 10_000;
const LAST = 32_000;

/** A port of 127.0.0.1 at which nothing listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
