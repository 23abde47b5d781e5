import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LineSink } from './line-sink.ts';

const WAIT = { timeout: 240_000, interval: 10 };
const describeLoss = (lines: number, fault: string) => `lost ${lines} (${fault})\n`;

let directory: string;
const open: number[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'starfray-lines-'));
});

afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd);
  rmSync(directory, { recursive: true });
});

function opened(path: string, flags: number): number {
  const fd = openSync(path, flags);
  open.push(fd);
  return fd;
}

/** Both ends of a pipe that is full. */
function fullPipe(): { readonly reader: number; readonly writer: number; readonly held: number } {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = opened(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const filler = opened(path, constants.O_WRONLY | constants.O_NONBLOCK);
  let held = 0;
  try {
    for (;;) held += writeSync(filler, Buffer.alloc(4096, '.'));
  } catch {
    // EAGAIN: it holds no more.
  }
  return { reader, writer: opened(path, constants.O_WRONLY), held };
}

function readAll(fd: number): string {
  const bytes = Buffer.alloc(1 << 20);
  try {
    return bytes.toString('utf8', 0, readSync(fd, bytes));
  } catch {
    return '';
  }
}

describe('a sink of lines', () => {
  it('writes all lines in order, in as few writes as there are pauses', async () => {
    const path = join(directory, 'log');
    const sink = LineSink.onFile(path);
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} ${'é'.repeat(20)}\n`);
    for (const line of lines) sink.write(line);
    await sink.settle(10_000);
    expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
    expect(sink.lost).toBe(0);
  });

  it('[P2] counts the lines of a write that fails, and reports them once when it works again', async () => {
    const sink = LineSink.onDescriptor(opened('/dev/full', constants.O_WRONLY), { describeLoss, retryMs: 5 });
    for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line);
    await vi.waitFor(() => expect(sink.lost).toBe(3), WAIT);
    sink.write('d\n');
    await vi.waitFor(() => expect(sink.lost).toBe(4), WAIT);
  });

  it('[P2] reports a loss behind the lines that waited with it, and only once', async () => {
    const { reader, writer, held } = fullPipe();
    const sink = LineSink.onDescriptor(writer, { describeLoss, maxQueuedBytes: 10 });
    // The first is being written, for as long as nobody reads; two wait, and there is no room for more.
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n', 'five\n']) sink.write(line);
    expect(sink.lost).toBe(2);
    let text = '';
    await vi.waitFor(() => {
      text += readAll(reader);
      expect(text).toContain('lost');
    }, WAIT);
    sink.write('six\n');
    await vi.waitFor(() => {
      text += readAll(reader);
      expect(text.slice(held)).toBe('one\ntwo\nthree\nlost 2 (the reader stalls)\nsix\n');
    }, WAIT);
  });

  it('[P1] does not delay the end of the process while its reader stalls', async () => {
    const { reader, writer } = fullPipe();
    const sink = LineSink.onDescriptor(writer);
    sink.write('never read\n');
    await sink.settle(20);
    // Lets the thread go that still writes.
    await vi.waitFor(() => expect(readAll(reader)).toContain('never read'), WAIT);
  });

  it('[P9] opens its file again under the same name, and loses no line by it', async () => {
    const [path, rotated] = [join(directory, 'log'), join(directory, 'log.1')];
    const sink = LineSink.onFile(path);
    sink.write('before\n');
    await sink.settle(10_000);
    renameSync(path, rotated);
    sink.write('between\n');
    expect(await sink.reopen()).toBeUndefined();
    sink.write('after\n');
    await sink.settle(10_000);
    expect([readFileSync(rotated, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['before\nbetween\n', 'after\n']);
  });

  it('[P9] keeps its file where it cannot be opened again, and says why', async () => {
    const path = join(directory, 'log');
    const sink = LineSink.onFile(path);
    const moved = `${directory}-moved`;
    renameSync(directory, moved);
    expect(await sink.reopen()).toBe('ENOENT');
    sink.write('still here\n');
    await sink.settle(10_000);
    expect(readFileSync(join(moved, 'log'), 'utf8')).toBe('still here\n');
    renameSync(moved, directory);
  });
});
