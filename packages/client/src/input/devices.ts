// Every device of this page, listening.

import type { Action } from './actions.ts';
import type { Bindings } from './bindings.ts';
import { Controls } from './controls.ts';
import { Keyboard } from './keyboard.ts';
import { Mouse } from './mouse.ts';
import { TouchButtons } from './touch-buttons.ts';
import { TouchSticks } from './touch-sticks.ts';

export interface PageDevices {
  readonly bindings: Bindings;
  readonly mouse: Mouse;
  readonly sticks: TouchSticks;
  readonly buttons: TouchButtons;
  readonly controls: Controls;
  /** Makes an element of the HUD a touch control of an action. Call it once for each element, when the view is made. */
  touchBy(name: string, element: HTMLElement): void;
  release(): void;
}

export interface DeviceOptions {
  readonly actions: readonly Action[];
  readonly bindings: Bindings;
  /** What one steers on. */
  readonly surface: HTMLElement;
  /** Where touch comes first, its controls show before the first touch. */
  readonly isTouchFirst: boolean;
  /** False while keys and clicks belong to the page. */
  readonly isEnabled: () => boolean;
}

export function createDevices({ actions, bindings, surface, isTouchFirst, isEnabled }: DeviceOptions): PageDevices {
  const now = () => performance.now();
  const trigger = actions.find(({ touch }) => touch === 'trigger')?.name;
  const devices = {
    keyboard: new Keyboard(window, document, bindings, isEnabled),
    mouse: new Mouse(surface, window, document, bindings, isEnabled),
    sticks: new TouchSticks(surface, window, document, trigger, () => window.innerWidth, now),
    buttons: new TouchButtons(window, document),
  };
  devices.sticks.isUsed = isTouchFirst;
  const controls = new Controls(actions, devices, now);
  // A menu of the browser's own takes the releases of keys and buttons for itself.
  window.addEventListener('contextmenu', (event) => {
    if (!event.defaultPrevented) controls.release();
  });
  // Elsewhere, a field of the page or the page around a frame, keys would not arrive.
  surface.addEventListener('pointerdown', () => {
    window.focus();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  return {
    ...devices,
    bindings,
    controls,
    touchBy: (name, element) => devices.buttons.add(name, element),
    release: () => controls.release(),
  };
}
