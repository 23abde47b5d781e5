// The picture's place in the page: loads the renderer, fits it to the window, and answers where things are on the screen.
// Until the renderer has come, everything here is answered and nothing drawn.

import { px } from '@starfray/shared/core';
import { PictureFault, PictureKeeper, type PictureState } from '../view/picture-keeper.ts';
import { type Quality, Resolution } from '../view/resolution.ts';
import { fitScreen, type ScreenFit, toPx } from '../view/screen.ts';

/** The picture of a game as the page sees it: a fit to the window and one call per frame, which F describes. */
export interface Picture<F> {
  /** World pixels in the middle of the picture. */
  readonly middle: { readonly x: number; readonly y: number };
  resize(fit: ScreenFit): void;
  /** Keeps motion low, and flashes. */
  setReduced(isMotionReduced: boolean, isFlashReduced: boolean): void;
  draw(frame: F, nowMs: number, seconds: number): void;
  clear(): void;
  /** Takes it out of the page and frees what it holds. */
  destroy(): void;
}

/** What a game's renderer module exports. It is large, and fetched after the menu. */
export interface Renderer<F> {
  /**
   * Starts the renderer in `parent`; textures are painted for `bakeZoom` device pixels per world pixel. `onLost` is called when the browser
   * takes the drawing context away. Rejects with a `PictureFault` when there is no WebGL, or it does not start.
   */
  createPicture(parent: HTMLElement, fit: ScreenFit, bakeZoom: number, onLost: () => void): Promise<Picture<F>>;
}

interface ScreenOptions<F> {
  readonly parent: HTMLElement;
  /** The picture keeps every pixel on a machine that is too slow for it. */
  readonly isFixed: boolean;
  importRenderer(address?: string): Promise<Renderer<F>>;
  onAspect(aspect: number): void;
  /** There is a picture, or it is gone. */
  onLive(isLive: boolean): void;
}

export class Screen<F> {
  private readonly options: ScreenOptions<F>;
  private readonly resolution: Resolution;
  private readonly keeper: PictureKeeper<Picture<F>>;
  private renderer: Renderer<F> | undefined;
  private failedImports = 0;
  private fit: ScreenFit;
  private reduced: readonly [motion: boolean, flash: boolean] = [false, false];
  private quality: Quality = 'auto';

  constructor(options: ScreenOptions<F>) {
    this.options = options;
    this.keeper = new PictureKeeper({
      make: (onLost) => this.make(onLost),
      onChange: (isLive) => {
        options.parent.classList.toggle('is-live', isLive);
        options.onLive(isLive);
      },
      now: () => performance.now(),
    });
    this.resolution = new Resolution(options.isFixed);
    this.fit = this.measure();
    window.addEventListener('resize', () => this.refit());
  }

  get aspect(): number {
    return this.fit.width / this.fit.height;
  }

  /** What the picture shows, in position units. */
  get extent(): { readonly width: number; readonly height: number } {
    return { width: px(this.fit.worldWidth), height: px(this.fit.worldHeight) };
  }

  /** Fetches and starts the renderer. */
  load(): Promise<void> {
    return this.keeper.start();
  }

  /** Tries at once for a picture that failed. */
  retry(): void {
    this.keeper.retry();
  }

  /** Is there a picture, and if not, why? */
  get state(): PictureState {
    return this.keeper.state;
  }

  get isLive(): boolean {
    return this.keeper.picture !== undefined;
  }

  private get picture(): Picture<F> | undefined {
    return this.keeper.picture;
  }

  setReduced(isMotionReduced: boolean, isFlashReduced: boolean): void {
    this.reduced = [isMotionReduced, isFlashReduced];
    this.picture?.setReduced(...this.reduced);
  }

  setQuality(quality: Quality): void {
    if (this.options.isFixed || quality === this.quality) return;
    this.quality = quality;
    this.resolution.choose(quality);
    this.refit();
  }

  setFlying(isFlying: boolean): void {
    this.options.parent.classList.toggle('is-flying', isFlying);
  }

  draw(frame: F, { nowMs, seconds }: { readonly nowMs: number; readonly seconds: number }): void {
    this.keeper.update(nowMs);
    if (this.picture === undefined) return;
    this.picture.draw(frame, nowMs, seconds);
    if (!document.hidden && this.resolution.note(seconds)) this.refit();
  }

  clear(): void {
    this.picture?.clear();
  }

  /** Where a place in position units is drawn, in CSS pixels of the window; the middle without a picture. */
  placeOf(place: { readonly x: number; readonly y: number } | undefined): { readonly x: number; readonly y: number } {
    const { width, height, worldWidth } = this.fit;
    const middle = { x: width / 2, y: height / 2 };
    if (place === undefined || this.picture === undefined) return middle;
    const scale = width / worldWidth;
    return {
      x: middle.x + (toPx(place.x) - this.picture.middle.x) * scale,
      y: middle.y + (toPx(place.y) - this.picture.middle.y) * scale,
    };
  }

  /** Of the window, in CSS pixels. */
  get size(): { readonly width: number; readonly height: number } {
    return this.fit;
  }

  private async make(onLost: () => void): Promise<Picture<F>> {
    const { createPicture } = await this.fetchRenderer();
    // Painted for the whole monitor, so that a window that grows stays crisp.
    const whole = fitScreen(window.screen.width, window.screen.height, window.devicePixelRatio);
    const picture = await createPicture(this.options.parent, this.fit, Math.max(whole.zoom, this.fit.zoom), onLost);
    picture.setReduced(...this.reduced);
    picture.resize(this.fit);
    return picture;
  }

  // In Firefox a module that failed to load fails for as long as the page lives, as HTML had it until 2026: the next try takes another
  // address. https://github.com/whatwg/html/pull/10327
  private async fetchRenderer(): Promise<Renderer<F>> {
    if (this.renderer !== undefined) return this.renderer;
    try {
      const address = document.querySelector<HTMLScriptElement>('script[data-renderer]')?.dataset['renderer'];
      const isAgain = this.failedImports > 0 && address !== undefined;
      const again = isAgain ? `${new URL(address, document.baseURI)}?try=${this.failedImports}` : undefined;
      this.renderer = await this.options.importRenderer(again);
    } catch (error) {
      this.failedImports += 1;
      throw new PictureFault('unreachable', error);
    }
    if (this.renderer === undefined) throw new PictureFault('unreachable');
    return this.renderer;
  }

  private measure(): ScreenFit {
    return fitScreen(window.innerWidth, window.innerHeight, window.devicePixelRatio, this.resolution.value);
  }

  private refit(): void {
    this.fit = this.measure();
    this.picture?.resize(this.fit);
    this.options.onAspect(this.aspect);
  }
}
