import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ProcessWatch, watchProcess } from './process-watch.ts';

const WAIT = { timeout: 240_000, interval: 300 };

let watch: ProcessWatch;

beforeEach(() => {
  watch = watchProcess();
});

afterEach(() => watch.stop());

function block(ms: number): void {
  const startedMs = performance.now();
  while (performance.now() - startedMs < ms);
}

it('sees how long an event loop was held up, and forgets it once it was read', async () => {
  const blocking = setInterval(() => block(60), 80);
  const seen = await vi.waitFor(() => {
    const { eventLoopDelay } = watch.read();
    expect(eventLoopDelay.most).toBeGreaterThan(0.03);
    return eventLoopDelay;
  }, WAIT);
  clearInterval(blocking);
  expect(seen.most).toBeLessThan(10);
  expect(seen.p50).toBeLessThanOrEqual(seen.p99);
  expect(watch.read().eventLoopDelay).toEqual({ p50: 0, p99: 0, most: 0 });
});

it('tells memory in bytes and processor time in seconds', () => {
  block(50);
  const { memory, cpu } = watch.read();
  expect(memory.heap).toBeGreaterThan(1e6);
  expect(memory.resident).toBeGreaterThan(memory.heap);
  expect(cpu.user).toBeGreaterThan(0.02);
  expect(cpu.user + cpu.system).toBeLessThan(performance.now() / 100);
});

it('counts the time of garbage collections', async () => {
  const kept: object[] = [];
  await vi.waitFor(() => {
    for (let i = 0; i < 200_000; i += 1) kept[i % 1000] = { i };
    expect(watch.read().gc.minor).toBeGreaterThan(0);
  }, WAIT);
  expect(watch.read().gc.minor).toBeLessThan(10);
});
