// A bot of any game on the platform's own WebSocket and timer, in one call.

import type { ClientStatus, NetStats } from '@starfray/client/net';
import type { Game, World } from '@starfray/shared/contract';
import { Bot, type Mind } from './bot.ts';
import { createBotRoute } from './bot-route.ts';
import { Farewell, leaveOnSignals } from './farewell.ts';
import { readServerAddress } from './server-address.ts';

const UPDATE_MS = 1000 / 60;

export interface RunBotOptions<W extends World, A> {
  readonly game: Game<W, A>;
  readonly mind: Mind<W, A>;
  /** `ws://localhost:8080`, a page's `https://…`, or an invitation ending in `/r/<room>`. */
  readonly url: string;
  readonly name: string;
  readonly room?: string;
  readonly joinCode?: string;
  /** Says which bot this is, where the server asks for it: `starfray token create --role bot`. */
  readonly token?: string;
  /** Of all chance in the bot; the same seed and the same events give the same bot. */
  readonly seed?: number;
  /** Told of every change of the connection. */
  readonly onStatus?: (status: ClientStatus) => void;
  /** False to leave signals alone; otherwise the bot leaves the arena when the process is asked to end, and the process then ends. */
  readonly leavesOnSignal?: boolean;
}

export interface RunningBot {
  readonly status: ClientStatus;
  readonly stats: NetStats;
  /** Leaves for good. */
  close(): void;
  /** Leaves for good; resolves when the server knows, or after a second. */
  leave(): Promise<void>;
}

/**
 * Joins, flies, and comes back by itself when the connection is lost. An error that its mind throws ends the bot, which says goodbye first.
 * @throws TypeError when the address cannot be read.
 */
export function runBot<W extends World, A>({
  game,
  mind,
  url,
  name,
  room,
  joinCode,
  token,
  seed = 1,
  onStatus,
  leavesOnSignal = true,
}: RunBotOptions<W, A>): RunningBot {
  const address = readServerAddress(url);
  if (!address.ok) throw new TypeError(`${url}: ${address.fault}`);
  const { server, room: invited } = address.value;
  const route = createBotRoute({ game, server, name, room: room ?? invited, joinCode, token });
  const farewell = new Farewell();
  const bot = new Bot({
    game,
    mind,
    connect: (resume) => farewell.watch(route.connect(resume)),
    seed,
  });
  let told: ClientStatus | undefined;
  const tell = (): void => {
    if (bot.status === told) return;
    told = bot.status;
    onStatus?.(told);
  };
  const leave = async (): Promise<void> => {
    clearInterval(timer);
    bot.close();
    tell();
    await farewell.said();
    stopListening();
  };
  const stopListening = leavesOnSignal ? leaveOnSignals(process, leave) : () => undefined;
  const update = (): void => {
    bot.update(performance.now());
    tell();
    if (bot.status.state !== 'closed') return;
    clearInterval(timer);
    stopListening();
  };
  const timer = setInterval(() => {
    try {
      update();
    } catch (error) {
      // A mistake in the bot: it ends the process as it would without us, but not before the server has heard of it.
      void leave().then(() => {
        throw error;
      });
    }
  }, UPDATE_MS);
  return {
    get status() {
      return bot.status;
    },
    get stats() {
      return bot.stats;
    },
    close: () => void leave(),
    leave,
  };
}
