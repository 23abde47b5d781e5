// The path below which the server is to be found where it shares a name with others: taken off each request's address, so that all else
// knows addresses from the root on. Without the path everything answers, too: to health checks, to other nodes, to proxies that take it off.

const MAX_CHARS = 100;
/** What the server has at its root; the same names below it could not be told apart. */
export const TAKEN_PATHS = ['admin', 'api', 'assets', 'healthz', 'metrics', 'r', 'readyz', 'ws'];

/** `/game` of any path that names it, with or without slashes around; '' for the root. Undefined for what cannot be one. */
export function readBasePath(text: string): string | undefined {
  const path = `/${text.replace(/^\/+|\/+$/g, '')}`;
  if (path === '/') return '';
  const isPath = /^(?:\/[a-z\d][\w.~-]*){1,8}$/i.test(path) && path.length <= MAX_CHARS;
  return isPath && !TAKEN_PATHS.includes(path.split('/')[1] ?? '') ? path : undefined;
}

/** A request's address as seen from the root. `base` is as `readBasePath` answers it. */
export function belowBase(base: string, url: string): string {
  if (base === '' || !url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  return rest.startsWith('/') ? rest : url;
}

/** Where a request for the base path itself, without a slash at its end, belongs; undefined for all others. Relative, for proxies in front. */
export function slashed(base: string, url: string): string | undefined {
  const [path = '', query] = url.split('?', 2);
  if (base === '' || path !== base) return undefined;
  return `${base.slice(base.lastIndexOf('/') + 1)}/${query === undefined ? '' : `?${query}`}`;
}
