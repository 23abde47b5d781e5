// Security headers of every answer, chosen so that the page also lives on a LAN: plain http from an address.

import type { FastifyHelmetOptions } from '@fastify/helmet';

/** For half a year a browser that was here by https comes back by https only. Nothing is said of names below this one. */
const HSTS = { maxAge: 180 * 24 * 3600, includeSubDomains: false };

/**
 * Headers that only TLS makes true would leave the page dead on plain http: HSTS is sent with it alone. upgrade-insecure-requests never
 * is: the page asks for nothing by another scheme than its own. Pages of a cluster connect to its other nodes, too.
 */
export function securityHeaders(hasTls: boolean, nodeOrigins: () => readonly string[]): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'data:', 'blob:'],
        // 'self' includes the WebSocket on the same host and port.
        connectSrc: ["'self'", () => withSockets(nodeOrigins()).join(' ')],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // Browsers ignore these two on an insecure origin, and say so in the console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: hasTls && HSTS,
  };
}

function withSockets(origins: readonly string[]): string[] {
  return origins.flatMap((origin) => [origin, origin.replace(/^http/, 'ws')]);
}
