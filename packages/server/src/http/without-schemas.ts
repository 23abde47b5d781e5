// Fastify without what compiles JSON schemas: bodies are checked where they are read, and answers are written as they are. The package
// leaves the compilers out, and a start is spared a twentieth of its time.

import type { FastifyServerOptions } from 'fastify';

function refuse(): never {
  throw new Error('no route has a JSON schema here: check the body in its handler');
}

/** Options for `fastify()` with which a route that names a schema throws when it is added. */
export const withoutSchemas: Pick<FastifyServerOptions, 'schemaController'> = {
  schemaController: { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } },
};
