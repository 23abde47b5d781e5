// Security headers of every answer, chosen so that the page also lives on a LAN: plain http from an address.

import type { FastifyHelmetOptions } from '@fastify/helmet';

/** Headers that only TLS makes true (HSTS, upgrade-insecure-requests) would leave the page dead on plain http. */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'data:', 'blob:'],
      // 'self' includes the WebSocket on the same host and port.
      connectSrc: ["'self'"],
      workerSrc: ["'self'", 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
  strictTransportSecurity: false,
  // Browsers ignore these two on an insecure origin, and say so in the console.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
};
