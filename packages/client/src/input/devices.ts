// Every device of this page, listening.

import { Controls } from './controls.ts';
import { HoldButton } from './hold-button.ts';
import { Keyboard } from './keyboard.ts';
import { Mouse } from './mouse.ts';
import { TouchSticks } from './touch-sticks.ts';

export interface PageDevices {
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly sticks: TouchSticks;
  readonly boostButton: HoldButton;
  readonly controls: Controls;
  release(): void;
}

/** `surface` is what one steers on; where touch comes first, its controls show before the first touch. */
export function createDevices(
  surface: HTMLElement,
  boostButton: HTMLElement,
  isTouchFirst: boolean,
  isEnabled: () => boolean,
): PageDevices {
  const devices = {
    keyboard: new Keyboard(window, document, isEnabled),
    mouse: new Mouse(surface, window, document, isEnabled),
    sticks: new TouchSticks(
      surface,
      window,
      document,
      () => window.innerWidth,
      () => performance.now(),
    ),
    boostButton: new HoldButton(boostButton, window, document),
  };
  devices.sticks.isUsed = isTouchFirst;
  const controls = new Controls(devices, () => performance.now());
  // A menu of the browser's own takes the releases of keys and buttons for itself.
  window.addEventListener('contextmenu', (event) => {
    if (!event.defaultPrevented) controls.release();
  });
  // Elsewhere, a field of the page or the page around a frame, keys would not arrive.
  surface.addEventListener('pointerdown', () => {
    window.focus();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  return { ...devices, controls, release: () => controls.release() };
}
