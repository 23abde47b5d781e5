// Keeps a picture there to fly by: makes it, makes another when it was lost, and says meanwhile what is wrong. It owns no timer: the page
// calls `update` once a frame, so that a hidden page tries nothing.

/** What is wrong: its file did not come, the browser has no WebGL, it did not start, or the graphics card took it away. */
export type PictureFaultKind = 'unreachable' | 'no-webgl' | 'broken' | 'lost';

export class PictureFault extends Error {
  readonly kind: PictureFaultKind;

  constructor(kind: PictureFaultKind, cause?: unknown) {
    super(`no picture: ${kind}`, { cause });
    this.kind = kind;
  }
}

export type PictureState =
  /** It is being made; `after` is why the last one is not there. */
  | { readonly state: 'loading'; readonly after: PictureFaultKind | undefined }
  | { readonly state: 'live' }
  | { readonly state: 'failed'; readonly fault: PictureFaultKind; readonly retryAtMs: number };

export interface PictureKeeperOptions<P> {
  /** Makes a picture, which calls `onLost` when it can no longer be drawn. Rejects with a `PictureFault`; anything else counts as broken. */
  readonly make: (onLost: () => void) => Promise<P>;
  /** The picture came, or is no longer there. */
  readonly onChange: (isLive: boolean) => void;
  readonly now: () => number;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
/** A picture that was there for this long counts as working: the next loss starts with a short wait again. */
const STEADY_MS = 10_000;

export class PictureKeeper<P extends { destroy(): void }> {
  private readonly options: PictureKeeperOptions<P>;
  private current: PictureState = { state: 'loading', after: undefined };
  private made: P | undefined;
  private failures = 0;
  private liveSinceMs = 0;

  constructor(options: PictureKeeperOptions<P>) {
    this.options = options;
  }

  get state(): PictureState {
    return this.current;
  }

  /** What can be drawn on now. */
  get picture(): P | undefined {
    return this.made;
  }

  /** Makes the first picture. */
  start(): Promise<void> {
    return this.make(undefined);
  }

  /** Tries again when it is time to. */
  update(nowMs: number): void {
    if (this.current.state === 'failed' && nowMs >= this.current.retryAtMs) this.retry();
  }

  /** Tries again at once, unless a try is under way or there is nothing to mend. */
  retry(): void {
    if (this.current.state === 'failed') void this.make(this.current.fault);
  }

  private async make(after: PictureFaultKind | undefined): Promise<void> {
    this.current = { state: 'loading', after };
    let mine: P | undefined;
    let isLost = false;
    const lose = () => {
      isLost = true;
      if (mine !== undefined && mine === this.made) this.drop(mine);
    };
    try {
      mine = await this.options.make(lose);
    } catch (error) {
      this.fail(error instanceof PictureFault ? error.kind : 'broken');
      return;
    }
    if (isLost) {
      mine.destroy();
      this.fail('lost');
      return;
    }
    this.made = mine;
    this.liveSinceMs = this.options.now();
    this.current = { state: 'live' };
    this.options.onChange(true);
  }

  private drop(picture: P): void {
    this.made = undefined;
    if (this.options.now() - this.liveSinceMs >= STEADY_MS) this.failures = 0;
    picture.destroy();
    this.fail('lost');
    this.options.onChange(false);
  }

  private fail(fault: PictureFaultKind): void {
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures += 1;
    this.current = { state: 'failed', fault, retryAtMs: this.options.now() + delayMs };
  }
}
