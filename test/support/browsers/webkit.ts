// Debian's WebKit: the MiniBrowser of WebKitGTK, by W3C WebDriver over HTTP. https://www.w3.org/TR/webdriver2/

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { startDisplay, startOn } from './display.ts';
import { type Driver, type InputSource, VIEWPORT } from './engine.ts';
import { findMiniBrowser } from './mini-browser.ts';

const PATIENCE_MS = 240_000;

/** Starts WebKit with one empty page. */
export async function startWebKit(): Promise<Driver> {
  const binary = findMiniBrowser();
  if (binary === undefined) throw new Error('these tests need WebKit: pnpm test says how to install it');
  const home = await mkdtemp(join(tmpdir(), 'starfray-webkit-'));
  const display = await startDisplay();
  const port = await freePort();
  const driver = await startOn(display, home, ['WebKitWebDriver', `--port=${port}`], /started/);
  const base = `http://127.0.0.1:${port}`;
  await holds(() => isUp(base), 'WebKitWebDriver answers');
  const options = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
  const begun = await call(base, 'POST', '/session', { capabilities: { alwaysMatch: options } });
  const session = `/session/${(begun as { sessionId: string }).sessionId}`;
  const command = (method: Method, path: string, body?: object) => call(base, method, `${session}${path}`, body);
  const json = (expression: string) =>
    command('POST', '/execute/sync', { script: `return JSON.stringify(${expression})`, args: [] }) as Promise<string>;
  await fitWindow(command, json);
  return {
    open: async (url) => {
      await command('POST', '/url', { url });
    },
    reload: async () => {
      await json('(window.isOld = true)');
      await command('POST', '/refresh', {});
      // The driver answers before the new page has run its scripts, and may do so before the old one is gone.
      const isNew = () => json('window.isOld === undefined && document.readyState === "complete"');
      await holds(async () => (await isNew()) === 'true', 'the page is loaded again');
    },
    json: async (expression) => (await json(expression)) ?? 'null',
    perform: async (source: InputSource) => {
      await command('POST', '/actions', { actions: [source] });
    },
    close: async () => {
      await command('DELETE', '');
      await driver.stop();
      await display.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

type Method = 'GET' | 'POST' | 'DELETE';

// The window has a bar of its own above the page.
async function fitWindow(
  command: (method: Method, path: string, body?: object) => Promise<unknown>,
  json: (expression: string) => Promise<string>,
): Promise<void> {
  await command('POST', '/window/rect', { ...VIEWPORT });
  const bar = VIEWPORT.height - Number(await json('innerHeight'));
  await command('POST', '/window/rect', { width: VIEWPORT.width, height: VIEWPORT.height + bar });
}

async function call(base: string, method: Method, path: string, body?: object): Promise<unknown> {
  const init: RequestInit = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(base + path, init);
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${method} ${path}: ${error}, ${message}`);
}

async function isUp(base: string): Promise<boolean> {
  const response = await fetch(`${base}/status`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}

async function holds(check: () => Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await check())) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
