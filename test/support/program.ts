// Programs as processes of their own: run to their end, or until they say that they are ready. All of them end in bounded time.

import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

export interface ProgramOptions {
  readonly cwd: string;
  /** Beside this process's own variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** A command line for the shell, instead of a program and its arguments. */
  readonly isShell?: boolean;
  readonly timeoutMs?: number;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  /** What `readiness` found. */
  readonly match: RegExpExecArray;
  /** Asks it to end, and tells how it did. */
  stop(): Promise<Ended>;
}

/** Only what hangs is ended: a busy machine may take its time. */
const TIMEOUT_MS = 240_000;

/** Runs a program to its end; the Node of this process is the first that it finds. */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<Ended> {
  return ended(start(program, args, options));
}

/** Runs a program until its stdout matches. Rejects, with what it said, when it ends before. */
export async function startProgram(
  program: string,
  args: readonly string[],
  readiness: RegExp,
  options: ProgramOptions,
): Promise<Program> {
  const child = start(program, args, options);
  const end = ended(child);
  const ready = new Promise<RegExpExecArray>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const match = readiness.exec(text);
      if (match !== null) resolve(match);
    });
  });
  const early = end.then(({ code, stdout, stderr }) => {
    throw new Error(`${program} ended with ${code} before it was ready:\n${stdout}${stderr}`);
  });
  const match = await Promise.race([ready, early]);
  return {
    match,
    stop: () => {
      child.kill('SIGTERM');
      return end;
    },
  };
}

function start(program: string, args: readonly string[], options: ProgramOptions): ChildProcess {
  const { cwd, env = {}, isShell = false, timeoutMs = TIMEOUT_MS } = options;
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  return spawn(program, args, {
    cwd,
    env: { ...process.env, PATH: path, ...env },
    shell: isShell,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
}

function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    output.stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    output.stderr += String(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}
