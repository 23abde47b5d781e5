// The SDK's front door: a bot on the platform's own WebSocket and timer, in one call.

import type { ClientStatus, NetStats } from '@starfray/client/net';
import { Bot } from './bot.ts';
import { createBotRoute } from './bot-route.ts';
import { readServerAddress } from './server-address.ts';
import type { Think } from './view.ts';

const UPDATE_MS = 1000 / 60;

export interface CreateBotOptions {
  /** `ws://localhost:8080`, a page's `https://…`, or an invitation ending in `/r/<room>`. */
  readonly url: string;
  readonly name: string;
  /** Decides on the controls, up to 60 times a second. */
  readonly think: Think;
  readonly room?: string;
  readonly joinCode?: string;
  /** Says which bot this is, where the server asks for it: `starfray token create --role bot`. */
  readonly token?: string;
  /** Of all chance in the bot; the same seed and the same events give the same bot. */
  readonly seed?: number;
  /** Told of every change of the connection. */
  readonly onStatus?: (status: ClientStatus) => void;
}

export interface RunningBot {
  readonly status: ClientStatus;
  readonly stats: NetStats;
  /** Leaves for good. */
  close(): void;
}

/** Joins, flies, and comes back by itself when the connection is lost. @throws TypeError when the address cannot be read. */
export function createBot({
  url,
  name,
  think,
  room,
  joinCode,
  token,
  seed = 1,
  onStatus,
}: CreateBotOptions): RunningBot {
  const address = readServerAddress(url);
  if (!address.ok) throw new TypeError(`${url}: ${address.fault}`);
  const { server, room: invited } = address.value;
  const route = createBotRoute({ server, name, room: room ?? invited, joinCode, token });
  const bot = new Bot({
    connect: (resume) => route.connect(resume),
    think,
    seed,
  });
  let told: ClientStatus | undefined;
  const timer = setInterval(() => {
    bot.update(performance.now());
    if (bot.status === told) return;
    told = bot.status;
    onStatus?.(told);
    if (told.state === 'closed') clearInterval(timer);
  }, UPDATE_MS);
  return {
    get status() {
      return bot.status;
    },
    get stats() {
      return bot.stats;
    },
    close: () => {
      clearInterval(timer);
      bot.close();
      onStatus?.(bot.status);
    },
  };
}
