// Resume tokens, signed: a random key and its HMAC-SHA256. The secret lives in the data directory, so that tokens outlive a restart;
// without one it lives as long as the process.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartFault } from './host.ts';
import type { ResumeTokens } from './session/index.ts';

const KEY_BYTES = 16;
const SECRET_BYTES = 32;
const SECRET_FILE = 'resume-secret';

export function createResumeTokens(secret: Uint8Array): ResumeTokens {
  const sign = (key: string): string => createHmac('sha256', secret).update(key).digest('base64url');
  return {
    issue: () => {
      const key = randomBytes(KEY_BYTES).toString('base64url');
      return { key, token: `${key}.${sign(key)}` };
    },
    read: (token) => {
      const [key = '', proof = '', ...more] = token.split('.');
      if (more.length > 0) return undefined;
      const [given, right] = [Buffer.from(proof), Buffer.from(sign(key))];
      return given.length === right.length && timingSafeEqual(given, right) ? key : undefined;
    },
  };
}

/** The secret kept in a directory, made at the first start. @throws StartFault when the file is there but is none of ours. */
export async function loadSecret(dataDir: string | undefined): Promise<Uint8Array> {
  const fresh = randomBytes(SECRET_BYTES);
  if (dataDir === undefined) return fresh;
  const path = join(dataDir, SECRET_FILE);
  const draft = `${path}.${fresh.toString('hex', 0, 4)}`;
  try {
    // A link fails when there is a file, and shows it whole or not at all: two servers that start at once agree on one.
    await writeFile(draft, `${fresh.toString('hex')}\n`, { mode: 0o600 });
    await link(draft, path);
    return fresh;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new StartFault(`${path}: cannot be written: ${error instanceof Error ? error.message : error}`);
    }
  } finally {
    await rm(draft, { force: true });
  }
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new StartFault(
      `${path}: is no secret of this server; put the right file back, or move it away for a new one`,
    );
  }
  return Buffer.from(text, 'hex');
}
