// An honest player on a real socket, who is there while others misbehave and remembers every disturbance.

import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';

const UPDATE_MS = 8;

export interface Bystander {
  readonly client: ReturnType<typeof createClient>;
  stop(): void;
}

/** Joins, flies in circles and fires; its aim goes through every value, those of msgpackr's record ids included. */
export function startBystander(port: number, name: string): Bystander {
  const client = createClient(port, name);
  const input = starfray.input.view();
  let steps = 0;
  const timer = setInterval(() => {
    steps += 1;
    Object.assign(input, { thrust: 1 + ((steps >> 6) & 7), aim: (steps * 3) & 1023, fire: (steps >> 4) & 1 });
    client.setInput(input);
    client.update(performance.now());
  }, UPDATE_MS);
  return {
    client,
    stop: () => {
      clearInterval(timer);
      client.close();
    },
  };
}

function createClient(port: number, name: string) {
  const url = joinUrl({ server: `ws://127.0.0.1:${port}`, version: versionHash(starfray), kind: 'human', name });
  return new NetClient({
    game: starfray,
    connect: () => createWebSocketLink(new WebSocket(url, subprotocols(starfray.identity))),
    random: () => 0.5,
    draws: false,
    reconnects: false,
  });
}
