// The built client: the page, invitations to rooms, the page of admins, and hashed assets that are cached for ever.

import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { letFrame } from './embedding.ts';
import { withoutOtherServers } from './security.ts';

const PAGE = 'index.html';
/** The same page, which finds its assets from one level below. */
const ROOM_PAGE = 'room.html';
const ROOM_PATH = '/r/:room';

export interface ClientFiles {
  readonly clientDir: string;
  /** The sites that may show the page in a frame. */
  readonly embedders?: readonly string[] | undefined;
  /** Shown at /admin; a game below a path of its own has none, and leads to that of its server. */
  readonly adminPage: string | undefined;
  /** The games that this server serves beside the first. */
  readonly otherGames?: readonly { readonly path: string }[] | undefined;
}

/** Serves `clientDir`. A file with a `.br` or `.gz` beside it is sent as that to clients that take it. */
export async function serveClient(
  app: FastifyInstance,
  { clientDir, embedders = [], adminPage, otherGames = [] }: ClientFiles,
): Promise<void> {
  const pages = [PAGE, ROOM_PAGE].map((name) => join(clientDir, name));
  const assets = join(clientDir, 'assets') + sep;
  await app.register(fastifyStatic, {
    root: clientDir,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      // Compressed or not.
      if (pages.some((page) => path.startsWith(page))) letFrame(reply.raw, embedders);
      // Asset names change with their content; all else is asked for again and answered 304 while its ETag holds.
      reply.header('cache-control', path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // Without its game such a page would wait for ever for an answer of its server.
  for (const folder of pagesBelow(clientDir)) {
    if (otherGames.some(({ path }) => path === `/${folder}`)) continue;
    for (const path of [`/${folder}`, `/${folder}/*`]) app.get(path, (_request, reply) => reply.callNotFound());
  }
  // Another build of the client may have but one page.
  const roomPage = existsSync(join(clientDir, ROOM_PAGE)) ? ROOM_PAGE : PAGE;
  app.get(ROOM_PATH, (_request, reply) => reply.sendFile(roomPage));
  app.get(`/${ROOM_PAGE}`, (_request, reply) => reply.redirect('./'));
  // Of no use to a search engine; a build without it answers 404. A file of that name would come without these headers.
  for (const path of ['/admin', '/admin.html']) {
    app.get(path, (_request, reply) => {
      if (adminPage === undefined) return reply.redirect('../admin');
      const policy = reply.getHeader('content-security-policy');
      if (typeof policy === 'string') reply.header('content-security-policy', withoutOtherServers(policy));
      return reply.header('x-robots-tag', 'noindex').sendFile(adminPage);
    });
  }
}

/** The folders of a client that hold the page of another game. */
function pagesBelow(clientDir: string): string[] {
  if (!existsSync(clientDir)) return [];
  const folders = readdirSync(clientDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => existsSync(join(clientDir, name, ROOM_PAGE)));
}
