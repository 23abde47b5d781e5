// Where the lessons of the first minute are read: one line above the gauges, with a way to be rid of them.

import { element, setHidden, setText } from '@starfray/client/ui';
import { type Deeds, type HowTo, Lessons } from '../view/lessons.ts';

export class FirstMinute {
  readonly root = element('div', { class: 'first-minute' });
  private readonly line = element('p', { attributes: { role: 'status' } });
  private readonly lessons = new Lessons();
  private readonly onOver: () => void;
  private isOver: boolean;

  /** @param isTaught the pilot has been through it @param onOver called once, when it is over */
  constructor(isTaught: boolean, onOver: () => void) {
    this.isOver = isTaught;
    this.onOver = onOver;
    const skip = element('button', { text: 'Skip', attributes: { type: 'button', 'aria-label': 'Skip the hints' } });
    skip.addEventListener('click', () => this.end());
    this.root.append(this.line, skip);
    this.root.hidden = true;
  }

  /** Takes in what was done since the last call. Without a ship nothing is said. */
  update(deeds: Deeds, isFlying: boolean, howTo: HowTo, nowMs: number): void {
    if (this.isOver) return;
    this.lessons.note(deeds);
    const line = isFlying ? this.lessons.line(howTo, nowMs) : undefined;
    setHidden(this.root, line === undefined);
    if (line !== undefined) {
      setText(this.line, line.text);
      this.root.classList.toggle('is-learned', line.isLearned);
    } else if (isFlying) this.end();
  }

  private end(): void {
    this.isOver = true;
    setHidden(this.root, true);
    this.onOver();
  }
}
