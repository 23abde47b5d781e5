// Requests to one's own server, from the machine it runs on or from elsewhere.

import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Holder } from '../store/data-lock.ts';

/** A health check must know soon. */
const PATIENCE_MS = 4000;
/** An order is given to a server in trouble above all: half a minute late is better than not at all. */
export const ORDER_PATIENCE_MS = 30_000;
/** Of an answer that is read: an overview of a thousand players is below 1 MiB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** A PROXY header of version 2 with the command LOCAL: the connection is for its opener, not for a client behind it. */
const LOCAL_HEADER = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

/** A server, and how it is spoken to. */
export interface OwnServer {
  /** Of HTTP, or `unix:` and the path of its socket. */
  readonly url: string;
  /** Does it take connections with a PROXY header alone? */
  readonly expectsProxyHeader: boolean;
}

/** What a data directory, or options, say of a server. */
export type Whereabouts =
  /** It should answer there; `holder` is what it noted in its data directory. */
  | { readonly state: 'running'; readonly server: OwnServer; readonly holder: Holder | undefined }
  /** The data directory says that none runs; one with these options would listen there. */
  | { readonly state: 'stopped'; readonly server: OwnServer; readonly holder: undefined; readonly fault: string };

export interface Answer {
  readonly status: number;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
  /** By the server's clock, as it wrote it. */
  readonly date?: string | undefined;
}

export interface Question {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object | undefined;
  /** For an address of this machine, which no certificate need name. */
  readonly takesAnyCertificate?: boolean;
  /** 4 s by default. */
  readonly patienceMs?: number;
}

/** Rejects with a sentence for the operator when no server answers in time. */
export async function askServer(
  { url: base, expectsProxyHeader }: OwnServer,
  path: string,
  { method = 'GET', token, body, takesAnyCertificate = false, patienceMs = PATIENCE_MS }: Question = {},
): Promise<Answer> {
  const socketPath = /^unix:(.+)/.exec(base)?.[1];
  const url = below(socketPath === undefined ? base : 'http://localhost', path);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  const isSecure = url.protocol === 'https:';
  const options = {
    ...(expectsProxyHeader && { createConnection: () => connectWithHeader(url, socketPath) }),
    ...(socketPath !== undefined && { socketPath }),
    method,
    headers,
    signal: AbortSignal.timeout(patienceMs),
  };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      // A certificate names the host that players know, not this machine.
      const request = isSecure
        ? https(url, { ...options, rejectUnauthorized: !takesAnyCertificate && !isOwnMachine(url) })
        : http(url, options);
      request.on('response', resolve).on('error', reject);
      request.end(text);
    });
    return { status: response.statusCode ?? 0, body: await readBody(response), date: response.headers.date };
  } catch (error) {
    throw new Error(describeSilence(base, error, patienceMs), { cause: error });
  }
}

/** Is this the answer of the server that noted itself? A note of an older version does not say. */
export function isInstance(body: unknown, { instance }: Holder): boolean {
  if (instance === undefined) return true;
  return typeof body === 'object' && body !== null && 'instance' in body && body.instance === instance;
}

export function describeOther({ url }: OwnServer, { pid, host }: Holder): string {
  const remedy = 'ask on its own machine or in its container, or say where it is with --url';
  return `another server answers at ${url}, not the one of the data directory (process ${pid} on ${host}): ${remedy}`;
}

/** A path of the server below its address, which may have one itself (`https://example.org/game/`). */
export function below(base: string, path: string): URL {
  return new URL(`.${path}`, base.endsWith('/') ? base : `${base}/`);
}

// The header comes before TLS.
function connectWithHeader(url: URL, socketPath: string | undefined): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const socket = socketPath === undefined ? connect({ host, port }) : connect(socketPath);
  socket.write(LOCAL_HEADER);
  if (url.protocol !== 'https:' || socketPath !== undefined) return socket;
  return connectTls({
    socket,
    rejectUnauthorized: !isOwnMachine(url),
    ...(isIP(host) === 0 && { servername: host }),
  });
}

function describeSilence(base: string, error: unknown, patienceMs: number): string {
  const { code, text } = reasonOf(error, patienceMs);
  const remedy = remedyFor(code);
  return remedy === undefined
    ? `no server answers at ${base} (${text}): start it, or say where it is by --data, --port or --url`
    : `${base} cannot be asked (${text}): ${remedy}`;
}

/** What mends a connection that got an answer, though not one of HTTP; undefined where none came. */
function remedyFor(code: string): string | undefined {
  if (code === 'EPROTO' || /^ERR_SSL_/.test(code)) return 'there is no TLS there: give its address with http';
  if (code === 'ECONNRESET' || code === 'HPE_INVALID_CONSTANT')
    return 'it cut the connection off: see whether it speaks https, or takes connections from its TCP proxies alone (--proxy-protocol)';
  if (/SELF_SIGNED|UNABLE_TO_/.test(code))
    return 'its certificate is of an authority that Node does not know: name that with NODE_EXTRA_CA_CERTS=/path/ca.pem, or ask on its own machine';
  if (code === 'CERT_HAS_EXPIRED') return 'renew its certificate';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'ask under a name that its certificate has';
  return undefined;
}

/** Its certificate need not name this machine, and is not asked for. */
export function isOwnMachine({ hostname }: URL): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

async function readBody(response: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_ANSWER_BYTES) throw new Error('its answer has no end');
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(error: unknown, patienceMs: number): { readonly code: string; readonly text: string } {
  if (!(error instanceof Error)) return { code: '', text: String(error) };
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return { code: '', text: `silent for ${patienceMs / 1000} s` };
  return 'code' in error ? { code: String(error.code), text: String(error.code) } : { code: '', text: error.message };
}
