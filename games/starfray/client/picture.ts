// Starfray's picture as the page sees it. This module and all below it are loaded after the menu.

import type { Picture } from '@starfray/client/page';
import { startPicture } from '@starfray/client/scene';
import type { ScreenFit } from '@starfray/client/view';
import { type Frame, WorldScene } from './scene/world-scene.ts';

export function createPicture(
  parent: HTMLElement,
  fit: ScreenFit,
  bakeZoom: number,
  onLost: () => void,
): Promise<Picture<Frame>> {
  const makeScene = (...args: ConstructorParameters<typeof WorldScene>) => new WorldScene(...args);
  return startPicture(makeScene, parent, fit, bakeZoom, onLost);
}
