// Says what is wrong with the picture and what helps: in the menu below the button, in flight over the place where the picture was.

import type { PictureFaultKind, PictureState } from '../view/picture-keeper.ts';
import { byId, element, setHidden, setText } from './dom.ts';

export interface PictureWords {
  readonly title: string;
  readonly text: string;
}

const FAULTS: Readonly<Record<PictureFaultKind, PictureWords>> = {
  unreachable: {
    title: 'The picture did not load',
    text: 'A file of the game did not arrive. Check your connection, or reload the page.',
  },
  'no-webgl': {
    title: 'This browser shows no picture',
    text: 'The game needs WebGL. Turn on hardware acceleration in the settings of the browser, or use another browser.',
  },
  broken: {
    title: 'The picture did not start',
    text: 'Reload the page. If that does not help, update the browser or use another one.',
  },
  lost: {
    title: 'The picture was lost',
    text: 'The graphics driver has stopped it. If it does not come back, reload the page.',
  },
};

/** The state of the picture in words; undefined while there is nothing to say. `isAwaited`: somebody wants to fly. */
export function pictureWords(state: PictureState, isAwaited: boolean, nowMs: number): PictureWords | undefined {
  switch (state.state) {
    case 'live':
      return undefined;
    case 'loading': {
      const { after } = state;
      if (after !== undefined) return { title: FAULTS[after].title, text: `${FAULTS[after].text} Trying again …` };
      return isAwaited ? { title: 'Preparing the picture', text: 'You fly as soon as it is there.' } : undefined;
    }
    case 'failed': {
      const seconds = Math.max(1, Math.ceil((state.retryAtMs - nowMs) / 1000));
      const { title, text } = FAULTS[state.fault];
      return { title, text: `${text} Trying again in ${seconds} s.` };
    }
  }
}

export interface PictureNoticeOptions {
  readonly onRetry: () => void;
  readonly onReload: () => void;
  readonly onLeave: () => void;
}

export class PictureNotice {
  private readonly line = element('p', {
    class: 'menu-notice picture-line',
    attributes: { id: 'picture-notice', role: 'status' },
  });
  private readonly title = element('h2');
  private readonly text = element('p');
  private readonly overlay: HTMLElement;

  constructor({ onRetry, onReload, onLeave }: PictureNoticeOptions) {
    const button = (text: string, run: () => void) => {
      const made = element('button', { text, attributes: { type: 'button' } });
      made.addEventListener('click', run);
      return made;
    };
    const buttons = element(
      'div',
      { class: 'box-buttons' },
      button('Try now', onRetry),
      button('Reload the page', onReload),
      button('Back to the menu', onLeave),
    );
    const box = element('div', { class: 'box' }, this.title, this.text, buttons);
    this.overlay = element(
      'section',
      { class: 'overlay trouble picture-trouble', attributes: { role: 'status' } },
      box,
    );
    this.overlay.hidden = true;
    this.line.hidden = true;
    byId('menu-notice').after(this.line);
    byId('hud').append(this.overlay);
  }

  /** `isAwaited`: Play was pressed, and the ship waits for the picture. `isFlying`: it is missing in flight. */
  update(state: PictureState, isAwaited: boolean, isFlying: boolean, nowMs: number): void {
    const words = pictureWords(state, isAwaited, nowMs);
    setHidden(this.line, words === undefined);
    setHidden(this.overlay, words === undefined || !isFlying);
    if (words === undefined) return;
    setText(this.line, `${words.title}. ${words.text}`);
    this.line.classList.toggle(
      'is-bad',
      state.state === 'failed' || (state.state === 'loading' && state.after !== undefined),
    );
    setText(this.title, words.title);
    setText(this.text, `${words.text} Your ship idles meanwhile, as when the page is hidden.`);
  }
}
