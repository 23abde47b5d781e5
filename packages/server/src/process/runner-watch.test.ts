import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ProcessFacts, runnersOf, watchRunner } from './runner-watch.ts';

/** Processes as /proc showed them: npm 11 and pnpm 12 on Linux. */
const NPX = 'npm exec starfray serve\0\0\0\0';
const SHELL = "sh\0-c\0'starfray' serve\0";
const PNPM = 'pnpm\0run\0start\0';
const OWN = 'node\0/srv/node_modules/.bin/starfray\0serve\0';
const INTERACTIVE = '-bash\0';

type Table = Record<number, ProcessFacts>;

function chainOf(table: Table): readonly number[] {
  return runnersOf(40, (pid) => table[pid]);
}

/** A process of session 10. */
function of(parent: number, command: string, session = 10): ProcessFacts {
  return { parent, session, command };
}

describe('the runners of a process', () => {
  it('[P8] are found through the shells between them', () => {
    expect(chainOf({ 40: of(30, OWN), 30: of(20, SHELL), 20: of(10, NPX), 10: of(1, INTERACTIVE) })).toEqual([
      40, 30, 20,
    ]);
  });

  it('[P8] are all of several that started each other', () => {
    const table = {
      40: of(30, OWN),
      30: of(25, SHELL),
      25: of(20, PNPM),
      20: of(15, SHELL),
      15: of(10, NPX),
      10: of(1, INTERACTIVE),
    };
    expect(chainOf(table)).toEqual([40, 30, 25, 20, 15]);
  });

  it.each([
    'node\0/usr/bin/npx\0starfray\0serve\0',
    '/usr/bin/node\0/usr/lib/node_modules/npm/bin/npm-cli.js\0start\0',
    'node\0--no-warnings\0/opt/pnpm/pnpm.cjs\0start\0',
    'node\0/opt/yarn/bin/yarn.js\0start\0',
    'node\0/srv/.yarn/releases/yarn-4.9.1.cjs\0start\0',
    'bunx\0starfray\0',
  ])('[P8] are known by their command: %j', (command) => {
    expect(chainOf({ 40: of(20, OWN), 20: of(1, command) })).toEqual([40, 20]);
  });

  it.each([
    ['a shell that somebody uses', { 40: of(20, OWN), 20: of(1, INTERACTIVE) }],
    ['a command of a shell alone', { 40: of(20, OWN), 20: of(10, SHELL), 10: of(1, INTERACTIVE) }],
    ['a service manager', { 40: of(1, OWN), 1: of(0, '/sbin/init\0', 1) }],
    ['a runner of another session', { 40: of(20, OWN, 40), 20: of(10, NPX) }],
    ['another server', { 40: of(20, OWN), 20: of(1, 'node\0/srv/npm-mirror/server.js\0') }],
    ['nothing that can be seen', {}],
  ])('[P8] are not %s', (_what, table: Table) => {
    expect(chainOf(table)).toEqual([]);
  });
});

describe('the watch over runners', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function watched() {
    const table: Table = { 40: of(30, OWN), 30: of(20, SHELL), 20: of(10, NPX), 10: of(1, INTERACTIVE) };
    const onGone = vi.fn();
    const stop = watchRunner({ pid: 40, factsOf: (pid) => table[pid], onGone });
    return { table, onGone, stop };
  }

  it('[P8] sees a runner end behind a shell that stays', () => {
    const { table, onGone } = watched();
    vi.advanceTimersByTime(60_000);
    expect(onGone).not.toHaveBeenCalled();
    delete table[20];
    table[30] = of(1, SHELL);
    vi.advanceTimersByTime(2000);
    expect(onGone).toHaveBeenCalledOnce();
  });

  it('[P8] is over when it was stopped in time, as by SIGHUP', () => {
    const { table, onGone, stop } = watched();
    table[40] = of(1, OWN);
    vi.advanceTimersByTime(600);
    stop();
    vi.advanceTimersByTime(60_000);
    expect(onGone).not.toHaveBeenCalled();
  });
});
