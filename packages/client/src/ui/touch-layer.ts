// What thumbs see: both sticks where they are held, or resting where a thumb finds them, and a button for every action
// that lies on no stick.

import type { Action, ButtonAction } from '../input/actions.ts';
import { STICK_REACH, type Stick } from '../input/touch-sticks.ts';
import { byId, element, setHidden } from './dom.ts';

interface DrawnStick {
  readonly root: HTMLElement;
  readonly knob: HTMLElement;
}

export class TouchLayer {
  readonly root = byId('touch');
  /** The button of each action that has one of its own, by the action's name. */
  readonly buttons: ReadonlyMap<string, HTMLButtonElement>;
  private readonly left: DrawnStick;
  private readonly right: DrawnStick;
  private isSwapped = false;

  constructor(actions: readonly Action[]) {
    const labels = (...controls: readonly Action['touch'][]) =>
      actions.filter(({ touch }) => controls.includes(touch)).map(({ label }) => label);
    this.left = drawnStick(labels('left-stick').join(' · '), 'stick');
    this.right = drawnStick(labels('right-stick', 'trigger').join(' · '), 'stick stick-aim');
    this.buttons = new Map(
      actions
        .filter((action): action is ButtonAction => action.touch === 'button')
        .map(({ name, label }) => [
          name,
          element('button', { class: 'touch-button', text: label, attributes: { type: 'button' } }),
        ]),
    );
    this.root.append(this.left.root, this.right.root);
    this.root.append(element('div', { class: 'touch-buttons' }, ...this.buttons.values()));
  }

  /** Left and right are exchanged, for whom the left hand is the better one. */
  setSwapped(isSwapped: boolean): void {
    this.isSwapped = isSwapped;
    this.root.classList.toggle('is-swapped', isSwapped);
  }

  update(isShown: boolean, left: Stick, right: Stick, isHeld: (name: string) => boolean): void {
    setHidden(this.root, !isShown);
    if (!isShown) return;
    const { innerWidth, innerHeight } = window;
    const [leftX, rightX] = this.isSwapped ? [0.77, 0.23] : [0.23, 0.77];
    place(this.left, left, innerWidth * leftX, innerHeight - 120);
    place(this.right, right, innerWidth * rightX, innerHeight - 120);
    for (const [name, button] of this.buttons) button.classList.toggle('is-held', isHeld(name));
  }
}

function drawnStick(label: string, name: string): DrawnStick {
  const knob = element('div', { class: 'stick-knob' });
  const root = element('div', { class: name, attributes: { 'aria-hidden': 'true' } }, knob);
  root.append(element('span', { class: 'stick-label', text: label }));
  return { root, knob };
}

function place(drawn: DrawnStick, stick: Stick, restX: number, restY: number): void {
  const isHeld = stick.pointerId !== undefined;
  drawn.root.classList.toggle('is-held', isHeld);
  drawn.root.style.transform = `translate(${isHeld ? stick.originX : restX}px, ${isHeld ? stick.originY : restY}px)`;
  drawn.knob.style.transform = `translate(${stick.x * STICK_REACH}px, ${stick.y * STICK_REACH}px)`;
}
