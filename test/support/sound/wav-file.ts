// A sound as a file, to be listened to.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const HEADER_BYTES = 44;
const FULL_SCALE = 32767;

/** Writes one channel as a WAV file of 16 bits; folders are made. */
export function writeWav(path: string, samples: Float32Array, rate: number): void {
  const bytes = Buffer.alloc(HEADER_BYTES + 2 * samples.length);
  bytes.write('RIFF', 0, 'ascii');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'ascii');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'ascii');
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (const [i, sample] of samples.entries()) {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * FULL_SCALE), HEADER_BYTES + 2 * i);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
