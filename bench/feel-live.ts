// `pnpm bench feel --live`: the way of a key from one hand to another screen on real sockets and by the real clock, through a server of this
// build and, at the same time, one of another. Virtual time knows no threads; this does. A spectator looks on, who sees the only player
// wherever it is.

import type { ChildProcess } from 'node:child_process';
import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { INVALID } from '@starfray/shared/contract';
import { createRandom, type RandomState, randomBelow, turnBetween } from '@starfray/shared/core';
import { createCodec, createProtocol, type Link } from '@starfray/shared/protocol';
import { type Arena, input, type ShipRow, type StarfrayWorld, ship, starfray } from '@starfray/starfray/rules';
import { type Build, buildOf, startServer } from './builds.ts';
import { heldShip } from './held-ship.ts';
import { stopped } from './processes.ts';
import { median, quantile } from './statistics.ts';

const LOOK_MS = 4;
const SETTLE_MS = 4000;
/** Between two presses: longer than anything takes, and out of step with every tick. */
const BETWEEN_MS = 250;
const BETWEEN_SPREAD_MS = 40;
/** Of 1024: far enough that half of it is seen. */
const TURN = 400;
/** Of a frame's controls, from their end. */
const AIM_AT = input.columnNames.indexOf('aim') - input.width;
const MAX_LATER_MS = 2;

export interface FeelLiveOptions {
  readonly server: string;
  readonly before?: string | undefined;
  readonly threads: string;
  readonly presses: number;
}

/** When a press was first seen at each place, in ms after it. */
interface Press {
  own?: number;
  sent?: number;
  held?: number;
  shown?: number;
}

const PLACES = ['own', 'sent', 'held', 'shown'] as const;

/** Passes where no stage takes this build more than 2 ms longer, by the medians. */
export async function benchFeelLive({
  server,
  before,
  threads,
  presses,
}: FeelLiveOptions): Promise<{ passed: boolean }> {
  const builds = [buildOf('now', server, threads)];
  if (before !== undefined) builds.unshift(buildOf('before', before, threads));
  const servers: ChildProcess[] = [];
  try {
    const scenes: Scene[] = [];
    for (const build of builds) {
      const { server: process, port } = await startServer(build, 2, undefined);
      servers.push(process);
      scenes.push(new Scene(build.name, port, await versionOf(port)));
    }
    await play(scenes, presses);
    return report(scenes, builds);
  } finally {
    await Promise.all(servers.map(stopped));
  }
}

