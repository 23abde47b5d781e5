// Puck's picture as the page sees it. This module and all below it are loaded after the menu.

import type { Picture, ScreenFit } from '@starfray/client/page';
import { startPicture } from '@starfray/client/scene';
import type { RinkFrame } from './rink-frame.ts';
import { RinkScene } from './rink-scene.ts';

export function createPicture(
  parent: HTMLElement,
  fit: ScreenFit,
  bakeZoom: number,
  onLost: () => void,
): Promise<Picture<RinkFrame>> {
  const makeScene = (...args: ConstructorParameters<typeof RinkScene>) => new RinkScene(...args);
  return startPicture(makeScene, parent, fit, bakeZoom, onLost);
}
