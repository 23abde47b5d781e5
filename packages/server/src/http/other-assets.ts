// Files of the page's other builds: during an update behind one name the page may come from one node, and the next question reaches another.

import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The file of that name in gzip, or undefined when nobody has it. */
export type OtherAssets = (name: string) => Promise<Uint8Array | undefined>;

const ASSET = /^\/assets\/([\w.-]{1,100})$/;
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Answers whether `request` was for such a file, and is answered. */
export async function sendAssetOfOthers(
  request: Pick<FastifyRequest, 'method' | 'headers' | 'url'>,
  reply: FastifyReply,
  assets: OtherAssets | undefined,
): Promise<boolean> {
  const name = ASSET.exec(request.url.split('?')[0] ?? '')?.[1] ?? '';
  const type = TYPES[extname(name)];
  if (assets === undefined || type === undefined || !['GET', 'HEAD'].includes(request.method)) return false;
  const bytes = await assets(name);
  if (bytes === undefined) return false;
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding');
  if (takesGzip) reply.header('content-encoding', 'gzip');
  await reply.send(takesGzip ? bytes : await promisify(gunzip)(bytes));
  return true;
}
