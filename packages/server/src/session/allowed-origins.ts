// Origins that an operator lets in, one by one or all below a name. No state, no socket.

/**
 * Is an origin, as a browser sends it, on the list? `https://*.example.org` stands for every name below example.org, at any depth and
 * without the name itself, as in a content security policy; scheme and port must be the same.
 */
export function isOnList(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => entry === origin || isBelow(origin, entry));
}

function isBelow(origin: string, entry: string): boolean {
  const star = entry.indexOf('*');
  if (star < 0) return false;
  const [scheme, name] = [entry.slice(0, star), entry.slice(star + 1)];
  if (!origin.startsWith(scheme) || !origin.endsWith(name)) return false;
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(origin.slice(scheme.length, -name.length));
}
