// A screen that is nowhere: Firefox has no WebGL without one, and WebKit's MiniBrowser has no headless mode.

import { tmpdir } from 'node:os';
import { type Program, startProgram } from '../program.ts';

/** Nothing of a browser test runs longer. */
const BROWSER_LIFE_MS = 1_800_000;

export interface Display {
  /** As the variable DISPLAY has it. */
  readonly name: string;
  stop(): Promise<void>;
}

/** Starts Xvfb on the first number that is free. */
export async function startDisplay(): Promise<Display> {
  const screen = ['-screen', '0', '800x600x24', '-nolisten', 'tcp'];
  const server = await startProgram('Xvfb', ['-displayfd', '1', ...screen], /^(\d+)$/m, {
    cwd: tmpdir(),
    timeoutMs: BROWSER_LIFE_MS,
  });
  return {
    name: `:${server.match[1]}`,
    stop: async () => {
      await server.stop();
    },
  };
}

/** Starts a browser, or its driver, with a home of its own; what it says on stderr counts for `readiness`, too. */
export function startOn(
  display: Display,
  home: string,
  [program, ...args]: readonly [string, ...string[]],
  readiness: RegExp,
): Promise<Program> {
  return startProgram('/bin/sh', ['-c', 'exec 2>&1; echo "started $0"; exec "$0" "$@"', program, ...args], readiness, {
    cwd: home,
    timeoutMs: BROWSER_LIFE_MS,
    env: {
      DISPLAY: display.name,
      HOME: home,
      // A machine without a graphics card says so late, or in error messages.
      LIBGL_ALWAYS_SOFTWARE: '1',
      GDK_BACKEND: 'x11',
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      XDG_DATA_HOME: home,
    },
  });
}
