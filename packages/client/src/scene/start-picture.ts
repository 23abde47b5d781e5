// Starts the renderer for a scene: any game's picture. Nothing but scenes and what draws for them imports the renderer.

import Phaser from 'phaser';
import type { Picture } from '../page/screen.ts';
import { PictureFault } from '../view/picture-keeper.ts';
import type { ScreenFit } from '../view/screen.ts';

/** A scene that draws a game; F is one frame's question to it. */
export interface PictureScene<F> extends Phaser.Scene {
  readonly middle: { readonly x: number; readonly y: number };
  setFit(fit: ScreenFit): void;
  setReduced(isMotionReduced: boolean, isFlashReduced: boolean): void;
  /** Puts everything in its place for one frame; the renderer then draws it. */
  show(frame: F): void;
  clear(): void;
}

/** Makes the scene, which calls `onReady` once it can be shown. */
type MakeScene<F> = (fit: ScreenFit, bakeZoom: number, onReady: () => void) => PictureScene<F>;

/** Nothing is awaited for longer: painting the textures takes a second, or ten without a graphics card. */
const START_MS = 60_000;

/**
 * Starts the renderer in `parent`; textures are painted for `bakeZoom` device pixels per world pixel. `onLost` is called when the browser
 * takes the drawing context away. Rejects with a `PictureFault` when there is no WebGL, or it does not start.
 */
export async function startPicture<F>(
  makeScene: MakeScene<F>,
  parent: HTMLElement,
  fit: ScreenFit,
  bakeZoom: number,
  onLost: () => void,
): Promise<Picture<F>> {
  const power = drawingPower();
  if (power === 'none') throw new PictureFault('no-webgl');
  // Of our own: the renderer asks once and for all whether there is WebGL, unless it is given a canvas.
  const canvas = document.createElement('canvas');
  try {
    return await start(canvas, { makeScene, parent, fit, bakeZoom, isSmooth: power === 'card', onLost });
  } catch (error) {
    canvas.remove();
    throw new PictureFault('broken', error);
  }
}

interface StartOptions<F> {
  readonly makeScene: MakeScene<F>;
  readonly parent: HTMLElement;
  readonly fit: ScreenFit;
  readonly bakeZoom: number;
  readonly isSmooth: boolean;
  readonly onLost: () => void;
}

function start<F>(canvas: HTMLCanvasElement, options: StartOptions<F>): Promise<Picture<F>> {
  const { makeScene, parent, fit, bakeZoom, isSmooth, onLost } = options;
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('the renderer does not start')), START_MS);
    canvas.addEventListener('webglcontextlost', () => {
      reject(new Error('the context was lost during the start'));
      onLost();
    });
    const scene = makeScene(fit, bakeZoom, () => resolve(makePicture(game, scene)));
    const game = new Phaser.Game({
      type: Phaser.WEBGL,
      canvas,
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
        antialiasGL: isSmooth,
        mipmapFilter: 'LINEAR_MIPMAP_LINEAR',
        powerPreference: 'high-performance',
      },
      input: { keyboard: false, mouse: false, touch: false, gamepad: false, windowEvents: false },
      audio: { noAudio: true },
      autoFocus: false,
      disableContextMenu: true,
    });
    // The page calls every frame itself, right after the netcode: one clock for all. The renderer starts its own loop only behind the
    // scene's start, where nothing would stop it any more.
    game.events.once(Phaser.Core.Events.PRE_STEP, () => game.loop.sleep());
  });
}

function makePicture<F>(game: Phaser.Game, scene: PictureScene<F>): Picture<F> {
  return {
    middle: scene.middle,
    resize(fit) {
      // In this order: a zoom that is set gives the canvas its place by the size of now, and a new size alone does not where the zoom is 1.
      game.scale.resize(fit.canvasWidth, fit.canvasHeight);
      game.scale.setZoom(fit.width / fit.canvasWidth);
      scene.setFit(fit);
    },
    setReduced: (isMotionReduced, isFlashReduced) => scene.setReduced(isMotionReduced, isFlashReduced),
    draw(frame, nowMs, seconds) {
      scene.show(frame);
      game.step(nowMs, seconds * 1000);
    },
    clear: () => scene.clear(),
    destroy() {
      game.destroy(true);
      try {
        // The renderer takes itself apart in its next step. Without a context it may stumble: what is left then is garbage.
        game.step(0, 0);
      } catch {
        game.loop.destroy();
      }
      game.canvas.remove();
    },
  };
}

/** The widest line of Mesa's software renderer, which WebKit on Linux calls an Apple GPU like any other; those draw none wider than 1. */
const LLVMPIPE_LINE = 255;

// Without a graphics card, smoothing the edges of lines costs more than all the rest of the picture.
function drawingPower(): 'none' | 'software' | 'card' {
  const context = document.createElement('canvas').getContext('webgl');
  if (context === null) return 'none';
  const isSoftware = drawsInSoftware(context);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftware ? 'software' : 'card';
}

function drawsInSoftware(context: WebGLRenderingContext): boolean {
  let name = String(context.getParameter(context.RENDERER));
  // Only where the plain name is a mask: other browsers warn where a page asks for this extension.
  if (name === 'WebKit WebGL') {
    const unmasked = context.getExtension('WEBGL_debug_renderer_info');
    if (unmasked !== null) name = String(context.getParameter(unmasked.UNMASKED_RENDERER_WEBGL));
  }
  if (/swiftshader|llvmpipe|software/i.test(name)) return true;
  const [, widestLine] = context.getParameter(context.ALIASED_LINE_WIDTH_RANGE) as Float32Array;
  return name === 'Apple GPU' && widestLine === LLVMPIPE_LINE;
}
