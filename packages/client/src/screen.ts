// The picture's place in the page: loads the renderer, fits it to the window, and answers where things are on the screen.
// Until the renderer has come, everything here is answered and nothing drawn.

import type { RowPlace } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { ship } from '@starfray/starfray/rules';
import type { PageDevices } from './input/devices.ts';
import type { DrawnEvent } from './net/client-state.ts';
import type { Picture } from './scene/picture.ts';
import type { Frame } from './scene/world-scene.ts';
import type { ViewExtent } from './ui/hud.ts';
import { type ClientView, pointAt } from './view/client-view.ts';
import { PictureFault, PictureKeeper, type PictureState } from './view/picture-keeper.ts';
import { Resolution } from './view/resolution.ts';
import { fitScreen, type ScreenFit, toPx } from './view/screen.ts';

type Renderer = typeof import('./scene/picture.ts');

export class Screen {
  private readonly parent: HTMLElement;
  private readonly onAspect: (aspect: number) => void;
  private readonly resolution: Resolution;
  private readonly shipRow = ship.view();
  private readonly keeper: PictureKeeper<Picture>;
  private renderer: Renderer | undefined;
  private failedImports = 0;
  private fit: ScreenFit;
  private isReduced = false;

  /**
   * With `isFixed` the picture keeps every pixel on a machine that is too slow for it. `onLive` hears when there is a picture, and when it
   * is gone.
   */
  constructor(
    parent: HTMLElement,
    isFixed: boolean,
    onAspect: (aspect: number) => void,
    onLive: (isLive: boolean) => void,
  ) {
    this.keeper = new PictureKeeper({
      make: (onLost) => this.make(onLost),
      onChange: (isLive) => {
        parent.classList.toggle('is-live', isLive);
        onLive(isLive);
      },
      now: () => performance.now(),
    });
    this.resolution = new Resolution(isFixed);
    this.parent = parent;
    this.onAspect = onAspect;
    this.fit = this.measure();
    window.addEventListener('resize', () => this.refit());
  }

  get aspect(): number {
    return this.fit.width / this.fit.height;
  }

  /** What the picture shows, in position units. */
  get extent(): ViewExtent {
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

  private get picture(): Picture | undefined {
    return this.keeper.picture;
  }

  setReduced(isReduced: boolean): void {
    this.isReduced = isReduced;
    this.picture?.setReduced(isReduced);
  }

  setFlying(isFlying: boolean): void {
    this.parent.classList.toggle('is-flying', isFlying);
  }

  tell(event: DrawnEvent, client: ClientView): void {
    this.picture?.tell(event, client);
  }

  draw(frame: Frame, nowMs: number): void {
    this.keeper.update(nowMs);
    if (this.picture === undefined) return;
    this.picture.draw(frame, nowMs);
    if (!document.hidden && this.resolution.note(frame.seconds)) this.refit();
  }

  clear(): void {
    this.picture?.clear();
  }

  /** Where a ship is drawn, in CSS pixels of the window; the middle without one. */
  shipPlace(body: RowPlace | undefined): { readonly x: number; readonly y: number } {
    const { width, height, worldWidth } = this.fit;
    const middle = { x: width / 2, y: height / 2 };
    if (body === undefined || this.picture === undefined) return middle;
    const row = pointAt(this.shipRow, body);
    const scale = width / worldWidth;
    return {
      x: middle.x + (toPx(row.x) - this.picture.middle.x) * scale,
      y: middle.y + (toPx(row.y) - this.picture.middle.y) * scale,
    };
  }

  /** Where the pilot aims, -1..1 of the half picture; nowhere without a ship. */
  aimOf({ mouse, sticks }: PageDevices, hasShip: boolean): { readonly aimX: number; readonly aimY: number } {
    if (!hasShip) return { aimX: 0, aimY: 0 };
    if (sticks.isUsed) return { aimX: sticks.right.x * 0.7, aimY: sticks.right.y * 0.7 };
    if (mouse.x === undefined || mouse.y === undefined) return { aimX: 0, aimY: 0 };
    const { width, height } = this.fit;
    return { aimX: (mouse.x / width) * 2 - 1, aimY: (mouse.y / height) * 2 - 1 };
  }

  private async make(onLost: () => void): Promise<Picture> {
    const { createPicture } = await this.importRenderer();
    // Painted for the whole monitor, so that a window that grows stays crisp.
    const whole = fitScreen(window.screen.width, window.screen.height, window.devicePixelRatio);
    const picture = await createPicture(this.parent, this.fit, Math.max(whole.zoom, this.fit.zoom), onLost);
    picture.setReduced(this.isReduced);
    picture.resize(this.fit);
    return picture;
  }

  // In Firefox a module that failed to load fails for as long as the page lives, as HTML had it until 2026: the next try takes another
  // address. https://github.com/whatwg/html/pull/10327
  private async importRenderer(): Promise<Renderer> {
    if (this.renderer !== undefined) return this.renderer;
    try {
      const address = document.querySelector<HTMLScriptElement>('script[data-renderer]')?.dataset['renderer'];
      if (this.failedImports === 0 || address === undefined) this.renderer = await import('./scene/picture.ts');
      else this.renderer = await import(`${new URL(address, document.baseURI)}?try=${this.failedImports}`);
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
    this.onAspect(this.aspect);
  }
}
