// One way to drive a page in any browser engine: what tests do as a person would, on top of the little that each engine's driver offers.

import type { Report } from '../../../games/starfray/client/view/report.ts';
import { SLOW_DISPLAY } from './slow-display.ts';

/** Tests draw without a graphics card: CSS pixels of the page. */
export const VIEWPORT = { width: 480, height: 320 } as const;

/** The input sources of W3C WebDriver, as far as they are used; WebDriver BiDi takes the same. */
export type InputSource =
  | { readonly type: 'key'; readonly id: 'keys'; readonly actions: readonly KeyAction[] }
  | { readonly type: 'pointer'; readonly id: 'mouse'; readonly actions: readonly PointerAction[] };
export interface KeyAction {
  readonly type: 'keyDown' | 'keyUp';
  /** The character; letters in lower case. */
  readonly value: string;
}
export type PointerAction =
  | { readonly type: 'pointerMove'; readonly x: number; readonly y: number }
  | { readonly type: 'pointerDown' | 'pointerUp'; readonly button: 0 };

export interface Driver {
  /** Opens a page and waits until it has loaded. */
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** The JSON of an expression's value. */
  json(expression: string): Promise<string>;
  /** What is down stays down until a later call lets go of it. */
  perform(source: InputSource): Promise<void>;
  close(): Promise<void>;
}

/** Begins to keep what goes wrong in the page: exceptions and what its security policy forbade. */
const WATCH = `(() => {
  if (window.faults !== undefined) return null;
  ${SLOW_DISPLAY}
  window.faults = [];
  addEventListener('error', (event) => faults.push(event.message));
  addEventListener('unhandledrejection', (event) => faults.push(String(event.reason)));
  addEventListener('securitypolicyviolation', (event) => faults.push(event.violatedDirective + ' ' + event.blockedURI));
  return null;
})()`;

/** A page as a person sees and uses it. */
export class EnginePage {
  private readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  async open(url: string): Promise<void> {
    await this.driver.open(url);
    await this.evaluate(WATCH);
  }

  async reload(): Promise<void> {
    await this.driver.reload();
    await this.evaluate(WATCH);
  }

  async evaluate<T>(expression: string): Promise<T> {
    return JSON.parse(await this.driver.json(expression)) as T;
  }

  /** What the page knows, once the game is there: it comes behind the menu. */
  async report(): Promise<Report> {
    for (;;) {
      const found = await this.evaluate<Report | null>("'starfray' in window ? starfray.report() : null");
      if (found !== null) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  faults(): Promise<readonly string[]> {
    return this.evaluate('faults');
  }

  isVisible(selector: string): Promise<boolean> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.checkVisibility() === true`);
  }

  text(selector: string): Promise<string> {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);
  }

  async click(selector: string): Promise<void> {
    const { x, y } = await this.evaluate<{ x: number; y: number }>(`(() => {
      const found = document.querySelector(${JSON.stringify(selector)});
      found.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = found.getBoundingClientRect();
      return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
    })()`);
    await this.point(x, y);
    await this.mouse('pointerDown');
    await this.mouse('pointerUp');
  }

  async type(text: string): Promise<void> {
    for (const character of text) {
      await this.key('keyDown', character);
      await this.key('keyUp', character);
    }
  }

  key(type: KeyAction['type'], value: string): Promise<void> {
    return this.driver.perform({ type: 'key', id: 'keys', actions: [{ type, value }] });
  }

  press(key: string): Promise<void> {
    return this.key('keyDown', key);
  }

  release(key: string): Promise<void> {
    return this.key('keyUp', key);
  }

  point(x: number, y: number): Promise<void> {
    return this.driver.perform({ type: 'pointer', id: 'mouse', actions: [{ type: 'pointerMove', x, y }] });
  }

  mouse(type: 'pointerDown' | 'pointerUp'): Promise<void> {
    return this.driver.perform({ type: 'pointer', id: 'mouse', actions: [{ type, button: 0 }] });
  }

  close(): Promise<void> {
    return this.driver.close();
  }
}
