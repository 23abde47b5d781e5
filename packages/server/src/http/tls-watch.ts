// Notices that the certificate's files have changed. It looks at their bytes, because tools replace files in every way there is:
// renamed over, written in place, or by a symbolic link somewhere on the way.

import { readFile } from 'node:fs/promises';
import { inBackground } from '../background.ts';
import type { Log } from '../log.ts';
import { readTlsPair, type TlsFiles, type TlsPair } from './tls.ts';

/** A few kilobytes are read this often; nobody waits for a new certificate, which overlaps with the old by weeks. */
const LOOK_MS = 5_000;
/** Certificates are logged when they end within this: they are usually renewed a month before. */
const SOON_MS = 14 * 24 * 3_600_000;

export interface TlsWatchOptions {
  readonly files: TlsFiles;
  /** What is in use. */
  readonly pair: TlsPair;
  /** Called with each good pair that replaces another; what it throws speaks against the pair. */
  readonly take: (pair: TlsPair) => void;
  readonly log: Log;
  /** How often the files are looked at, 5 s by default. */
  readonly lookMs?: number | undefined;
}

export interface CertificateWatch {
  /** Looks at the files now. */
  look(): Promise<void>;
  /** Looks no more; resolves when no look is under way. */
  stop(): Promise<void>;
}

/**
 * Watches until it is stopped. A pair that is no good is not taken, and logged once, when it was seen twice: between the
 * writing of one file and of the other the two do not match.
 */
export function watchTls(options: TlsWatchOptions): CertificateWatch {
  const watch = new TlsWatch(options);
  const timer = setInterval(
    () => inBackground(options.log, 'looking at the certificate', () => watch.look()),
    options.lookMs ?? LOOK_MS,
  ).unref();
  return {
    look: () => watch.look(),
    stop: () => {
      clearInterval(timer);
      return watch.ended();
    },
  };
}

/** Tells when a certificate holds until, and whether that needs somebody's attention. */
export function logValidity(log: Log, { fromMs, untilMs }: TlsPair, nowMs: number): void {
  const fields = { until: new Date(untilMs).toISOString() };
  if (nowMs >= untilMs) log.warn(fields, 'the certificate has expired');
  else if (nowMs < fromMs) log.warn(fields, 'the certificate is not valid yet');
  else if (untilMs - nowMs < SOON_MS) log.warn(fields, 'the certificate expires soon');
  else log.info(fields, 'certificate in use');
}

/** The watch without its timer. */
export class TlsWatch {
  private readonly options: TlsWatchOptions;
  private pair: TlsPair;
  private underWay: Promise<void> | undefined;
  /** What was wrong at the last look, and how often in a row. */
  private fault = '';
  private faultLooks = 0;

  constructor(options: TlsWatchOptions) {
    this.options = options;
    this.pair = options.pair;
  }

  /** Looks once; at most one look is under way, so that a file system that hangs holds one. */
  look(): Promise<void> {
    this.underWay ??= this.lookOnce().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** Resolves when no look is under way. */
  async ended(): Promise<void> {
    await this.underWay;
  }

  private async lookOnce(): Promise<void> {
    if (await this.hasChanged()) await this.change();
    else this.settle();
  }

  private async hasChanged(): Promise<boolean> {
    const { cert, key } = this.options.files;
    try {
      const bytes = await Promise.all([readFile(cert), readFile(key)]);
      return !bytes[0].equals(this.pair.cert) || !bytes[1].equals(this.pair.key);
    } catch {
      return true;
    }
  }

  private async change(): Promise<void> {
    const { files, take, log } = this.options;
    const read = await readTlsPair(files);
    if (!read.ok) return this.noteFault(read.fault.join('; '));
    try {
      take(read.value);
    } catch (error) {
      return this.noteFault(String(error));
    }
    this.pair = read.value;
    this.settle();
    logValidity(log, read.value, Date.now());
  }

  private noteFault(fault: string): void {
    this.faultLooks = fault === this.fault ? this.faultLooks + 1 : 1;
    this.fault = fault;
    if (this.faultLooks === 2)
      this.options.log.warn({ fault }, 'the new certificate is no good: the old one stays in use');
  }

  private settle(): void {
    this.fault = '';
    this.faultLooks = 0;
  }
}
