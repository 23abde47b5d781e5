// Debian's Firefox, by WebDriver BiDi over a WebSocket of its own: no driver program in between. https://w3c.github.io/webdriver-bidi/

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { startDisplay, startOn } from './display.ts';
import { type Driver, type InputSource, VIEWPORT } from './engine.ts';

/** What a first start would ask, fetch or show; and WebGL where the only graphics card is a program. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.systemAddon.update.enabled': false,
  'focusmanager.testmode': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'webgl.force-enabled': true,
};

type Preferences = Readonly<Record<string, boolean | number | string>>;

export interface FirefoxDriver extends Driver {
  /** Drives the only frame of the page, from within; closing it closes nothing. */
  frame(): Promise<Driver>;
}

/** Starts Firefox with one empty page. */
export async function startFirefox(preferences: Preferences = {}): Promise<FirefoxDriver> {
  const home = await mkdtemp(join(tmpdir(), 'starfray-firefox-'));
  await writeFile(join(home, 'user.js'), userPreferences({ ...PREFERENCES, ...preferences }));
  const display = await startDisplay();
  const command = ['firefox-esr', '--profile', home, '--no-remote', '--remote-debugging-port', '0'] as const;
  const browser = await startOn(display, home, [...command, 'about:blank'], /BiDi listening on (ws:\S+)/);
  const bidi = await connect(`${browser.match[1]}/session`);
  await bidi.call('session.new', { capabilities: {} });
  const { contexts } = (await bidi.call('browsingContext.getTree', {})) as Tree;
  const context = contexts[0]?.context ?? '';
  await bidi.call('browsingContext.setViewport', { context, viewport: VIEWPORT });
  return {
    ...drive(bidi, context),
    frame: async () => {
      const { contexts: roots } = (await bidi.call('browsingContext.getTree', { root: context })) as Tree;
      const frame = roots[0]?.children?.[0];
      if (frame === undefined) throw new Error('the page has no frame');
      return { ...drive(bidi, frame.context), close: async () => undefined };
    },
    close: async () => {
      bidi.close();
      await browser.stop();
      await display.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Tree {
  readonly contexts: readonly {
    readonly context: string;
    readonly children?: readonly { readonly context: string }[];
  }[];
}

function drive(bidi: Bidi, context: string): Omit<Driver, 'close'> {
  return {
    open: async (url) => {
      await bidi.call('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    reload: async () => {
      await bidi.call('browsingContext.reload', { context, wait: 'complete' });
    },
    json: async (expression) => {
      const target = { context };
      const asked = { expression: `JSON.stringify(${expression})`, target, awaitPromise: true };
      const answer = (await bidi.call('script.evaluate', asked)) as Evaluated;
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
      return answer.result.value ?? 'null';
    },
    perform: async (source: InputSource) => {
      await bidi.call('input.performActions', { context, actions: [source] });
    },
  };
}

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value?: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

function userPreferences(preferences: Preferences): string {
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
  return lines.join('');
}

interface Bidi {
  call(method: string, params: object): Promise<unknown>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly message?: string;
}

async function connect(url: string): Promise<Bidi> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, { done: (result: unknown) => void; failed: (error: Error) => void }>();
  socket.on('message', (data) => {
    const { id, result, message } = JSON.parse(String(data)) as Answer;
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || asked === undefined) return;
    waiting.delete(id);
    if (message === undefined) asked.done(result);
    else asked.failed(new Error(message));
  });
  socket.on('close', () => {
    for (const { failed } of waiting.values()) failed(new Error('Firefox has gone'));
  });
  let last = 0;
  return {
    call: (method, params) =>
      new Promise((done, failed) => {
        if (socket.readyState !== WebSocket.OPEN) throw new Error('Firefox has gone');
        last += 1;
        waiting.set(last, { done, failed });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    close: () => socket.close(),
  };
}
