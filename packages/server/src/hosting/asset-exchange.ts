// The files of the page's builds that are about in a cluster: each node shows its own to the others, and serves theirs. So a page that came
// from one node finds its files at any, for a day after the last node of its build has gone.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { inBackground } from '../background.ts';
import type { Log } from '../log.ts';
import type { AssetShelf } from '../store/index.ts';

const LASTS_S = 86_400;
const RENEW_MS = 600_000;
/** Of one build: ours has a dozen files, half a megabyte. */
const MAX_FILES = 100;
const MAX_BYTES = 8_000_000;
/** Files of other builds that are kept in memory, and questions to Redis at once: names that are not there can be asked for without end. */
const KEPT_FILES = 100;
const MAX_QUESTIONS = 16;

export interface AssetExchange {
  /** A file of another build, in gzip. Never rejects. */
  find(name: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Shows the files of `clientDir` to the other nodes from now on. */
export async function exchangeAssets(clientDir: string, shelf: AssetShelf, log: Log): Promise<AssetExchange> {
  const own = await readAssets(join(clientDir, 'assets'), log);
  const found = new Map<string, Uint8Array>();
  let questions = 0;
  const show = async (): Promise<void> => {
    const missing = await shelf.renew([...own.keys()], LASTS_S);
    for (const name of missing) await shelf.put(name, own.get(name) ?? new Uint8Array(), LASTS_S);
  };
  const what = 'showing the files of the page to the other nodes';
  // Before this node serves its page: a file of it may be asked of another node at once.
  await show().catch((error: unknown) => log.warn({ err: error }, `${what} failed`));
  const timer = setInterval(() => inBackground(log, what, show), RENEW_MS).unref();
  return {
    find: async (name) => {
      const known = found.get(name);
      if (known !== undefined || questions >= MAX_QUESTIONS) return known;
      questions += 1;
      try {
        const bytes = await shelf.get(name);
        const [oldest] = found.keys();
        if (bytes !== undefined && oldest !== undefined && found.size >= KEPT_FILES) found.delete(oldest);
        if (bytes !== undefined) found.set(name, bytes);
        return bytes;
      } catch (error) {
        log.warn({ err: error }, 'a file of the page could not be asked for');
        return undefined;
      } finally {
        questions -= 1;
      }
    },
    close: async () => clearInterval(timer),
  };
}

// In gzip, which every browser takes, on plain http too.
async function readAssets(folder: string, log: Log): Promise<ReadonlyMap<string, Uint8Array>> {
  const assets = new Map<string, Uint8Array>();
  const names = await readdir(folder).catch((): string[] => []);
  const plain = names.filter((name) => !/\.(br|gz|map)$/.test(name));
  let size = 0;
  for (const name of plain.slice(0, MAX_FILES)) {
    const path = join(folder, name);
    const bytes = names.includes(`${name}.gz`)
      ? await readFile(`${path}.gz`)
      : await promisify(gzip)(await readFile(path));
    size += bytes.length;
    if (size <= MAX_BYTES) assets.set(name, bytes);
  }
  if (assets.size < plain.length) {
    log.warn({ files: plain.length, shown: assets.size }, 'not all files of the page are shown to the other nodes');
  }
  return assets;
}
