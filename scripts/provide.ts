// Provides what the tests need from the system and a package manager for JavaScript does not have.

import { spawnSync } from 'node:child_process';
import { findMiniBrowser } from '../test/support/browsers/mini-browser.ts';
import { findChromium, findProgram, HEADLESS } from '../test/support/chromium.ts';
import { findProxy } from '../test/support/proxy-process.ts';

interface Need {
  readonly program: string;
  readonly packages: readonly string[];
  readonly find: () => string | undefined;
}

const NEEDS: readonly Need[] = [
  // A browser that can also draw text.
  { program: 'Chromium', packages: ['chromium', 'fonts-dejavu-core'], find: findChromium },
  // 280 MB installed.
  { program: 'Firefox', packages: ['firefox-esr'], find: () => findProgram(['firefox-esr']) },
  {
    program: 'WebKit',
    packages: ['webkit2gtk-driver'],
    find: () => findMiniBrowser() && findProgram(['WebKitWebDriver']),
  },
  // A screen for these two.
  { program: 'Xvfb', packages: ['xvfb'], find: () => findProgram(['Xvfb']) },
  { program: 'Redis', packages: ['redis-server'], find: () => findProgram(['redis-server']) },
  { program: 'nginx', packages: ['nginx'], find: () => findProxy('nginx') },
  { program: 'HAProxy', packages: ['haproxy'], find: () => findProxy('haproxy') },
  { program: 'Apache', packages: ['apache2'], find: () => findProxy('apache') },
  { program: 'lighttpd', packages: ['lighttpd', 'lighttpd-mod-openssl'], find: () => findProxy('lighttpd') },
  { program: 'Varnish', packages: ['varnish'], find: () => findProxy('varnish') },
  { program: 'stunnel', packages: ['stunnel4'], find: () => findProxy('stunnel') },
  { program: 'Caddy', packages: ['caddy'], find: () => findProxy('caddy') },
  { program: 'OpenSSL', packages: ['openssl'], find: () => findProgram(['openssl']) },
  { program: 'Python 3', packages: ['python3-minimal', 'libpython3-stdlib'], find: () => findProgram(['python3']) },
];

/** Installs what is missing; answers false, having said what to do, when it may not or cannot. */
export function provide(): boolean {
  const missing = () => NEEDS.filter(({ find }) => find() === undefined);
  const packages = missing().flatMap((need) => need.packages);
  const wanted = findProgram([HEADLESS]) === undefined ? [HEADLESS] : [];
  if (packages.length + wanted.length === 0) return true;
  // Not every distribution has what the tests can do without.
  if (!installPackages([...packages, ...wanted]) && packages.length > 0) installPackages(packages);
  if (missing().length === 0) return true;
  explain(missing());
  return false;
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

function explain(missing: readonly Need[]): void {
  console.error(`The tests need ${missing.map(({ program }) => program).join(', ')}. On Debian or Ubuntu, install it with

  sudo apt-get update && sudo apt-get install -y ${missing.flatMap(({ packages }) => packages).join(' ')}

and run the tests again. Unit tests need none of them: pnpm test packages`);
}
