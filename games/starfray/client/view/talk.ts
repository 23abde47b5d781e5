// How a pilot says a phrase while it flies: the key is held, the ship aims at a phrase on the wheel, and letting go says it. Where the aim points
// nowhere new the wheel stays open for a choice by hand, until the key is pressed again.

import { phraseAt } from './phrases.ts';

/** So far, in 1/1024 turn, the aim must have gone before it points at a phrase: it always points somewhere. */
const MIN_TURN = 24;
/** A phrase stays in the controls for so long, that a tick sees it. */
const SAID_MS = 150;

export class Talk {
  private isHeld = false;
  /** It was open by hand when the key went down. */
  private wasOpen = false;
  private aimAtStart = 0;
  private hasTurned = false;
  private pointed = 0;
  private sticky = false;
  private said = 0;
  private saidMs = Number.NEGATIVE_INFINITY;

  /** True while the wheel is to be seen. */
  get isOpen(): boolean {
    return this.sticky || this.isHeld;
  }

  /** The phrase that the aim points at while the key is held; 0 for none. */
  get pointedAt(): number {
    return this.isHeld ? this.pointed : 0;
  }

  /** Opens or closes the wheel for a choice by hand. */
  toggle(): void {
    this.sticky = !this.sticky;
  }

  close(): void {
    this.sticky = false;
    this.isHeld = false;
  }

  say(phrase: number, nowMs: number): void {
    this.said = phrase;
    this.saidMs = nowMs;
    this.close();
  }

  /** Takes in the key and the aim (1/1024 turn) of now; answers what the controls ask to say, 0 for nothing. */
  update(isHeld: boolean, aim: number, nowMs: number): number {
    if (isHeld) this.hold(aim);
    else if (this.isHeld) this.letGo(nowMs);
    return nowMs - this.saidMs < SAID_MS ? this.said : 0;
  }

  private hold(aim: number): void {
    if (!this.isHeld) {
      this.isHeld = true;
      this.wasOpen = this.sticky;
      this.sticky = false;
      this.aimAtStart = aim;
      this.hasTurned = false;
      this.pointed = 0;
    }
    const turn = Math.abs(((aim - this.aimAtStart + 1536) & 1023) - 512);
    if (turn >= MIN_TURN) this.hasTurned = true;
    if (this.hasTurned) this.pointed = phraseAt(aim);
  }

  private letGo(nowMs: number): void {
    this.isHeld = false;
    if (this.pointed !== 0) this.say(this.pointed, nowMs);
    else this.sticky = !this.wasOpen;
  }
}
