// Resume tokens, signed: a random key and its HMAC-SHA256. The secret lives in the data directory, so that tokens outlive a restart;
// without one it lives as long as the process.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorFault } from './operator-fault.ts';
import type { ResumeTokens } from './session/index.ts';
import { accessFault, placeFile } from './store/index.ts';

const KEY_BYTES = 16;
const SECRET_BYTES = 32;
const SECRET_FILE = 'resume-secret';
/** In the same form: the secret of before, or the next one. */
const SECOND_SECRET_FILE = 'second-secret';

/** `secret` signs; tokens under one of `others` are read, too. */
export function createResumeTokens(secret: Uint8Array, others: readonly Uint8Array[] = []): ResumeTokens {
  const sign = (key: string, by = secret): string => createHmac('sha256', by).update(key).digest('base64url');
  return {
    issue: () => {
      const key = randomBytes(KEY_BYTES).toString('base64url');
      return { key, token: `${key}.${sign(key)}` };
    },
    read: (token) => {
      const [key = '', proof = '', ...more] = token.split('.');
      if (more.length > 0) return undefined;
      const given = Buffer.from(proof);
      const isProven = [secret, ...others].some((by) => {
        const right = Buffer.from(sign(key, by));
        return given.length === right.length && timingSafeEqual(given, right);
      });
      return isProven ? key : undefined;
    },
  };
}

/** What signs, and what signed before or will sign next: its tokens count as well. */
export interface Secrets {
  readonly secret: Uint8Array;
  readonly others: readonly Uint8Array[];
}

/**
 * The secrets of these options: `secret` and `secondSecret`, or those in the files of the data directory.
 * @throws OperatorFault when a file is there but is none of ours.
 */
export async function loadSecrets(options: {
  readonly secret?: string | undefined;
  readonly secondSecret?: string | undefined;
  readonly data?: string | undefined;
}): Promise<Secrets> {
  const { secret, secondSecret, data } = options;
  const second = data === undefined ? undefined : await readSecretFile(join(data, SECOND_SECRET_FILE));
  const others = [...(secondSecret === undefined ? [] : [Buffer.from(secondSecret)]), ...(second ? [second] : [])];
  return { secret: secret === undefined ? await loadSecret(data) : Buffer.from(secret), others };
}

/** The secret kept in a directory, made at the first start. @throws OperatorFault when it can be neither read nor made, with the remedy. */
export async function loadSecret(dataDir: string | undefined): Promise<Uint8Array> {
  const fresh = randomBytes(SECRET_BYTES);
  if (dataDir === undefined) return fresh;
  const known = await readSecret(dataDir);
  if (known !== undefined) return known;
  const path = join(dataDir, SECRET_FILE);
  const draft = `${path}.${fresh.toString('hex', 0, 4)}`;
  try {
    await writeFile(draft, `${fresh.toString('hex')}\n`, { mode: 0o600 });
    placeFile(draft, path);
    return fresh;
  } catch (error) {
    // Two servers that start at once agree on one.
    const other = codeOf(error) === 'EEXIST' ? await readSecret(dataDir) : undefined;
    if (other !== undefined) return other;
    const fault =
      accessFault([dataDir], true) ?? `${path}: cannot be written: ${error instanceof Error ? error.message : error}`;
    throw new OperatorFault(fault, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
}

/** The secret that a server left in a directory; undefined when there is none. @throws OperatorFault when it is there and cannot be used. */
export function readSecret(dataDir: string): Promise<Uint8Array | undefined> {
  return readSecretFile(join(dataDir, SECRET_FILE));
}

async function readSecretFile(path: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new OperatorFault(accessFault([path]) ?? `${path}: cannot be read (${code}): mend that, or its permissions`, {
      cause: error,
    });
  }
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  throw new OperatorFault(
    `${path}: is no secret of this server; put the right file back, or move it away for a new one`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
