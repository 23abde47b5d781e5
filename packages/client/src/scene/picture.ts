// Starfray's picture as the page sees it. This module and all below it are loaded after the menu.

import type { Picture } from '../page/screen.ts';
import type { ScreenFit } from '../view/screen.ts';
import { startPicture } from './start-picture.ts';
import { type Frame, WorldScene } from './world-scene.ts';

/** As `Renderer` in page/screen.ts says. */
export function createPicture(
  parent: HTMLElement,
  fit: ScreenFit,
  bakeZoom: number,
  onLost: () => void,
): Promise<Picture<Frame>> {
  const makeScene = (...args: ConstructorParameters<typeof WorldScene>) => new WorldScene(...args);
  return startPicture(makeScene, parent, fit, bakeZoom, onLost);
}
