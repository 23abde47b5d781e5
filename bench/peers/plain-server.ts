// Servers without an engine: full states of what is in view, by JSON or msgpackr, and a bare one that sends ready bytes. Arguments:
// codec, players.

import { createServer } from 'node:http';
import { Packr } from 'msgpackr';
import { WebSocket, WebSocketServer } from 'ws';
import { Crowd, HEADING_MASK } from './scene.ts';
import { everyTick, NO_TRUTH, noteSent, serve } from './server-report.ts';

const READY_BYTES = 300;

const [codec = 'bare', players = '500'] = process.argv.slice(2);
const crowd = new Crowd(4096, Number(players));
const sockets = new Map<WebSocket, number>();
const packr = new Packr({ useRecords: false });
const ready = Buffer.alloc(READY_BYTES, 0x2a);
let tick = 0;
let nextId = 0;

function view(id: number): unknown[] {
  const state: unknown[] = [tick];
  const count = crowd.look(id);
  for (let i = 0; i < count; i += 1) {
    const other = crowd.seen[i] ?? 0;
    state.push([other, crowd.x[other], crowd.y[other]]);
  }
  return state;
}

function encode(id: number): Buffer | string {
  if (codec === 'bare') return ready;
  return codec === 'json' ? JSON.stringify(view(id)) : packr.pack(view(id));
}

const server = createServer();
const wss = new WebSocketServer({ server, clientTracking: false, perMessageDeflate: false, maxPayload: 1024 });
wss.on('connection', (socket) => {
  const id = nextId;
  nextId += 1;
  crowd.enter(id);
  sockets.set(socket, id);
  // The heading is the last of six bytes.
  socket.on('message', (data) => {
    if (data instanceof Buffer) crowd.heading[id] = (data[5] ?? 0) & HEADING_MASK;
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    sockets.delete(socket);
    crowd.leave(id);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  serve(typeof address === 'object' && address !== null ? address.port : 0, () => ({
    truth: codec === 'bare' ? NO_TRUTH : { places: crowd.places(), views: crowd.views() },
  }));
  everyTick(() => {
    tick += 1;
    if (codec !== 'bare') crowd.step();
    for (const [socket, id] of sockets) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const bytes = encode(id);
      noteSent(bytes.length);
      socket.send(bytes, { binary: codec !== 'json' });
    }
  });
});
