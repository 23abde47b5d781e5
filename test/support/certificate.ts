// Certificates for loopback, made by openssl as an operator would make them.

import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MadeCertificate {
  /** Paths of the two PEM files. */
  readonly cert: string;
  readonly key: string;
  readonly pem: string;
  /** By which a peer can tell it from others. */
  readonly fingerprint: string;
}

/** Makes a certificate for localhost that signs itself, as `<name>.pem` and `<name>-key.pem` in a folder. */
export function makeCertificate(folder: string, name: string): MadeCertificate {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '30'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' });
  const pem = readFileSync(cert, 'utf8');
  return { cert, key, pem, fingerprint: new X509Certificate(pem).fingerprint256 };
}
