// A pilot at a real socket, and a record of what reaches it and when.

import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { versionHash } from '@starfray/shared/protocol';
import { type Arena, input, type StarfrayWorld, starfray } from '@starfray/starfray/rules';

export interface Flyer {
  readonly client: NetClient<StarfrayWorld, Arena>;
  /** Messages received, and the time and tick of each snapshot applied. */
  readonly log: { messages: number; snapshots: { atMs: number; tick: number }[] };
  stop(): void;
}

/** Joins the server at a port of loopback, and turns on the spot. */
export function flyTo(port: number, name: string): Flyer {
  const log: Flyer['log'] = { messages: 0, snapshots: [] };
  const url = joinUrl({ server: `ws://127.0.0.1:${port}`, version: versionHash(starfray), kind: 'human', name });
  const client = new NetClient<StarfrayWorld, Arena>({
    game: starfray,
    random: () => 0.5,
    draws: false,
    connect: () => {
      const link = createWebSocketLink(new globalThis.WebSocket(url, subprotocols(starfray.identity)));
      return {
        ...link,
        get isOpen() {
          return link.isOpen;
        },
        get bufferedBytes() {
          return link.bufferedBytes;
        },
        onMessage: (receive) =>
          link.onMessage((bytes) => {
            log.messages += 1;
            receive(bytes);
            const tick = client.held?.tick ?? 0;
            if (tick > (log.snapshots.at(-1)?.tick ?? 0)) log.snapshots.push({ atMs: performance.now(), tick });
          }),
      };
    },
  });
  const controls = input.view();
  const timer = setInterval(() => {
    controls.aim = (controls.aim + 8) & 1023;
    client.setInput(controls);
    client.update(performance.now());
    while (client.takeEvent() !== undefined);
  }, 16);
  return {
    client,
    log,
    stop: () => {
      clearInterval(timer);
      client.close();
    },
  };
}
