// Where connections come from, as the server itself reads it, for hosts that are started without one: no cluster, and only the proxies that
// the test names.

import type { HostOptions } from '@starfray/server';
import { createAddressReader, createNetworkCheck, type Network, parseTrustedProxy } from '@starfray/server/identity';

/** `proxies` as for `--trust-proxy`. @throws Error for one that cannot be read. */
export function plainDoor(
  proxies: readonly string[] = [],
): Pick<HostOptions, 'addressOf' | 'isProxy' | 'nodeOrigins' | 'hopHeaders'> {
  const networks = proxies.flatMap((text): readonly Network[] => {
    const parsed = parseTrustedProxy(text);
    if (!parsed.ok) throw new Error(parsed.fault);
    return parsed.value;
  });
  const read = createAddressReader(networks);
  return {
    addressOf: ({ socket, headers }) => read(socket.remoteAddress, headers),
    isProxy: createNetworkCheck(networks),
    nodeOrigins: () => [],
    hopHeaders: () => ({}),
  };
}
