// A balancer without stickiness in front of some servers: each request, and each upgrade, goes to the next one.

import { request as askPlain, createServer, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';

export interface RoundRobin {
  readonly url: string;
  /** What the browsers asked for: paths, with the status of the answer. */
  readonly asked: readonly { readonly path: string; readonly status: number }[];
  stop(): Promise<void>;
}

/** Starts one on a free port of loopback. */
export async function startRoundRobin(targets: readonly string[]): Promise<RoundRobin> {
  const asked: { path: string; status: number }[] = [];
  let turn = 0;
  const next = (): URL => {
    turn += 1;
    return new URL(targets[turn % targets.length] ?? '');
  };
  const server: Server = createServer((request, response) => {
    const { hostname, port } = next();
    const { method, url, headers } = request;
    const onward = askPlain({ hostname, port, method, path: url, headers }, (answer) => {
      asked.push({ path: url ?? '', status: answer.statusCode ?? 0 });
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const { hostname, port } = next();
    const far = connect(Number(port), hostname, () => {
      const lines = [`GET ${request.url} HTTP/1.1`];
      for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      }
      far.write(`${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      socket.pipe(far).pipe(socket);
    });
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
