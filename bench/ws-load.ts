// The load of `bench ws`, a process of its own: lean clients that count what comes and answer each message with a prebuilt
// input, and a few real headless ones. Its last line of stdout is a JSON object of what it saw while measuring.

import { joinUrl, subprotocols } from '@starfray/client/net';
import { item } from '@starfray/shared/core';
import { versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { WebSocket } from 'ws';
import { INPUT_BYTES, LeanInputs, prebuiltInputs } from './lean-inputs.ts';
import { joinReal } from './real-client.ts';
import { isSnapshot, readTick } from './snapshot-tick.ts';
import { passTime } from './turns.ts';

interface LoadOptions {
  readonly url: string;
  readonly lean: number;
  readonly real: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Lean clients send an input only when it differs from the last, and every sixth all the same, as real ones do. */
  readonly sendsChangesOnly?: boolean;
  /** What the server asks of its clients; this build's by default. */
  readonly version?: string;
}

const JOINS_PER_SECOND = 40;

const options: LoadOptions = JSON.parse(process.argv[2] ?? '{}');
const version = options.version ?? versionHash(starfray);
/** What each lean client got while measuring. */
const perClient: number[] = [];
const counts = { snapshots: 0, bytes: 0, inputs: 0, sizes: [] as number[], isMeasuring: false };

const frames = prebuiltInputs();

/** A lean client: it knows the newest snapshot's tick, and its inputs are prebuilt. */
class LeanClient {
  private readonly socket: WebSocket;
  private readonly index: number;
  private readonly inputs: LeanInputs;

  constructor(index: number) {
    this.index = index;
    this.inputs = new LeanInputs(frames, index);
    this.socket = new WebSocket(
      joinUrl({ server: options.url, version, kind: 'bot' }),
      subprotocols(starfray.identity),
      {
        perMessageDeflate: false,
      },
    );
    this.socket.on('message', (data) => {
      if (data instanceof Buffer) this.take(data);
    });
    this.socket.on('error', (error) => fail(`client ${index}: ${error.message}`));
    this.socket.on('close', (code, reason) => {
      if (!isDone) fail(`client ${index} was closed: ${code} ${reason}`);
    });
  }

  opened(): Promise<void> {
    return new Promise((resolve) => this.socket.once('open', () => resolve()));
  }

  /** One frame of time. */
  pass(): void {
    if (this.inputs.pass()) this.send();
  }

  private take(data: Buffer): void {
    const isStarfray = isSnapshot(data);
    if (!isStarfray && data[0] !== 0x2a) return;
    if (counts.isMeasuring) {
      counts.snapshots += 1;
      perClient[this.index] = (perClient[this.index] ?? 0) + 1;
      counts.bytes += data.length;
      if (counts.snapshots % 16 === 0) counts.sizes.push(data.length);
    }
    // Type, tick (in full: 5, 3 or 2 bytes, or 1) and age; a delta has its tick in one byte.
    const { inputs } = this;
    if (isStarfray) inputs.tick = readTick(data, inputs.tick);
    else inputs.tick += 2;
    if (options.sendsChangesOnly === true) return;
    inputs.advance();
    this.send();
  }

  private send(): void {
    const bytes = Buffer.allocUnsafe(INPUT_BYTES);
    this.inputs.write(bytes, 0);
    this.socket.send(bytes);
    if (counts.isMeasuring) counts.inputs += 1;
  }
}

let isDone = false;
function fail(reason: string): void {
  if (isDone) return;
  isDone = true;
  console.log(JSON.stringify({ error: reason }));
  process.exit(1);
}

const real = Array.from({ length: options.real }, (_, index) =>
  joinReal({
    server: options.url,
    version,
    kind: 'bot',
    index,
    onSend: () => {
      if (counts.isMeasuring) counts.inputs += 1;
    },
  }),
);
const flight = setInterval(() => {
  for (const { fly } of real) fly();
}, 1000 / 60);
const lean: LeanClient[] = [];
if (options.sendsChangesOnly === true) passTime(lean);
for (let i = 0; i < options.lean; i += 1) {
  const client = new LeanClient(i);
  await client.opened();
  lean.push(client);
  // No faster than a server takes them.
  await new Promise((resolve) => setTimeout(resolve, 1000 / JOINS_PER_SECOND));
}

setTimeout(() => {
  const realBefore = real.map(({ client }) => client.stats.snapshots);
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  counts.isMeasuring = true;
  console.log('measuring');
  setTimeout(() => {
    counts.isMeasuring = false;
    const cpu = process.cpuUsage(cpuBefore);
    const seconds = (performance.now() - startMs) / 1000;
    isDone = true;
    clearInterval(flight);
    const realSnapshots = real.reduce((sum, { client }, i) => sum + client.stats.snapshots - item(realBefore, i), 0);
    const stats = real.map(({ client }) => client.stats);
    const result = {
      seconds,
      snapshots: counts.snapshots + realSnapshots,
      leanSnapshots: counts.snapshots,
      inputs: counts.inputs,
      rates: perClient.map((count) => count / seconds),
      bytesMean: counts.bytes / Math.max(1, counts.snapshots),
      cpuShare: (cpu.user + cpu.system) / 1e6 / seconds,
      desyncs: stats.reduce((sum, { desyncs }) => sum + desyncs, 0),
      corrections: stats.reduce((sum, { corrections }) => sum + corrections.count, 0),
      sizes: counts.sizes,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
  }, options.measuredMs);
}, options.warmUpMs);
