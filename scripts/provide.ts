// Provides what the tests need from the system and a package manager for JavaScript does not have.

import { spawnSync } from 'node:child_process';
import { findChromium, findProgram } from '../test/support/chromium.ts';

/** Debian's packages for a browser that can also draw text. */
const CHROMIUM_PACKAGES = ['chromium', 'fonts-dejavu-core'];

/** Installs Chromium when it is missing; answers false, having said what to do, when it may not or cannot. */
export function provideChromium(): boolean {
  if (findChromium() !== undefined) return true;
  return installPackages(CHROMIUM_PACKAGES) && findChromium() !== undefined
    ? true
    : explain('Chromium', CHROMIUM_PACKAGES);
}

function installPackages(packages: readonly string[]): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || findProgram(['apt-get']) === undefined) return false;
  console.error(`Installing ${packages.join(', ')} for the tests …`);
  return apt('update', '-q') && apt('install', '-q', '-y', '--no-install-recommends', ...packages);
}

function apt(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Its output goes to stderr: stdout is the tests'.
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status === 0;
}

function explain(program: string, packages: readonly string[]): false {
  console.error(`${program} is missing and the browser tests need it. On Debian or Ubuntu, install it with

  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}

and run the tests again. Tests that need no browser run alone: pnpm test packages`);
  return false;
}
