// What can befall a store in Redis: a server that dies, goes silent, is full, or was never there.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { MAX_PENDING_WRITES, openRedisStore, type Store, StoreFault } from '@starfray/server/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { visitOf } from '../support/visits.ts';

/** Only what never happens is a fault: a busy machine may take its time. */
const SOON = { timeout: 240_000, interval: 20 };

let redis: RedisServer;
let store: Store;

beforeEach(async () => {
  redis = await startRedis();
  store = await openRedisStore({ url: redis.url, keyPrefix: 'starfray', name: 'test' });
});

afterEach(async () => {
  await store.close();
  await redis.stop();
});

function proxyAddress(address: AddressInfo | string | null): AddressInfo {
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address;
}

async function faultOf(work: Promise<unknown>): Promise<StoreFault> {
  const error = await work.then(
    () => new Error('no fault'),
    (reason: unknown) => reason,
  );
  if (error instanceof StoreFault) return error;
  throw error;
}

it('[W18] while Redis is gone every write is refused promptly, and after its return taken again', async () => {
  await store.addResult(visitOf('1'));
  await redis.kill();
  for (const id of ['2', '3']) {
    const fault = await faultOf(store.addResult(visitOf(id)));
    expect([fault.code, fault.message]).toEqual(['failed', expect.stringContaining(`127.0.0.1:${redis.port}`)]);
  }
  expect(store.health().lastFault).toContain('see that Redis runs');
  redis = await startRedis(redis.port);
  await vi.waitFor(() => store.addResult(visitOf('4')), SOON);
  expect(await store.profile('account:4')).toMatchObject({ visits: 1 });
  expect(store.health()).toMatchObject({ pending: 0, lastFault: undefined });
});

it('[W18] while Redis is silent nothing waits for longer, and adding again counts once', async () => {
  redis.pause();
  const faults = await Promise.all(['1', '2'].map((id) => faultOf(store.addResult(visitOf(id)))));
  // Redis is still silent: the store itself gave up.
  expect(faults.map(({ code }) => code)).toEqual(['failed', 'failed']);
  expect(store.health().pending).toBe(0);
  redis.resume();
  await vi.waitFor(() => store.addResult(visitOf('1')), SOON);
  expect(await store.profile('account:1')).toMatchObject({ visits: 1 });
});

it('[W16] one command too many is refused at once, and later ones are taken again', async () => {
  redis.pause();
  const taken = Promise.allSettled(Array.from({ length: MAX_PENDING_WRITES }, (_, i) => store.removeBan(`${i}`)));
  expect((await faultOf(store.addResult(visitOf('1')))).code).toBe('full');
  redis.resume();
  await taken;
  await vi.waitFor(() => store.addResult(visitOf('1')), SOON);
  expect(store.health().pending).toBe(0);
});

it('[W18] a line that went silent is given up for a new one', async () => {
  const lines: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connect(redis.port, '127.0.0.1');
    lines.push(near, far);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => undefined);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxyAddress(proxy.address());
  const far = await openRedisStore({ url: `redis://127.0.0.1:${port}`, keyPrefix: 'starfray', name: 'test' });
  // As when a cable is pulled: nothing comes through, and neither end learns of it.
  for (const line of lines) line.unpipe().pause();
  expect((await faultOf(far.addResult(visitOf('1')))).code).toBe('failed');
  await vi.waitFor(() => far.addResult(visitOf('2')), SOON);
  expect(await far.profile('account:2')).toMatchObject({ visits: 1 });
  await far.close();
  for (const line of lines) line.destroy();
  proxy.close();
});

it('[W18] closing while Redis is silent ends all the same', async () => {
  redis.pause();
  const waiting = faultOf(store.addResult(visitOf('1')));
  await store.close();
  expect((await waiting).code).toBe('failed');
});

it('[W18] a store that cannot reach Redis does not open, and tells no password', async () => {
  await redis.kill();
  const fault = await faultOf(
    openRedisStore({ url: `redis://ada:secret@127.0.0.1:${redis.port}`, keyPrefix: 'starfray', name: 'test' }),
  );
  expect([fault.code, fault.message]).toEqual(['failed', expect.stringContaining('ECONNREFUSED')]);
  expect(fault.message).not.toContain('secret');
});

it('[W18] a store that Redis does not let in says that the password is wrong, and where the right one goes', async () => {
  const locked = await startRedis(undefined, ['--requirepass', 'right']);
  for (const login of ['', ':wrong@']) {
    const fault = await faultOf(
      openRedisStore({ url: locked.url.replace('//', `//${login}`), keyPrefix: 'starfray', name: 'test' }),
    );
    expect(fault.message).toBe(
      `127.0.0.1:${locked.port}: Redis wants another password: give its own in the URL, as redis://:password@host:6379`,
    );
  }
  await locked.stop();
});

it('[W18] a store does not open either while Redis is silent', async () => {
  redis.pause();
  const fault = await faultOf(openRedisStore({ url: redis.url, keyPrefix: 'starfray', name: 'test' }));
  expect(fault.code).toBe('failed');
});

it('[W14] of a newer schema is refused, with both versions', async () => {
  const socket = connect(redis.port, '127.0.0.1');
  socket.end('SET starfray:{test}:schema 99\r\n').resume();
  await once(socket, 'close');
  const fault = await faultOf(openRedisStore({ url: redis.url, keyPrefix: 'starfray', name: 'test' }));
  expect([fault.code, fault.message]).toEqual(['newer-schema', expect.stringMatching(/has schema 99.* knows 1:/)]);
});

it('[W12] a Redis that is out of memory is reported as a full disk', async () => {
  await redis.stop();
  redis = await startRedis(redis.port, ['--maxmemory', '1']);
  const fault = await vi.waitFor(async () => {
    const seen = await faultOf(store.addResult(visitOf('1')));
    expect(seen.code).toBe('disk-full');
    return seen;
  }, SOON);
  expect(fault.message).toContain('raise maxmemory');
});
