// A display for tests: without a graphics card, drawing costs a browser more than everything else that it does. The page works as always, at
// some 8 frames a second, and what it draws reaches WebGL about once a second.

/** Pause between two frames; the next one waits for the display besides. */
const PAUSE_MS = 110;
/** Of so many frames one is drawn. */
const DRAWN_EVERY = 8;

/** A script that a page runs before its own; running it twice does no harm. */
export const SLOW_DISPLAY = `if (window.isDisplaySlow !== true) {
  window.isDisplaySlow = true;
  const next = window.requestAnimationFrame.bind(window);
  const asked = new Set();
  let frame = 0;
  window.requestAnimationFrame = (draw) => {
    const id = setTimeout(() => next((nowMs) => {
      frame = (frame + 1) % ${DRAWN_EVERY};
      if (asked.delete(id)) draw(nowMs);
    }), ${PAUSE_MS});
    asked.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => void asked.delete(id);
  for (const name of ['clear', 'drawArrays', 'drawElements']) {
    const draw = WebGLRenderingContext.prototype[name];
    WebGLRenderingContext.prototype[name] = function (...values) {
      if (frame === 0) draw.apply(this, values);
    };
  }
}`;
