// Notices that npx, npm, pnpm or the like, by which the server was started, has ended without it: ending that meant the server.

import { readFileSync } from 'node:fs';

/** A process, as far as it matters here. */
export interface ProcessFacts {
  readonly parent: number;
  readonly session: number;
  readonly command: string;
}

export interface RunnerWatchDeps {
  readonly pid: number;
  /** Undefined for a process that is gone, or where the system does not tell. */
  readonly factsOf: (pid: number) => ProcessFacts | undefined;
  readonly onGone: () => void;
}

/** How often it is looked; twice in a row the runner must be gone. */
const LOOK_MS = 500;
const MAX_ANCESTORS = 16;

const SHELL = /^(?:\S*\/)?(?:sh|dash|bash|ash|zsh)\0-c\0/;
const RUNNER =
  /^(?:npm|npx|pnpm|pnpx|yarn|bun|bunx)[ \0]|^\S*node(?:js)?\0(?:-\S*\0)*\S*\b(?:npx|npm|pnpm|pnpx|yarn)(?:-cli)?(?:-[\d.]+)?(?:\.[cm]?js)?\0/;

/**
 * The processes from this one up to the runner, nearest first, itself included; empty where none was run. Shells count that a runner
 * starts for one command. A process of another session was set apart on purpose, and so was one whose runner is gone by now.
 */
export function runnersOf(pid: number, factsOf: RunnerWatchDeps['factsOf']): readonly number[] {
  const own = factsOf(pid);
  if (own === undefined) return [];
  const chain: number[] = [pid];
  let length = 0;
  let { parent } = own;
  while (chain.length < MAX_ANCESTORS) {
    const facts = factsOf(parent);
    if (facts === undefined || facts.session !== own.session) break;
    const isRunner = RUNNER.test(facts.command);
    if (!isRunner && !SHELL.test(facts.command)) break;
    chain.push(parent);
    if (isRunner) length = chain.length;
    ({ parent } = facts);
  }
  return chain.slice(0, length);
}

/** Watches until the returned function is called. Without a runner there is nothing to watch. */
export function watchRunner({ pid, factsOf, onGone }: RunnerWatchDeps): () => void {
  const chain = runnersOf(pid, factsOf);
  if (chain.length === 0) return () => undefined;
  let gone = 0;
  const timer = setInterval(() => {
    const isWhole = chain.every((one, i) => {
      const parent = chain[i + 1];
      return parent === undefined || factsOf(one)?.parent === parent;
    });
    gone = isWhole ? 0 : gone + 1;
    if (gone < 2) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** From /proc, so on Linux alone. */
export function readProcess(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it is in brackets and may hold anything.
    const [, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), session: Number(session), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}
