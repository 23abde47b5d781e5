#!/usr/bin/env bash
# A dynamic import that failed once: who asks for the module again?
#
# A page imports a module whose first request is answered with 404, and every later one with the module. Then it imports the same
# address again, and at last the same address with a query.
#
#   Firefox ESR 153.8.0    asks no more: the second import fails without a request, and so does every later one, for as long as the
#                          page lives. Another query makes it another module, which is asked for.
#   Chromium 156           asks again, and the second import succeeds.
#
# The HTML standard kept the failure in the module map until 2026 (https://github.com/whatwg/html/pull/10327), and this Firefox still
# does. A page that is tried in Chromium alone seems to recover from a lost connection by importing again; in this Firefox it never does,
# unless it changes the address.
#
# Seen on Debian 12 with Node 26:
#   firefox /a.js    TypeError: error loading dynamically imported module: http://localhost:PORT/a.js    1 request
#   firefox /a.js    TypeError: error loading dynamically imported module: http://localhost:PORT/a.js    1 request
#   firefox /a.js?2  ok                                                                                 2 requests
#   chromium /a.js    TypeError: Failed to fetch dynamically imported module: http://localhost:PORT/a.js    1 request
#   chromium /a.js    ok                                                                                   2 requests
#   chromium /a.js?2  ok                                                                                   3 requests
#
# Needs Debian's firefox-esr and chromium, and Node 22 or newer; everything else goes to a temporary folder. Fails if this changes.
set -euo pipefail

for program in firefox-esr chromium node npm; do
  command -v "$program" > /dev/null || { echo "needs $program"; exit 2; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund ws@8.23.0 playwright-core@1.65.1 > /dev/null

cat > ask.mjs <<'SCRIPT'
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { WebSocket } from 'ws';

let requests = 0;
const server = createServer((request, response) => {
  if (!request.url.startsWith('/a.js')) {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><script>ask = (url) => import(url).then(() => "ok", String)</script>');
    return;
  }
  requests += 1;
  if (requests === 1) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader('content-type', 'text/javascript');
  response.end('export {};');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const origin = `http://localhost:${server.address().port}`;

async function ask(name, evaluate) {
  requests = 0;
  const seen = [];
  for (const url of ['/a.js', '/a.js', '/a.js?2']) {
    const outcome = await evaluate(`ask(${JSON.stringify(url)})`);
    seen.push(`${outcome === 'ok' ? 'ok' : 'failed'} ${requests}`);
    console.log(name, url, outcome, requests);
  }
  return seen.join(', ');
}

async function inFirefox() {
  mkdirSync('profile');
  const args = ['--headless', '--no-remote', '--profile', 'profile', '--remote-debugging-port', '0', 'about:blank'];
  const firefox = spawn('firefox-esr', args, { env: { ...process.env, HOME: process.cwd() }, timeout: 120_000 });
  const url = await new Promise((found) => {
    let text = '';
    firefox.stderr.on('data', (chunk) => {
      text += chunk;
      const match = /BiDi listening on (ws:\S+)/.exec(text);
      if (match) found(match[1]);
    });
  });
  const socket = new WebSocket(`${url}/session`);
  await new Promise((opened) => socket.once('open', opened));
  let last = 0;
  const call = (method, params) =>
    new Promise((done) => {
      const id = (last += 1);
      socket.on('message', function hear(data) {
        const answer = JSON.parse(data);
        if (answer.id !== id) return;
        socket.off('message', hear);
        done(answer.result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await call('session.new', { capabilities: {} });
  const context = (await call('browsingContext.getTree', {})).contexts[0].context;
  await call('browsingContext.navigate', { context, url: origin, wait: 'complete' });
  const evaluate = async (expression) =>
    (await call('script.evaluate', { expression, target: { context }, awaitPromise: true })).result.value;
  const seen = await ask('firefox', evaluate);
  socket.close();
  const gone = new Promise((done) => firefox.once('exit', done));
  firefox.kill();
  await gone;
  return seen;
}

async function inChromium() {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(origin);
  const seen = await ask('chromium', (expression) => page.evaluate(expression));
  await browser.close();
  return seen;
}

const found = { firefox: await inFirefox(), chromium: await inChromium() };
server.close();
const expected = { firefox: 'failed 1, failed 1, ok 2', chromium: 'failed 1, ok 2, ok 3' };
if (JSON.stringify(found) === JSON.stringify(expected)) process.exit(0);
console.error('this has changed:', found, 'instead of', expected);
process.exit(1);
SCRIPT

firefox-esr --version
chromium --version
node ask.mjs
