// Requests to one's own server, from the machine it runs on or from elsewhere.

import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';

const TIMEOUT_MS = 4000;
/** Of an answer that is read: an overview of a thousand players is below 1 MiB. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

export interface Question {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object | undefined;
}

/** Rejects with a sentence for the operator when no server answers within 4 s. */
export async function askServer(
  base: string,
  path: string,
  { method = 'GET', token, body }: Question = {},
): Promise<Answer> {
  const socketPath = /^unix:(.+)/.exec(base)?.[1];
  const url = below(socketPath === undefined ? base : 'http://localhost', path);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  const options = {
    ...(socketPath !== undefined && { socketPath }),
    method,
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      // A certificate names the host that players know, not this machine.
      const request =
        url.protocol === 'https:'
          ? https(url, { ...options, rejectUnauthorized: !isOwnMachine(url) })
          : http(url, options);
      request.on('response', resolve).on('error', reject);
      request.end(text);
    });
    return { status: response.statusCode ?? 0, body: await readBody(response) };
  } catch (error) {
    throw new Error(
      `no server answers at ${base} (${reasonOf(error)}): start it, or say where it is by --data, --port or --url`,
      {
        cause: error,
      },
    );
  }
}

/** A path of the server below its address, which may have one itself (`https://example.org/game/`). */
export function below(base: string, path: string): URL {
  return new URL(`.${path}`, base.endsWith('/') ? base : `${base}/`);
}

function isOwnMachine({ hostname }: URL): boolean {
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

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `silent for ${TIMEOUT_MS / 1000} s`;
  return 'code' in error ? String(error.code) : error.message;
}
