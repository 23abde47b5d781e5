import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { tapFrames } from './frame-tap.ts';

// Exported by ws, though its types do not say so.
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

const FINAL = 0x80;
const TEXT = 1;
const BINARY = 2;

interface Frame {
  readonly head: number;
  readonly isMasked: boolean;
  readonly payload: Uint8Array;
}

function bytesOf({ head, isMasked, payload }: Frame): Buffer {
  const { length } = payload;
  const size = length <= 125 ? [length] : [126, length >> 8, length & 0xff];
  size[0] = (size[0] ?? 0) | (isMasked ? 0x80 : 0);
  const mask = isMasked ? [1, 2, 3, 250] : [];
  const body = Array.from(payload, (byte, i) => (isMasked ? byte ^ (mask[i & 3] ?? 0) : byte));
  return Buffer.from([head, ...size, ...mask, ...body]);
}

/** What ws makes of chunks, with the tap before it or without: messages, pings and pongs in order, and the fault that ends it. */
function heard(chunks: readonly Buffer[], isTapped: boolean): string[] {
  const socket = new EventEmitter();
  const receiver = new Receiver({ isServer: true, maxPayload: 1024, allowSynchronousEvents: true });
  const log: string[] = [];
  const note = (data: Buffer, isBinary: boolean) => log.push(`${isBinary ? 'binary' : 'text'} ${data.toString('hex')}`);
  receiver.on('message', note);
  receiver.on('ping', (data: Buffer) => log.push(`ping ${data.toString('hex')}`));
  receiver.on('pong', (data: Buffer) => log.push(`pong ${data.toString('hex')}`));
  receiver.on('conclude', (code: number) => log.push(`close ${code}`));
  receiver.on('error', (error: Error & { code: string }) => log.push(`fault ${error.code}`));
  socket.on('data', (chunk: Buffer) => {
    if (!receiver.destroyed) receiver.write(chunk);
  });
  if (isTapped) tapFrames(socket, (payload) => note(payload, true));
  for (const chunk of chunks) socket.emit('data', Buffer.from(chunk));
  return log;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const bounds = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
}

const usual: fc.Arbitrary<Frame> = fc.record({
  head: fc.constant(FINAL | BINARY),
  isMasked: fc.constant(true),
  payload: fc.uint8Array({ maxLength: 125 }),
});
const control: fc.Arbitrary<Frame> = fc.record({
  head: fc.constantFrom(0x89, 0x8a),
  isMasked: fc.constant(true),
  payload: fc.uint8Array({ maxLength: 125 }),
});
const odd: fc.Arbitrary<Frame> = fc.record({
  head: fc.oneof(fc.constantFrom(FINAL | TEXT, BINARY, 0x80, 0x00, 0x88, 0xc2, 0x8b, 0x09), fc.nat(255)),
  isMasked: fc.boolean(),
  payload: fc.uint8Array({ maxLength: 300 }),
});

describe('the frame tap', () => {
  it('[C10] is not to be told from ws alone, whatever comes and however it is cut', async () => {
    const frames = fc.array(fc.oneof({ weight: 8, arbitrary: usual }, { weight: 2, arbitrary: control }, odd), {
      minLength: 1,
      maxLength: 8,
    });
    const cuts = fc.oneof(fc.constant([]), fc.array(fc.nat(), { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(frames, cuts, async (list, places) => {
        const chunks = cut(Buffer.concat(list.map(bytesOf)), places);
        const [tapped, plain] = [heard(chunks, true), heard(chunks, false)];
        // A receiver reports a fault in a later turn.
        await new Promise((resolve) => setImmediate(resolve));
        expect(tapped).toEqual(plain);
      }),
      { numRuns: 2000 },
    );
  });

  it('[C10] takes whole frames itself, several in one chunk too, and leaves the socket to ws after the first odd one', () => {
    const socket = new EventEmitter();
    const passed: string[] = [];
    const taken: string[] = [];
    socket.on('data', (chunk: Buffer) => passed.push(chunk.toString('hex')));
    tapFrames(socket, (payload) => taken.push(payload.toString('hex')));
    const small = bytesOf({ head: 0x82, isMasked: true, payload: new Uint8Array([7]) });
    const pong = bytesOf({ head: 0x8a, isMasked: true, payload: new Uint8Array(0) });
    socket.emit('data', Buffer.concat([small, pong, small]));
    expect([taken, passed]).toEqual([['07', '07'], [pong.toString('hex')]]);
    const large = bytesOf({ head: 0x82, isMasked: true, payload: new Uint8Array(126) });
    socket.emit('data', large);
    socket.emit('data', Buffer.from(small));
    expect([taken.length, passed.slice(1)]).toEqual([2, [large.toString('hex'), small.toString('hex')]]);
  });

  it('[C10] leaves a socket alone that somebody else listens to as well', () => {
    const socket = new EventEmitter();
    socket.on('data', () => undefined);
    socket.on('data', () => undefined);
    tapFrames(socket, () => expect.unreachable());
    socket.emit('data', bytesOf({ head: 0x82, isMasked: true, payload: new Uint8Array(1) }));
    expect(socket.listenerCount('data')).toBe(2);
  });

  it('[U6] skips what comes in the same chunk once nobody listens, and keeps its place among the frames', () => {
    const socket = new EventEmitter();
    const passed: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => passed.push(chunk));
    const taken: string[] = [];
    let isOpen = true;
    tapFrames(
      socket,
      (payload) => {
        taken.push(payload.toString());
        isOpen = taken.length < 2;
      },
      () => isOpen,
    );
    const frame = (text: string) => bytesOf({ head: FINAL | BINARY, isMasked: true, payload: Buffer.from(text) });
    const ping = bytesOf({ head: 0x89, isMasked: true, payload: Buffer.alloc(0) });
    const close = bytesOf({ head: 0x88, isMasked: true, payload: Buffer.alloc(0) });
    socket.emit('data', Buffer.concat([frame('a'), frame('b'), frame('c'), ping, frame('d'), close]));
    expect(taken).toEqual(['a', 'b']);
    expect(passed).toEqual([close]);
  });
});
