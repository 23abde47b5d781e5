// The picture as the page sees it: a canvas, a fit to the window and one call per frame. This module and all below it are
// loaded after the menu; nothing else imports the renderer.

import Phaser from 'phaser';
import type { DrawnEvent } from '../net/client-state.ts';
import type { ClientView } from '../view/client-view.ts';
import type { ScreenFit } from '../view/screen.ts';
import { type Frame, WorldScene } from './world-scene.ts';

export interface Picture {
  readonly canvas: HTMLCanvasElement;
  /** World pixels in the middle of the picture. */
  readonly middle: { readonly x: number; readonly y: number };
  resize(fit: ScreenFit): void;
  setReduced(isReduced: boolean): void;
  tell(event: DrawnEvent, client: ClientView): void;
  draw(frame: Frame, nowMs: number): void;
  clear(): void;
}

/** Starts the renderer in `parent`; textures are painted for `bakeZoom` device pixels per world pixel. */
export function createPicture(parent: HTMLElement, fit: ScreenFit, bakeZoom: number): Promise<Picture> {
  return new Promise((resolve) => {
    const scene = new WorldScene(fit, bakeZoom, () => {
      // The page calls every frame itself, right after the netcode: one clock for all.
      game.loop.sleep();
      resolve(makePicture(game, scene));
    });
    const game = new Phaser.Game({
      type: Phaser.WEBGL,
      parent,
      banner: false,
      backgroundColor: '#05070f',
      scene,
      scale: {
        mode: Phaser.Scale.NONE,
        width: fit.canvasWidth,
        height: fit.canvasHeight,
        zoom: fit.width / fit.canvasWidth,
        expandParent: false,
      },
      render: {
        antialias: true,
        antialiasGL: !isSoftwareRendered(),
        mipmapFilter: 'LINEAR_MIPMAP_LINEAR',
        powerPreference: 'high-performance',
      },
      input: { keyboard: false, mouse: false, touch: false, gamepad: false, windowEvents: false },
      audio: { noAudio: true },
      autoFocus: false,
      disableContextMenu: true,
    });
  });
}

function makePicture(game: Phaser.Game, scene: WorldScene): Picture {
  return {
    canvas: game.canvas,
    middle: scene.rig,
    resize(fit) {
      // In this order: a zoom that is set gives the canvas its place by the size of now, and a new size alone does not where the zoom is 1.
      game.scale.resize(fit.canvasWidth, fit.canvasHeight);
      game.scale.setZoom(fit.width / fit.canvasWidth);
      scene.setFit(fit);
    },
    setReduced: (isReduced) => scene.setReduced(isReduced),
    tell: (event, client) => scene.tell(event, client),
    draw(frame, nowMs) {
      scene.show(frame);
      game.step(nowMs, frame.seconds * 1000);
    },
    clear: () => scene.clear(),
  };
}

// Without a graphics card, smoothing the edges of lines costs more than all the rest of the picture.
function isSoftwareRendered(): boolean {
  const context = document.createElement('canvas').getContext('webgl');
  if (context === null) return false;
  let name = String(context.getParameter(context.RENDERER));
  // Only where the plain name is a mask: other browsers warn about whoever asks for this extension.
  if (name === 'WebKit WebGL') {
    const unmasked = context.getExtension('WEBGL_debug_renderer_info');
    if (unmasked !== null) name = String(context.getParameter(unmasked.UNMASKED_RENDERER_WEBGL));
  }
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(name);
}
