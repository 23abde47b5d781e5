// The one voice of the page: what changed, for those who do not see it, and short notices for everybody.

import { byId, setHidden, setText } from './dom.ts';

const SHOWN_MS = 6000;
/** A screen reader hears a text only when it changes: the same one again gets a mark that nobody hears. */
const SAME_AGAIN = '\u00a0';

export class Announcer {
  private readonly said = byId('said');
  private readonly shown = byId('toast');
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Says it to screen readers, once they have said what they are at. Nothing of it is seen. */
  say(text: string): void {
    setText(this.said, this.said.textContent === text ? text + SAME_AGAIN : text);
  }

  /** Shows it for some seconds, and says it. */
  show(text: string): void {
    this.say(text);
    setText(this.shown, text);
    setHidden(this.shown, false);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setHidden(this.shown, true), SHOWN_MS);
  }
}
