// What thumbs see: both sticks where they are held, or resting where a thumb finds them, and a button for every action
// that lies on no stick.

import type { Action } from '../input/actions.ts';
import { STICK_REACH, type Stick } from '../input/touch-sticks.ts';
import { byId, element, setHidden } from './dom.ts';

interface DrawnStick {
  readonly root: HTMLElement;
  readonly knob: HTMLElement;
}

export class TouchLayer {
  readonly root = byId('touch');
  readonly boostButton: HTMLButtonElement;
  private readonly left: DrawnStick;
  private readonly right: DrawnStick;

  constructor(actions: readonly Action[]) {
    const labels = (control: Action['touchControl']) =>
      actions.filter(({ touchControl }) => touchControl === control).map(({ label }) => label);
    this.left = drawnStick(labels('left-stick').join(' · '), 'stick');
    this.right = drawnStick(labels('right-stick').join(' · '), 'stick stick-aim');
    const buttons = actions
      .filter((action) => action.touchControl === 'button')
      .map((action) =>
        element('button', { class: 'touch-button', text: action.label, attributes: { type: 'button' } }),
      );
    const [boost] = buttons;
    if (boost === undefined) throw new Error('the action list has no button for touch');
    this.boostButton = boost;
    this.root.append(this.left.root, this.right.root, ...buttons);
  }

  update(isShown: boolean, left: Stick, right: Stick, isBoosting: boolean): void {
    setHidden(this.root, !isShown);
    if (!isShown) return;
    const { innerWidth, innerHeight } = window;
    place(this.left, left, innerWidth * 0.23, innerHeight - 120);
    place(this.right, right, innerWidth * 0.77, innerHeight - 120);
    this.boostButton.classList.toggle('is-held', isBoosting);
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
