// A tar archive (POSIX ustar) of files, as package registries send them: all below one folder.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK = 512;
const TOP = 'package/';
const MAX_NAME = 100;

/** @param paths Below `folder`, with forward slashes. @throws RangeError when a path is too long for the format. */
export function tarOf(folder: string, paths: readonly string[]): Buffer {
  const parts = paths.flatMap((path) => {
    const bytes = readFileSync(join(folder, path));
    return [headerOf(TOP + path, bytes.length), bytes, Buffer.alloc(-bytes.length & (BLOCK - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const [prefix, name] = split(path);
  header.write(name, 0);
  header.write('0000755\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(prefix, 345);
  // The sum is taken with spaces in its own place.
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Long paths are cut at a slash: up to 155 bytes before it, up to 100 behind. */
function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= MAX_NAME) return ['', path];
  const cut = path.indexOf('/', path.length - MAX_NAME - 1);
  if (cut < 0 || cut > 155) throw new RangeError(`${path} is too long for a tar archive`);
  return [path.slice(0, cut), path.slice(cut + 1)];
}
