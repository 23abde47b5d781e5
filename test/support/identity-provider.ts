// An identity provider on loopback: keys of its own, tokens signed by hand, and a JWKS endpoint that can change, fail and fall silent.
// It takes nothing from jose: what the server believes is held against an independent signer.

import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';

export type SigningAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export type Claims = Readonly<Record<string, unknown>>;

/** What the endpoint does with a request. */
export type Conduct =
  | 'publish'
  | 'fail'
  | 'fall silent'
  | 'stop midway'
  | 'talk nonsense'
  | 'talk without end'
  | 'redirect';

const MAKE_KEY = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
} as const;

export function makeKey(kid: string, alg: SigningAlgorithm = 'ES256'): SigningKey {
  return { kid, alg, ...MAKE_KEY[alg]() };
}

/** A JWT under a key pair; `header` replaces what the key says of itself. */
export function signByKey({ kid, alg, privateKey }: SigningKey, claims: Claims, header: Claims = {}): string {
  const text = unsigned({ alg, kid, ...header }, claims);
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** A JWT under a secret, HS256. */
export function signBySecret(secret: string | Uint8Array, claims: Claims, header: Claims = {}): string {
  const text = unsigned({ alg: 'HS256', ...header }, claims);
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** Header and claims of a JWT, without a signature. */
export function unsigned(header: Claims, claims: Claims): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

export class IdentityProvider {
  conduct: Conduct = 'publish';
  /** Published at the next request. */
  keys: readonly SigningKey[];
  /** Requests so far. */
  fetches = 0;
  private readonly server: Server;

  constructor(keys: readonly SigningKey[]) {
    this.keys = keys;
    this.server = createServer((_request, response) => {
      this.fetches += 1;
      this.answer(response);
    });
  }

  get url(): URL {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return new URL(`http://127.0.0.1:${address.port}/jwks.json`);
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer(response: ServerResponse): void {
    switch (this.conduct) {
      case 'publish':
        response.end(JSON.stringify({ keys: this.keys.map(publish) }));
        break;
      case 'fail':
        response.writeHead(500).end('out of order');
        break;
      case 'fall silent':
        break;
      case 'stop midway':
        response.write('{"keys":[');
        break;
      case 'talk nonsense':
        response.end('<html>Welcome!</html>');
        break;
      case 'talk without end':
        talk(response);
        break;
      case 'redirect':
        response.writeHead(302, { location: '/elsewhere' }).end();
        break;
    }
  }
}

function publish({ kid, alg, publicKey }: SigningKey) {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

function talk(response: ServerResponse): void {
  const chunk = ' '.repeat(64 * 1024);
  const write = () => {
    if (response.destroyed) return;
    if (response.write(chunk)) setImmediate(write);
    else response.once('drain', write);
  };
  write();
}
