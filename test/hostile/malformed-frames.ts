// Every way in which bytes can be wrong before any schema looks at them: msgpack that is none, or too much, and WebSocket
// frames that break the protocol. Each with the close code that it must come to.

import { frameBytes, OPCODE } from '@starfray/bots/raw-peer';
import { createRandom, randomBelow } from '@starfray/shared/core';
import { CLOSE, createCodec, MAX_CONTROL_FRAMES, MAX_INBOUND_BYTES } from '@starfray/shared/protocol';
import { messageOffences, VALID } from './malformed-messages.ts';

/** One kind of malformed input: the bytes to send after the handshake and the code that must answer them. */
export interface Hostility {
  readonly kind: string;
  readonly code: number;
  /** Joins as a player, because a spectator's would be looked at in vain. */
  readonly needsPlayer?: true;
  readonly bytes: () => Uint8Array;
}

/** Fixed, so that a failure can be run again. */
const SEED = 20_261_122;

const random = createRandom(SEED);
const codec = createCodec();

/** Every kind, in a fixed order. */
export function hostilities(): Hostility[] {
  return [
    ...messageOffences().map(({ kind, message }) => malformed(kind, message)),
    ...msgpackOffences(),
    ...records(),
    ...extensions(),
    ...sequences(),
    ...frames(),
  ];
}

function malformed(kind: string, message: () => Uint8Array): Hostility {
  return { kind, code: CLOSE.malformed, bytes: () => binary(message()) };
}

function binary(payload: Uint8Array): Buffer {
  return frameBytes({ opcode: OPCODE.binary, payload });
}

function msgpackOffences(): Hostility[] {
  const fixed: readonly (readonly [string, readonly number[]])[] = [
    ['msgpack: empty', []],
    ['msgpack: the byte that means nothing', [0xc1]],
    ['msgpack: array of 2^32 - 1', [0xdd, 255, 255, 255, 255]],
    ['msgpack: array of 2^16 - 1', [0xdc, 255, 255, 1]],
    ['msgpack: map of 2^32 - 1', [0xdf, 255, 255, 255, 255]],
    ['msgpack: text of 2^32 - 1', [0xdb, 255, 255, 255, 255]],
    ['msgpack: bytes of 2^32 - 1', [0xc6, 255, 255, 255, 255]],
    ['msgpack: extension of 2^32 - 1', [0xc9, 255, 255, 255, 255, 1]],
    ['msgpack: a map with a prototype', [0x81, 0xa9, ...Buffer.from('__proto__'), 0x81, 0xa1, 0x61, 1]],
    ['msgpack: a 64-bit type number', [0x92, 0xcf, 255, 255, 255, 255, 255, 255, 255, 255, 0]],
  ];
  return [
    ...fixed.map(([kind, bytes]) => malformed(kind, () => Uint8Array.from(bytes))),
    ...[0x91, 0xdc, 0xdd, 0x81].map((header) => malformed('msgpack: nested as deep as it goes', () => nested(header))),
    malformed('msgpack: random bytes', () => randomBytes(1 + randomBelow(random, MAX_INBOUND_BYTES))),
    malformed('msgpack: a message with one byte changed for nonsense', mutated),
  ];
}

// One kilobyte of array headers, each announcing as many as it can: gigabytes, for a decoder that believes them.
function nested(header: number): Uint8Array {
  const unit = header === 0xdc ? [0xdc, 255, 255] : header === 0xdd ? [0xdd, 255, 255, 255, 255] : [header];
  return Uint8Array.from({ length: MAX_INBOUND_BYTES }, (_, i) => unit[i % unit.length] ?? 0);
}

function randomBytes(length: number): Uint8Array {
  const bytes = Uint8Array.from({ length }, () => randomBelow(random, 256));
  // An array of two to six would now and then be a message.
  bytes[0] = 0xa0 + randomBelow(random, 96);
  return bytes;
}

function mutated(): Uint8Array {
  // With a small tick, each byte is an element of its own.
  const bytes = codec.pack(VALID.input.with(2, 1)).slice();
  bytes[randomBelow(random, bytes.length)] = 0xc1;
  return bytes;
}

// msgpackr's records: structures that a message defines for itself, and that later ones refer to by one byte.
function records(): Hostility[] {
  const keys = [0x92, 0xa1, 0x61, 0xa1, 0x62];
  return Array.from({ length: 0x40 }, (_, i) => 0x40 + i)
    .map((id) => malformed('record: defined and used', () => Uint8Array.of(0xd4, 0x72, id, ...keys, 1, 0, id, 2, 0)))
    .concat(
      malformed('record: defined within a message', () => Uint8Array.of(0x92, 0xd4, 0x72, 0x41, ...keys, 1, 0, 0)),
      malformed('record: with a prototype', () =>
        Uint8Array.of(0xd4, 0x72, 0x41, 0x91, 0xa9, ...Buffer.from('__proto__'), 0x90),
      ),
      malformed('record: a two-byte one', () => Uint8Array.of(0xd5, 0x72, 0x41, 0x01, ...keys, 1, 0)),
      malformed('record: defined without keys', () => Uint8Array.of(0xd4, 0x72, 0x42)),
    );
}

