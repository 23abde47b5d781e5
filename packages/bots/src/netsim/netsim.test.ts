import { spawnSync } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Netsim, type NetsimOptions, startNetsim } from './proxy.ts';

const CLI = join(import.meta.dirname, 'cli.ts');

/** A server that sends everything back. */
let echo: Server;
let echoPort = 0;
const cleanUp: (() => Promise<void>)[] = [];

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const address = echo.address();
  echoPort = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
  await new Promise((resolve) => echo.close(resolve));
});

async function start(
  options: Partial<NetsimOptions> = {},
): Promise<{ netsim: Netsim; socket: Socket; got: () => string }> {
  const netsim = await startNetsim({
    host: '127.0.0.1',
    port: 0,
    targetHost: '127.0.0.1',
    targetPort: echoPort,
    ...options,
  });
  const socket = connect(netsim.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  cleanUp.push(async () => {
    socket.destroy();
    await netsim.close();
  });
  return { netsim, socket, got: () => text };
}

async function until(isTrue: () => boolean, withinMs = 60_000): Promise<number> {
  const startMs = performance.now();
  while (!isTrue()) {
    if (performance.now() - startMs > withinMs) throw new Error('did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - startMs;
}

describe('netsim', () => {
  it('delays both ways, keeps the order and loses nothing', async () => {
    const { socket, got } = await start({ conditions: { latencyMs: 50, jitterMs: 20 } });
    const text = Array.from({ length: 200 }, (_, i) => `${i} `).join('');
    for (const word of text.split(/(?<= )/)) socket.write(word);
    const firstMs = await until(() => got().length > 0);
    await until(() => got().length === text.length);
    expect(got()).toBe(text);
    expect(firstMs).toBeGreaterThan(95);
  });

  it('passes an end on after what came before it', async () => {
    const { socket, got } = await start({ conditions: { latencyMs: 30, jitterMs: 0 } });
    socket.end('last words');
    await new Promise((resolve) => socket.once('end', resolve));
    expect(got()).toBe('last words');
  });

  it('holds everything in a stall, and lets it go afterwards', async () => {
    const { netsim, socket, got } = await start();
    netsim.stall();
    socket.write('late');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(got()).toBe('');
    netsim.resume();
    await until(() => got() === 'late');
  });

  it('makes a sender wait when its window is full', async () => {
    const { netsim, socket } = await start({ conditions: { latencyMs: 0, jitterMs: 0, bandwidthKbps: 100 } });
    let isDrained = false;
    socket.once('drain', () => {
      isDrained = true;
    });
    for (let i = 0; i < 400; i += 1) socket.write(Buffer.alloc(64 * 1024));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([isDrained, netsim.connections]).toEqual([false, 1]);
  });

  it('cuts with a reset, and says nothing when it is unplugged', async () => {
    const { netsim, socket } = await start();
    await until(() => netsim.connections === 1);
    netsim.unplug();
    socket.write('into the void');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(socket.destroyed).toBe(false);
    netsim.cut();
    await until(() => socket.destroyed);
  });
});

describe('the netsim command', () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      encoding: 'utf8',
      timeout: 240_000,
    });
    return { status, text: stdout + stderr };
  };

  it('lists its profiles', () => {
    const { status, text } = run('--help');
    expect([status, text.includes('transatlantic  60 ms')]).toEqual([0, true]);
  });

  it.each([
    [['--profile', 'pigeon'], 'pigeon'],
    [['--to', 'nowhere'], '--to nowhere: give a port'],
    [['--listen', '99999'], '--listen 99999: give a whole number'],
    [['--latency', '-5'], '--latency'],
    [['now'], 'too many arguments'],
  ])('refuses %j with exit code 2 and one line', (args, words) => {
    const { status, text } = run(...args);
    expect([status, text.includes(words), text.trim().split('\n').length]).toEqual([2, true, 1]);
  });

  it('says when its port is taken', () => {
    const { status, text } = run('--listen', String(echoPort));
    expect([status, text]).toEqual([2, `netsim: port ${echoPort} is in use: choose another with --listen\n`]);
  });
});
