// The floor of Node itself: WebSocket by hand on a bare TCP server. It knows no more of the protocol than this bench's clients use.

import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { Floor, READY_BYTES } from './floor.ts';

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const HEAD_END = '\r\n\r\n';
/** Header and mask of a client's short frame. */
const HEAD_BYTES = 6;
const FINAL_BINARY = 0x82;
const EXTENDED_16 = 126;

function readyFrame(): Buffer {
  const frame = Buffer.alloc(4 + READY_BYTES, 0x2a);
  frame[0] = FINAL_BINARY;
  frame[1] = EXTENDED_16;
  frame.writeUInt16BE(READY_BYTES, 2);
  return frame;
}

function answerTo(head: string): string {
  const key = /^sec-websocket-key: (.+)$/im.exec(head)?.[1]?.trim() ?? '';
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return `${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}${HEAD_END}`;
}

const floor = new Floor(readyFrame());

const server = createServer({ noDelay: true }, (socket) => {
  const own = { send: (bytes: Uint8Array) => void socket.write(bytes) };
  let isOpen = false;
  const readFrames = (chunk: Buffer): void => {
    let at = 0;
    while (at + HEAD_BYTES <= chunk.length) {
      const start = at + HEAD_BYTES;
      const end = start + ((chunk[at + 1] ?? 0) & 0x7f);
      for (let i = start; i < end; i += 1) chunk[i] = (chunk[i] ?? 0) ^ (chunk[at + 2 + ((i - start) & 3)] ?? 0);
      if (chunk[at] === FINAL_BINARY) floor.take(chunk.subarray(start, end));
      at = end;
    }
  };
  socket.on('data', (chunk) => {
    if (isOpen) {
      readFrames(chunk);
      return;
    }
    isOpen = true;
    socket.write(answerTo(chunk.toString('latin1')));
    floor.add(own);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => floor.remove(own));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  floor.start(typeof address === 'object' && address !== null ? address.port : 0);
});
