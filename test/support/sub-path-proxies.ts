// The three proxies of docs/hosting.md with two games on one name: /game/, where the proxy takes the path off, and /other, which the
// server knows by --base-path.

import { nginxConfig, type ProxyName } from './proxy-process.ts';

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
  map $http_upgrade $starfray_connection { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Upgrade    $http_upgrade;
    proxy_set_header Connection $starfray_connection;
    proxy_set_header Host       $http_host;
    location /game/ { proxy_pass http://127.0.0.1:${game}/; }
    location /other { proxy_pass http://127.0.0.1:${other}; }
  }`),
  haproxy: (port, { game, other }) => `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 1h
frontend web
  bind 127.0.0.1:${port}
  http-request redirect location /game/ code 302 if { path /game }
  use_backend other if { path /other } or { path_beg /other/ }
  default_backend game
backend game
  http-request replace-path /game/(.*) /\\1
  server s1 127.0.0.1:${game}
backend other
  server s1 127.0.0.1:${other}
`,
  caddy: (port, { game, other }) => `
{
	admin off
	auto_https off
}
http://localhost:${port} {
	bind 127.0.0.1
	redir /game /game/
	handle_path /game/* {
		reverse_proxy 127.0.0.1:${game}
	}
	handle /other* {
		reverse_proxy 127.0.0.1:${other}
	}
}
`,
};

/** The configuration of a proxy that listens on `port`. */
export function subPathConfig(name: (typeof SUB_PATH_PROXIES)[number], backends: Backends): (port: number) => string {
  return (port) => CONFIGS[name](port, backends);
}
