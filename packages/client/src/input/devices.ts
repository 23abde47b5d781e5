// Every device of this page, listening.

import type { Action } from './actions.ts';
import type { Bindings } from './bindings.ts';
import { Controls } from './controls.ts';
import { Haptics } from './haptics.ts';
import { Keyboard } from './keyboard.ts';
import { Mouse } from './mouse.ts';
import { type PadState, Pads } from './pads.ts';
import { TouchButtons } from './touch-buttons.ts';
import { TouchSticks } from './touch-sticks.ts';

/** A mouse that a pad's rumble shakes on its desk does not take the aim. */
const MOUSE_SHAKE_PX = 2;

export interface PageDevices {
  readonly bindings: Bindings;
  readonly mouse: Mouse;
  readonly sticks: TouchSticks;
  readonly buttons: TouchButtons;
  readonly pads: Pads;
  readonly controls: Controls;
  readonly haptics: Haptics;
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
  /** The same of a pad, which presses the buttons over the picture too. */
  readonly isPadEnabled: () => boolean;
  /** Says what the player should know of a gamepad. */
  readonly onPadNotice: (text: string) => void;
}

export function createDevices(options: DeviceOptions): PageDevices {
  const { actions, bindings, surface, isTouchFirst, isEnabled } = options;
  const now = () => performance.now();
  const trigger = actions.find(({ touch }) => touch === 'trigger')?.name;
  const devices = {
    keyboard: new Keyboard(window, document, bindings, isEnabled),
    mouse: new Mouse(surface, window, document, bindings, isEnabled),
    sticks: new TouchSticks(surface, window, document, trigger, () => window.innerWidth, now),
    buttons: new TouchButtons(window, document),
    pads: new Pads({ read: readPads, bindings, isEnabled: options.isPadEnabled, onNotice: options.onPadNotice }),
  };
  devices.sticks.isUsed = isTouchFirst;
  const controls = new Controls(actions, devices, now);
  // Whichever hand moved last has the aim.
  window.addEventListener('pointermove', ({ pointerType, movementX, movementY }) => {
    if (pointerType === 'touch' || Math.hypot(movementX, movementY) > MOUSE_SHAKE_PX) devices.pads.isUsed = false;
  });
  window.addEventListener('pointerdown', () => {
    devices.pads.isUsed = false;
  });
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
    haptics: new Haptics(
      () => controls.hands,
      () => devices.pads.activeIndex,
    ),
    touchBy: (name, element) => devices.buttons.add(name, element),
    release: () => controls.release(),
  };
}

// A frame without the permission throws, and old browsers have none.
function readPads(): readonly (PadState | null)[] {
  try {
    return navigator.getGamepads?.() ?? [];
  } catch {
    return [];
  }
}