function extensions(): Hostility[] {
  const types = Array.from({ length: 256 }, (_, type) => type);
  return types.flatMap((type) => [
    malformed('extension: alone', () => Uint8Array.of(0xd4, type, 0)),
    malformed('extension: in a field', () => Uint8Array.of(0x92, 2, 0xd6, type, 0, 0, 0, 1)),
    malformed('extension: with a body', () => Uint8Array.of(0xc7, 6, type, 0x92, 1, 0xa1, 0x61, 0, 0)),
    malformed('extension: truncated', () => Uint8Array.of(0xc8, 4, 0, type, 1)),
  ]);
}

// Well-formed messages that no client sends in this order.
function sequences(): Hostility[] {
  const input = (tick: number) => binary(codec.pack(VALID.input.with(2, tick)));
  return [
    {
      kind: 'sequence: an input for a tick already sent',
      code: CLOSE.outOfOrder,
      needsPlayer: true,
      bytes: () => Buffer.concat([input(2), input(1)]),
    },
    malformed('sequence: acknowledges what was never sent', () => codec.pack([2, 4_000_000_000])),
    malformed('sequence: acknowledges it with an input', () => codec.pack(VALID.input.with(1, 4_000_000_000))),
  ];
}

function frames(): Hostility[] {
  const message = codec.pack(VALID.acknowledge);
  const broken = (kind: string, code: number, bytes: Uint8Array): Hostility => ({ kind, code, bytes: () => bytes });
  const frame = frameBytes;
  const { text, close, ping, continuation } = OPCODE;
  const part = frame({ opcode: continuation, payload: message, isFinal: false });
  return [
    broken('frame: text', CLOSE.notBinary, frame({ opcode: text, payload: Buffer.from('[1,0]') })),
    broken('frame: text of a valid message', CLOSE.notBinary, frame({ opcode: text, payload: message })),
    broken('frame: text that is no UTF-8', CLOSE.notBinary, frame({ opcode: text, payload: Buffer.of(0xff, 0xfe) })),
    broken('frame: 1,025 bytes', CLOSE.tooBig, binary(Buffer.alloc(MAX_INBOUND_BYTES + 1))),
    broken('frame: 65,535 bytes announced', CLOSE.tooBig, Buffer.of(0x82, 0xfe, 255, 255, 0, 0, 0, 0)),
    broken('frame: 2^53 bytes announced', CLOSE.tooBig, Buffer.of(0x82, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    broken(
      'frame: 1,025 bytes in parts',
      CLOSE.tooBig,
      Buffer.concat([
        frame({ opcode: OPCODE.binary, payload: Buffer.alloc(1000), isFinal: false }),
        frame({ opcode: continuation, payload: Buffer.alloc(25) }),
      ]),
    ),
    broken('frame: not masked', CLOSE.badFrame, frame({ opcode: OPCODE.binary, payload: message, isMasked: false })),
    ...[1, 2, 4].map((reserved) =>
      broken('frame: reserved bits', CLOSE.badFrame, frame({ opcode: OPCODE.binary, payload: message, reserved })),
    ),
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) =>
      broken('frame: opcodes that are none', CLOSE.badFrame, frame({ opcode, payload: message })),
    ),
    broken('frame: goes on with what never began', CLOSE.badFrame, part),
    broken('frame: a ping in parts', CLOSE.badFrame, frame({ opcode: ping, payload: message, isFinal: false })),
    broken('frame: a ping of 126 bytes', CLOSE.badFrame, frame({ opcode: ping, payload: Buffer.alloc(126) })),
    broken('frame: a close of one byte', CLOSE.badFrame, frame({ opcode: close, payload: Buffer.of(3) })),
    broken(
      'frame: a close code that is none',
      CLOSE.badFrame,
      frame({ opcode: close, payload: Buffer.of(0x03, 0xed) }),
    ),
    broken(
      'frame: a flood of pings',
      CLOSE.flood,
      Buffer.concat(
        Array.from({ length: 2 * MAX_CONTROL_FRAMES }, () => frame({ opcode: ping, payload: Buffer.alloc(0) })),
      ),
    ),
    broken(
      'frame: in many parts',
      CLOSE.tooManyParts,
      Buffer.concat([
        frame({ opcode: OPCODE.binary, payload: Buffer.of(1), isFinal: false }),
        ...Array.from({ length: 20 }, () => part),
      ]),
    ),
  ];
}
