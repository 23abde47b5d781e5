// Security headers of every answer, chosen so that the page also lives on a LAN: plain http from an address.

import type { FastifyHelmetOptions } from '@fastify/helmet';

/** For half a year a browser that was here by https comes back by https only. Nothing is said of names below this one. */
const HSTS = { maxAge: 180 * 24 * 3600, includeSubDomains: false };

/** Where a page of a cluster may connect to. From a page of https browsers reach only https and wss among these. */
const ANY_SERVER = ['http:', 'https:', 'ws:', 'wss:'] as const;

/**
 * Headers that only TLS makes true would leave the page dead on plain http: HSTS is sent with it alone. upgrade-insecure-requests never
 * is: the page asks for nothing by another scheme than its own. A page of a cluster connects to other nodes, also to those that are started
 * while it is open, and its policy is fixed when it loads: docs/adr/0011-pages-reach-later-nodes.md.
 */
export function securityHeaders(hasTls: boolean, isCluster: boolean): FastifyHelmetOptions {
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
        connectSrc: ["'self'", ...(isCluster ? ANY_SERVER : [])],
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

/** Takes from a policy what only the game's page needs. The page of admins asks its own server alone. */
export function withoutOtherServers(policy: string): string {
  return policy.replace(` ${ANY_SERVER.join(' ')}`, '');
}
