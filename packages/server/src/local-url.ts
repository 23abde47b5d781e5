// Where a server can be reached from its own machine.

/** The URL of a server that listens on `host`, for programs beside it: of all addresses it takes the loopback one. */
export function localUrl(host: string, port: number, scheme: 'http' | 'https'): string {
  const bare = host.replace(/^\[|\]$/g, '');
  const own = bare === '0.0.0.0' || bare === '' ? '127.0.0.1' : bare === '::' ? '::1' : bare;
  return `${scheme}://${own.includes(':') ? `[${own}]` : own}:${port}`;
}
