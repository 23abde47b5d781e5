#!/usr/bin/env bash
# Phaser: when does the game loop begin, and what does a canvas texture cost?
#
# A page of Phaser 4.2.1 with one scene puts the game loop to sleep in the scene's create(), since the page wants to call game.step() itself,
# and adds one canvas as a texture in each of the two ways that the texture manager has for one.
#
#   game.loop.sleep() in create()     does nothing: the first scene is created before the loop is started, so there is no loop yet, and it
#                                     is started right afterwards. A page that also steps the game draws every picture twice.
#   game.loop.sleep() on PRE_STEP     ends the loop.
#   textures.addCanvas(key, canvas)   calls getImageData for the whole canvas, which waits for everything that was painted on it, and keeps
#                                     the pixels. Without a graphics card this took five of the nine seconds in which a page started.
#   textures.create(key, canvas) and add('__BASE', ...)   uploads the same canvas and reads nothing.
#
# Seen on Debian 12 with Chromium 156:
#   {"afterCreate":true,"stepsAfterCreate":true,"afterPreStep":false,"readByAddCanvas":1,"readByCreate":0}
#
# Needs Debian's chromium, and Node 22 or newer; everything else goes to a temporary folder. Fails if this changes.
set -euo pipefail

for program in chromium node npm; do
  command -v "$program" > /dev/null || { echo "needs $program"; exit 2; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund phaser@4.2.1 playwright-core@1.65.1 > /dev/null

cat > ask.mjs <<'SCRIPT'
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
const args = ['--headless', '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
await page.addScriptTag({ path: 'node_modules/phaser/dist/phaser.js' });
const found = await page.evaluate(async () => {
  let reads = 0;
  const { getImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.getImageData = function (...area) {
    if (area[2] === 64) reads += 1;
    return getImageData.apply(this, area);
  };
  const start = () =>
    new Promise((created) => {
      const create = () => created(game);
      const game = new Phaser.Game({ type: Phaser.WEBGL, banner: false, audio: { noAudio: true }, scene: { create } });
    });
  const paint = () => Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
  const pause = () => new Promise((done) => setTimeout(done, 1000));
  const outcome = {};

  // Put to sleep where the scene is created: in the same call, before anything else can run.
  const sleepy = await new Promise((created) => {
    const create = () => {
      game.loop.sleep();
      created(game);
    };
    const game = new Phaser.Game({ type: Phaser.WEBGL, banner: false, audio: { noAudio: true }, scene: { create } });
  });
  let steps = 0;
  sleepy.events.on('step', () => {
    steps += 1;
  });
  await pause();
  outcome.afterCreate = sleepy.loop.running;
  outcome.stepsAfterCreate = steps > 1;

  const other = await start();
  other.events.once('prestep', () => other.loop.sleep());
  await pause();
  outcome.afterPreStep = other.loop.running;

  reads = 0;
  other.textures.addCanvas('a', paint());
  outcome.readByAddCanvas = reads;
  reads = 0;
  other.textures.create('b', paint(), 64, 64).add('__BASE', 0, 0, 0, 64, 64);
  outcome.readByCreate = reads;
  return outcome;
});
await browser.close();

const said = JSON.stringify(found);
console.log(said);
const expected = '{"afterCreate":true,"stepsAfterCreate":true,"afterPreStep":false,"readByAddCanvas":1,"readByCreate":0}';
if (said === expected) process.exit(0);
console.error('this has changed: it was', expected);
process.exit(1);
SCRIPT

chromium --version
node ask.mjs