/** All scenes at once, so that they share the machine's moods; each has presses of its own. */
async function play(scenes: readonly Scene[], presses: number): Promise<void> {
  const endMs = performance.now() + SETTLE_MS + presses * (BETWEEN_MS + BETWEEN_SPREAD_MS);
  while (performance.now() < endMs) {
    for (const scene of scenes) scene.look(performance.now());
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  for (const scene of scenes) scene.close();
}

async function versionOf(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/status`);
  return ((await answer.json()) as { version: string }).version;
}

/** A player and a spectator on one server. */
class Scene {
  readonly name: string;
  readonly presses: Press[] = [];
  private readonly player: NetClient<StarfrayWorld, Arena>;
  private readonly viewer: NetClient<StarfrayWorld, Arena>;
  private readonly random: RandomState;
  private readonly controls = input.view();
  private aim = 0;
  private pressedMs = 0;
  private nextMs = performance.now() + SETTLE_MS;
  private current: Press | undefined;

  constructor(name: string, port: number, version: string) {
    this.name = name;
    this.random = createRandom(1);
    this.player = this.join(port, version, 'human');
    this.viewer = this.join(port, version, 'spectator');
  }

  look(nowMs: number): void {
    const { player, viewer, controls, current } = this;
    if (nowMs >= this.nextMs) this.press(nowMs);
    controls.aim = this.aim;
    player.setInput(controls);
    for (const client of [player, viewer]) {
      client.update(nowMs);
      while (client.takeEvent() !== undefined);
    }
    if (current === undefined) return;
    const since = performance.now() - this.pressedMs;
    const { playerId } = player;
    if (this.isTurned(player.own?.body)) current.own ??= since;
    if (this.isTurned(heldShip(viewer.held, playerId))) current.held ??= since;
    const drawn = viewer.drawn.find(
      ({ kind, row }) => starfray.entities[kind] === ship && (row as unknown as ShipRow).player === playerId,
    );
    if (this.isTurned(drawn?.row)) current.shown ??= since;
  }

  close(): void {
    this.player.close();
    this.viewer.close();
  }

  private press(nowMs: number): void {
    if (this.current !== undefined) this.presses.push(this.current);
    this.aim = (this.aim + TURN) & 1023;
    this.pressedMs = nowMs;
    this.nextMs = nowMs + BETWEEN_MS + randomBelow(this.random, BETWEEN_SPREAD_MS);
    this.current = {};
  }

  private isTurned(row: object | undefined): boolean {
    return row !== undefined && this.isTurnedTo((row as ShipRow).aim);
  }

  private isTurnedTo(aim: number): boolean {
    return Math.abs(turnBetween(aim, this.aim)) <= TURN / 2;
  }

  private join(port: number, version: string, kind: 'human' | 'spectator'): NetClient<StarfrayWorld, Arena> {
    return new NetClient<StarfrayWorld, Arena>({
      game: starfray,
      connect: () => {
        const url = joinUrl({ server: `ws://127.0.0.1:${port}`, version, kind });
        return this.listen(createWebSocketLink(new globalThis.WebSocket(url, subprotocols(starfray.identity))));
      },
      now: () => performance.now(),
      random: () => 0.5,
    });
  }

  private listen(link: Link): Link {
    const codec = createCodec();
    const protocol = createProtocol(starfray);
    const send = link.send.bind(link);
    link.send = (bytes) => {
      const message = protocol.decodeClient(codec.unpack(bytes));
      // The last tick's controls: what a frame carries is complete with them.
      if (message !== INVALID && message.name === 'input' && this.isTurnedTo(message.controls.at(AIM_AT) ?? 0)) {
        if (this.current !== undefined) this.current.sent ??= performance.now() - this.pressedMs;
      }
      send(bytes);
    };
    return link;
  }
}

function stagesOf({ presses }: Scene) {
  // A ship that was not there at the time, or out of sight, tells nothing.
  const whole = presses.filter((press) => PLACES.every((place) => press[place] !== undefined));
  const of = (from: keyof Press | undefined, to: keyof Press) =>
    whole.map((press) => (press[to] ?? 0) - (from === undefined ? 0 : (press[from] ?? 0)));
  const stages = {
    untilTheOwnScreen: of(undefined, 'own'),
    untilItsFrameLeaves: of(undefined, 'sent'),
    untilTheOtherHoldsIt: of('sent', 'held'),
    untilTheOtherDrawsIt: of('held', 'shown'),
    inAll: of(undefined, 'shown'),
  };
  const each = (value: (all: readonly number[]) => number) =>
    Object.fromEntries(Object.entries(stages).map(([stage, all]) => [stage, round(value(all))]));
  return { presses: whole.length, p50: each(median), p95: each((all) => quantile(all, 0.95)) };
}

function report(scenes: readonly Scene[], builds: readonly Build[]): { passed: boolean } {
  const sides = scenes.map((scene) => ({ name: scene.name, ...stagesOf(scene) }));
  const now = sides.at(-1);
  const other = sides.length > 1 ? sides[0] : undefined;
  const laterMs = Object.fromEntries(
    Object.entries(now?.p50 ?? {}).map(([stage, ms]) => [stage, round(ms - (other?.p50[stage] ?? ms))]),
  );
  const threads = builds.at(-1)?.threads;
  const isWhole = sides.every(({ presses }) => presses > 0);
  const result = {
    passed: isWhole && Object.values(laterMs).every((ms) => ms <= MAX_LATER_MS),
    threads: threads ?? 'this build has none',
    ...(other === undefined ? {} : { laterMs }),
    sides,
  };
  return result;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
