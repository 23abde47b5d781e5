// The crowd of `bench joins`: clients of which each is there once it was welcomed, and from then on acknowledges what it gets. Its first
// line of stdout says that it is ready; its last is a JSON object of what it saw. Then it plays on until it is ended: a thousand lines
// that break at once would be measured, too.

import { get } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { isSnapshot, readTick } from './snapshot-tick.ts';

const [port = '', players = '0', withinMs = '0', inTimeMs = '0', lastMs = '0'] = process.argv.slice(2);
const ACKNOWLEDGE = 2;
/** One acknowledgement for so many snapshots. */
const EVERY = 3;

const arrivedMs: number[] = [];
const joinedMs: number[] = [];
const refusals: Record<string, number> = {};
let attempts = 0;

function arrive(version: string): void {
  attempts += 1;
  const startMs = performance.now();
  arrivedMs.push(startMs);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?v=${version}&kind=human`, ['starfray'], {
    perMessageDeflate: false,
  });
  let tick = 0;
  let snapshots = 0;
  socket.on('message', (data) => {
    if (!(data instanceof Buffer)) return;
    if (isSnapshot(data)) {
      if (tick === 0) joinedMs.push(performance.now());
      tick = readTick(data, tick);
      snapshots += 1;
      if (snapshots % EVERY === 0) socket.send(acknowledgement(tick));
    }
  });
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    const { retryMs = 1000 } = reason.length > 0 ? (JSON.parse(reason.toString()) as { retryMs?: number }) : {};
    refusals[code] = (refusals[code] ?? 0) + 1;
    setTimeout(() => arrive(version), retryMs);
  });
}

function acknowledgement(tick: number): Buffer {
  const bytes = Buffer.from([0x92, ACKNOWLEDGE, 0xce, 0, 0, 0, 0]);
  bytes.writeUInt32BE(tick, 3);
  return bytes;
}

function versionOf(): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/api/status' }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve((JSON.parse(text) as { version: string }).version));
    }).on('error', reject);
  });
}

const version = await versionOf();
console.log('ready');
const startMs = performance.now();
const startCpu = process.cpuUsage();
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
for (let i = 0; i < Number(players); i += 1) {
  const dueMs = startMs + (i * Number(withinMs)) / Number(players);
  const leftMs = dueMs - performance.now();
  if (leftMs > 0) await pause(leftMs);
  arrive(version);
}
while (joinedMs.length < Number(players) && performance.now() - startMs < Number(lastMs)) await pause(10);
const { user, system } = process.cpuUsage(startCpu);
const after = (ms: number) => joinedMs.filter((at) => at - startMs <= ms).length;
console.log(
  JSON.stringify({
    joinedInTime: after(Number(inTimeMs)),
    joined: joinedMs.length,
    lastJoinedMs: Math.round((joinedMs.at(-1) ?? startMs) - startMs),
    attempts,
    refusals,
    // Those who look share its core: what it holds up is late for them without the server's doing.
    crowdCpuShare: Number(((user + system) / 1000 / (performance.now() - startMs)).toFixed(2)),
    crowdLoopDelayMs: Number((delays.percentile(99) / 1e6).toFixed(1)),
  }),
);
