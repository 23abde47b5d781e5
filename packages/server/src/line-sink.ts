// Lines to a file descriptor or a file, for logs and for what is said on stdout. No trouble there reaches the server: writes block
// nothing, never fail, and cost at most the lines that cannot be written.

import { close, constants, open, openSync, write } from 'node:fs';

/** Lines that wait are dropped beyond this: a reader that stalls for minutes, not a burst. */
const MAX_QUEUED_BYTES = 1 << 20;
/** Bytes that one write takes at most, so that a failed write costs few lines. */
const BATCH_BYTES = 1 << 16;
/** After a write that failed the next one is tried no sooner. */
const RETRY_MS = 1000;
/** A pipe that another process made non-blocking is full. */
const FULL_MS = 50;

export interface LineSinkOptions {
  /** Turns the number of lines lost, and the error code that cost the last of them, into the line that reports it. */
  readonly describeLoss?: ((lines: number, fault: string) => string) | undefined;
  readonly maxQueuedBytes?: number;
  readonly retryMs?: number;
}

/** What is being written: whole lines, and how many bytes of them are out. */
interface Batch {
  readonly bytes: Buffer;
  readonly lines: readonly string[];
  written: number;
}

type State = 'idle' | 'writing' | 'waiting';

export class LineSink {
  /** Lines that could not be written since the start. */
  lost = 0;
  private fd: number;
  private readonly path: string | undefined;
  private readonly options: LineSinkOptions;
  private queue: string[] = [];
  private queuedBytes = 0;
  private state: State = 'idle';
  private batch: Batch | undefined;
  private retry: NodeJS.Timeout | undefined;
  /** Lost lines that no line has reported yet, and why. */
  private unreported = 0;
  private fault = '';
  /** The last write ended in the middle of a line. */
  private isMidLine = false;
  /** A descriptor that takes the place of `fd` once nothing is being written to that. */
  private next: number | undefined;
  private readonly settled: (() => void)[] = [];

  private constructor(fd: number, path: string | undefined, options: LineSinkOptions) {
    this.fd = fd;
    this.path = path;
    this.options = options;
  }

  /** A sink on an open descriptor, such as 2 for stderr. */
  static onDescriptor(fd: number, options: LineSinkOptions = {}): LineSink {
    return new LineSink(fd, undefined, options);
  }

  /** A sink on a file, which is appended to, and made if it is missing. @throws Node's error when it cannot be opened. */
  static onFile(path: string, options: LineSinkOptions = {}): LineSink {
    return new LineSink(openSync(path, FILE_FLAGS, LOG_FILE_MODE), path, options);
  }

  /** Takes whole lines, each with its newline. Returns at once. */
  write(line: string): void {
    if (this.queuedBytes + line.length > (this.options.maxQueuedBytes ?? MAX_QUEUED_BYTES)) {
      this.lose(1, 'the reader stalls');
      return;
    }
    this.queue.push(line);
    this.queuedBytes += line.length;
    if (this.state === 'idle') this.writeNext();
  }

  /**
   * Opens the file again under its name, as after a rotation; resolves with the error code when that fails, and the old file stays in use
   * then. Does nothing for a descriptor.
   */
  reopen(): Promise<string | undefined> {
    const { path } = this;
    if (path === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      open(path, FILE_FLAGS, LOG_FILE_MODE, (error, fd) => {
        if (error === null) this.replaceBy(fd);
        resolve(error === null ? undefined : codeOf(error));
      });
    });
  }

  /** Resolves when everything taken is written or lost, or after `mostMs`. A sink that waits for its next try makes it now. */
  settle(mostMs: number): Promise<void> {
    if (this.state === 'waiting') this.writeNext();
    if (this.state === 'idle') return Promise.resolve();
    return new Promise((resolve) => {
      const deadline = setTimeout(resolve, mostMs);
      this.settled.push(() => {
        clearTimeout(deadline);
        resolve();
      });
    });
  }

  private replaceBy(fd: number): void {
    if (this.next !== undefined) close(this.next, ignore);
    this.next = fd;
    if (this.state !== 'writing') this.swap();
  }

  private swap(): void {
    if (this.next === undefined) return;
    close(this.fd, ignore);
    this.fd = this.next;
    this.next = undefined;
    this.isMidLine = false;
  }

  private writeNext(): void {
    clearTimeout(this.retry);
    this.swap();
    this.batch ??= this.takeBatch();
    const { batch } = this;
    if (batch === undefined) {
      this.state = 'idle';
      for (const resolve of this.settled.splice(0)) resolve();
      return;
    }
    this.state = 'writing';
    write(this.fd, batch.bytes, batch.written, batch.bytes.length - batch.written, null, (error, written) => {
      if (error === null) this.wrote(batch, written);
      else if (codeOf(error) === 'EAGAIN') this.wait(FULL_MS);
      else this.failed(batch, codeOf(error));
    });
  }

  private takeBatch(): Batch | undefined {
    if (this.queue.length === 0) return undefined;
    let [count, size] = [0, 0];
    while (count < this.queue.length && size < BATCH_BYTES) {
      size += this.queue[count]?.length ?? 0;
      count += 1;
    }
    const lines = this.queue.splice(0, count);
    this.queuedBytes -= size;
    const text = lines.join('');
    return { bytes: Buffer.from(this.isMidLine ? `\n${text}` : text), lines, written: 0 };
  }

  private wrote(batch: Batch, written: number): void {
    batch.written += written;
    if (batch.written === batch.bytes.length) {
      this.batch = undefined;
      this.isMidLine = false;
      this.report();
    }
    this.writeNext();
  }

  private failed(batch: Batch, fault: string): void {
    const out = batch.bytes.subarray(0, batch.written);
    if (batch.written > 0) this.isMidLine = out.at(-1) !== NEWLINE;
    this.batch = undefined;
    this.lose(batch.lines.length - countLines(batch, out), fault);
    this.wait(this.options.retryMs ?? RETRY_MS);
    // A sink that fails does not delay the end of the process.
    for (const resolve of this.settled.splice(0)) resolve();
  }

  private wait(ms: number): void {
    this.state = 'waiting';
    this.retry = setTimeout(() => this.writeNext(), ms).unref();
  }

  private lose(lines: number, fault: string): void {
    this.lost += lines;
    this.unreported += lines;
    this.fault = fault;
  }

  // It works again, and what was taken before the loss is out.
  private report(): void {
    const { describeLoss } = this.options;
    if (this.unreported === 0 || this.queue.length > 0 || describeLoss === undefined) return;
    const line = describeLoss(this.unreported, this.fault);
    this.unreported = 0;
    this.queue.push(line);
    this.queuedBytes += line.length;
  }
}

const FILE_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
/** Logs may name players: not for everybody on the machine. */
export const LOG_FILE_MODE = 0o640;
const NEWLINE = 10;

// A newline before the first line ends the line that was cut before.
function countLines(batch: Batch, out: Buffer): number {
  let count = 0;
  for (let at = out.indexOf(NEWLINE); at !== -1; at = out.indexOf(NEWLINE, at + 1)) count += 1;
  return batch.bytes[0] === NEWLINE && count > 0 ? count - 1 : count;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function ignore(): void {
  // A log file that does not close cleanly costs nothing but what was lost already.
}
