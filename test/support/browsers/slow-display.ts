// A display that shows few pictures a second: without a graphics card, each costs a browser more than everything else that it does.

/** Pause between two pictures; the next one waits for the display besides. */
const PAUSE_MS = 110;

/** A script that a page runs before its own: `requestAnimationFrame` calls back some 8 times a second. Running it twice does no harm. */
export const SLOW_DISPLAY = `if (window.isDisplaySlow !== true) {
  window.isDisplaySlow = true;
  const next = window.requestAnimationFrame.bind(window);
  const asked = new Set();
  window.requestAnimationFrame = (draw) => {
    const id = setTimeout(() => next((nowMs) => { if (asked.delete(id)) draw(nowMs); }), ${PAUSE_MS});
    asked.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => void asked.delete(id);
}`;
