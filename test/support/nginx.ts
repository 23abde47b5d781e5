// Debian's nginx with the configuration that is shipped, before a server on loopback.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nginxConfig, type RunningProxy, startProxy } from './proxy-process.ts';

const SNIPPET = join(import.meta.dirname, '../../deploy/nginx.conf');

export interface NginxOptions {
  /** Of its own, for everything it writes. */
  readonly folder: string;
  /** Port on loopback of the server behind. */
  readonly backend: number;
  readonly cert: string;
  readonly key: string;
}

/** Starts nginx with `deploy/nginx.conf`, of which only ports and files are changed; answers once it listens. */
export async function startNginx({ folder, backend, cert, key }: NginxOptions): Promise<RunningProxy> {
  const snippet = await readFile(SNIPPET, 'utf8');
  const config = (port: number): string => {
    const replacements = [
      ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      ['server 127.0.0.1:8080;', `server 127.0.0.1:${backend};`],
      ['server_name play.example.org;', 'server_name localhost;'],
      ['/etc/letsencrypt/live/play.example.org/fullchain.pem', cert],
      ['/etc/letsencrypt/live/play.example.org/privkey.pem', key],
    ] as const;
    return nginxConfig(
      replacements.reduce((text, [from, to]) => {
        if (text.split(from).length !== 2) throw new Error(`deploy/nginx.conf does not have "${from}" once`);
        return text.replace(from, to);
      }, snippet),
    );
  };
  return startProxy('nginx', { folder, config });
}
