// The certificate of the one port and its key: read, and judged before anybody is shown them.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { failure, type Result, success } from '@starfray/shared/core';

/** Where certificate and key are, both PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate, with its chain, and the key that belongs to it. */
export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** From when until when it holds, in ms since 1970. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Older versions are broken, and no browser of today speaks them. */
export const MIN_TLS = 'TLSv1.2';

/** A handshake is two round trips; Node would wait two minutes. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** The pair in the files; a failure has one line for each thing that is wrong, with its remedy. */
export async function readTlsPair(files: TlsFiles): Promise<Result<TlsPair, string[]>> {
  const [cert, key] = await Promise.all([
    readBytes('--tls-cert', files.cert, 'a certificate'),
    readBytes('--tls-key', files.key, 'its key'),
  ]);
  if (cert.ok && key.ok) return judge(cert.value, key.value, files);
  return failure([cert, key].flatMap((part) => (part.ok ? [] : [part.fault])));
}

async function readBytes(flag: string, path: string, what: string): Promise<Result<Buffer, string>> {
  try {
    return success(await readFile(path));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return failure(`${flag} ${path}: is not there; name ${what} in PEM`);
    return failure(`${flag} ${path}: cannot be read; name ${what} in PEM, or mend its permissions`);
  }
}

function judge(cert: Buffer, key: Buffer, files: TlsFiles): Result<TlsPair, string[]> {
  const certificate = parseCertificate(cert, files);
  const privateKey = parseKey(key, files);
  if (!certificate.ok || !privateKey.ok) {
    return failure([certificate, privateKey].flatMap((part) => (part.ok ? [] : [part.fault])));
  }
  if (!certificate.value.checkPrivateKey(privateKey.value)) {
    return failure([
      `--tls-key ${files.key}: is not the key of --tls-cert ${files.cert}; give two that were made together, and in the certificate's file the server's own first, before its chain`,
    ]);
  }
  const fault = findContextFault(cert, key, files);
  if (fault !== undefined) return failure([fault]);
  const { validFrom, validTo } = certificate.value;
  return success({ cert, key, fromMs: Date.parse(validFrom), untilMs: Date.parse(validTo) });
}

function parseCertificate(cert: Buffer, files: TlsFiles): Result<X509Certificate, string> {
  try {
    return success(new X509Certificate(cert));
  } catch {
    return failure(`--tls-cert ${files.cert}: is no certificate in PEM; give one, such as certbot's fullchain.pem`);
  }
}

function parseKey(key: Buffer, files: TlsFiles): Result<KeyObject, string> {
  try {
    return success(createPrivateKey(key));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_MISSING_PASSPHRASE' || key.includes('ENCRYPTED')) {
      const remedy = `give one that is not: openssl pkey -in ${files.key} -out open-key.pem`;
      return failure(`--tls-key ${files.key}: is locked by a passphrase; ${remedy}`);
    }
    return failure(`--tls-key ${files.key}: is no private key in PEM; give one, such as certbot's privkey.pem`);
  }
}

// What only OpenSSL knows: a key too short for it, or a broken certificate further down the chain.
function findContextFault(cert: Buffer, key: Buffer, files: TlsFiles): string | undefined {
  try {
    createSecureContext({ cert, key, minVersion: MIN_TLS });
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `--tls-cert ${files.cert}: cannot be used (${why}); have another one made`;
  }
}
