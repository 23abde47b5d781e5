// The three proxies of docs/hosting.md with two games on one name, as the document shows them: /game/, where the proxy takes the path off, by
// the document's own lines, and /other, which the server knows by --base-path.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nginxConfig, type ProxyName } from './proxy-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export interface Backends {
  /** Port of the server that knows no path. */
  readonly game: number;
  /** Port of the server with `--base-path /other`. */
  readonly other: number;
}

export const SUB_PATH_PROXIES = ['nginx', 'haproxy', 'caddy'] as const satisfies readonly ProxyName[];

type Write = (port: number, backends: Backends) => string;

const CONFIGS: Readonly<Record<(typeof SUB_PATH_PROXIES)[number], Write>> = {
  nginx: (port, { game, other }) =>
    nginxConfig(`
  ${within(read('deploy/nginx.conf'), /^map [^}]*}/m)}
  server {
    listen 127.0.0.1:${port};
    ${shown('location /game/ {', [['127.0.0.1:8080', `127.0.0.1:${game}`]])}
    proxy_http_version 1.1;
    proxy_set_header Upgrade    $http_upgrade;
    proxy_set_header Connection $starfray_connection;
    proxy_set_header Host       $http_host;
    location /other { proxy_pass http://127.0.0.1:${other}; }
  }`),
  haproxy: (port, { game, other }) => `
${within(read('deploy/haproxy.cfg'), /^defaults\n(?: .*\n)+/m)}
${shown('frontend web', [
  ['frontend web\n', `frontend web\n  bind 127.0.0.1:${port}\n`],
  ['  use_backend', '  use_backend other if { path /other } or { path_beg /other/ }\n  use_backend'],
  ['127.0.0.1:8080', `127.0.0.1:${game}`],
])}
backend other
  server s1 127.0.0.1:${other}
`,
  caddy: (port, { game, other }) => `
{
	admin off
	auto_https off
}
${shown('example.org {', [
  [
    'example.org {',
    `http://localhost:${port} {\n\tbind 127.0.0.1\n\thandle /other* {\n\t\treverse_proxy 127.0.0.1:${other}\n\t}`,
  ],
  ['127.0.0.1:8080', `127.0.0.1:${game}`],
])}
`,
};

/** The configuration of a proxy that listens on `port`. */
export function subPathConfig(name: (typeof SUB_PATH_PROXIES)[number], backends: Backends): (port: number) => string {
  return (port) => CONFIGS[name](port, backends);
}

/** What the document shows below a path, by its first line, with the names and ports of the test. */
function shown(firstLine: string, changes: readonly (readonly [string, string])[]): string {
  const section = within(read('docs/hosting.md'), /^## Below a path\n[\s\S]*?^## /m);
  const block = section.split('```').find((text) => text.startsWith(`\n${firstLine}`));
  if (block === undefined) throw new Error(`docs/hosting.md shows no "${firstLine}" below a path`);
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`docs/hosting.md does not have "${from}" once`);
    return text.replace(from, () => to);
  }, block.trim());
}

function within(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw new Error(`nothing matches ${pattern}`);
  return found;
}
