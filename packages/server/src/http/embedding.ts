// Which sites may show the game in a frame. Only the page that is played: nobody lays the admin page, or an answer of the API, below a
// picture of their own and has an admin click through it.

import type { ServerResponse } from 'node:http';

const POLICY = 'content-security-policy';
const OWN_SITE = "frame-ancestors 'self'";

/** Lets `sites` frame what is answered, beside the page's own site. Call it after the security headers are set. */
export function letFrame(response: ServerResponse, sites: readonly string[]): void {
  if (sites.length === 0) return;
  const policy = String(response.getHeader(POLICY) ?? OWN_SITE);
  response.setHeader(POLICY, policy.replace(OWN_SITE, [OWN_SITE, ...sites].join(' ')));
  // It knows no list of sites. Browsers that know the policy ignore it.
  response.removeHeader('x-frame-options');
}
