// The container's health check: ends well when the server answers. It reads the variables that the server itself reads.

import { request as http } from 'node:http';
import { request as https } from 'node:https';

const DEFAULT_PORT = 8080;
const ANY_ADDRESS = ['', '0.0.0.0', '::'];

const { STARFRAY_HOST: host = '', STARFRAY_PORT, PORT, STARFRAY_TLS_CERT } = process.env;
const socketPath = /^unix:(.+)/.exec(host)?.[1];
const target = {
  ...(socketPath !== undefined && { socketPath }),
  host: ANY_ADDRESS.includes(host) ? '127.0.0.1' : host.replace(/^\[(.*)\]$/, '$1'),
  port: Number(STARFRAY_PORT || PORT || DEFAULT_PORT),
  path: '/healthz',
};
// The certificate names the host that players know.
const request = STARFRAY_TLS_CERT ? https({ ...target, rejectUnauthorized: false }) : http(target);
request.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
request.on('error', ({ message }) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
});
request.end();
