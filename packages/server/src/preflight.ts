// What must be in place before the server starts, apart from its options: looked at once, all faults reported together.

import { closeSync, constants, openSync } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readTlsPair, type TlsFiles } from './http/index.ts';
import { LOG_FILE_MODE } from './line-sink.ts';
import { accessFault, makeDirectory } from './store/index.ts';

/** One line for each thing that is wrong; a data directory that is not there yet is made. */
export async function findFaults(
  clientDir: string,
  dataDir: string | undefined,
  tls: TlsFiles | undefined,
): Promise<string[]> {
  const faults = [
    await findClientFault(clientDir),
    dataDir === undefined ? undefined : await findDataFault(dataDir),
    ...(tls === undefined ? [] : await findTlsFaults(tls)),
  ];
  return faults.filter((fault) => fault !== undefined);
}

async function findClientFault(clientDir: string): Promise<string | undefined> {
  try {
    await access(join(clientDir, 'index.html'), constants.R_OK);
    return undefined;
  } catch {
    return `there is no built client in ${clientDir}: run "pnpm build", or name another place with --client`;
  }
}

async function findDataFault(dataDir: string): Promise<string | undefined> {
  try {
    makeDirectory(dataDir);
    if (!(await stat(dataDir)).isDirectory()) return notUsable(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return accessFault(await filesIn(dataDir), true);
  } catch {
    return accessFault([dataDir], true) ?? notUsable(dataDir);
  }
}

// All at once: after a run as root several of them belong to root.
async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(directory, name));
}

/** What is wrong with the file of the log; it is made if it is missing. */
export function findLogFault(logFile: string | undefined): string[] {
  if (logFile === undefined) return [];
  try {
    closeSync(openSync(logFile, 'a', LOG_FILE_MODE));
    return [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return [
      `--log-file ${logFile}: cannot be written (${code}): give a file in a directory that is there and may be written`,
    ];
  }
}

async function findTlsFaults(files: TlsFiles): Promise<readonly string[]> {
  const pair = await readTlsPair(files);
  return pair.ok ? [] : pair.fault;
}

function notUsable(dataDir: string): string {
  return `--data ${dataDir}: cannot be read and written as a directory; give one that can, or mend its permissions`;
}
