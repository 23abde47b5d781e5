// The floor: a bare `ws` server that sends each client ready bytes of Starfray's own sizes at Starfray's own rate, and reads
// one byte of each message. Started by `bench ws`; sizes come in a file, one number a line.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const TICK_MS = 1000 / 60;
const MAX_BYTES = 64 * 1024;

const sizes = readFileSync(process.argv[2] ?? '', 'utf8')
  .trim()
  .split('\n')
  .map(Number);
const ready = Buffer.alloc(MAX_BYTES, 0x2a);
const sockets = new Set<WebSocket>();
let firstBytes = 0;
let nextSize = 0;

const server = createServer();
const wss = new WebSocketServer({
  server,
  path: '/ws',
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: 1024,
  skipUTF8Validation: true,
});
wss.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('message', (data) => {
    if (data instanceof Buffer) firstBytes += data[0] ?? 0;
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => sockets.delete(socket));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' && address !== null ? address.port : 0}`);
});

// Half of the clients on even ticks and half on odd ones, on an absolute schedule, as Starfray has it.
const epochMs = performance.now();
let tick = 0;
function wake(): void {
  while (performance.now() - epochMs >= tick * TICK_MS) {
    let index = 0;
    for (const socket of sockets) {
      index += 1;
      if ((tick + index) % 2 !== 0 || socket.readyState !== WebSocket.OPEN) continue;
      socket.send(ready.subarray(0, sizes[nextSize]));
      nextSize = (nextSize + 1) % sizes.length;
    }
    tick += 1;
  }
  setTimeout(wake, Math.ceil(epochMs + tick * TICK_MS - performance.now()));
}
wake();

process.on('SIGTERM', () => {
  // What was read must count for something, or it might not be read.
  console.log(`read ${firstBytes}`);
  process.exit(0);
});
