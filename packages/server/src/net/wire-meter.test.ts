import { expect, it } from 'vitest';
import { WireMeter } from './wire-meter.ts';

it('WireMeter counts on what went over links that are gone', () => {
  const meter = new WireMeter();
  const first = { bytesRead: 10, bytesWritten: 100, pingMs: 20 };
  meter.add(first);
  meter.add({ bytesRead: 1, bytesWritten: 2, pingMs: undefined });
  expect(meter.read()).toEqual({ connections: 2, receivedBytes: 11, sentBytes: 102, roundTripsMs: [20] });
  meter.remove(first);
  meter.remove(first);
  expect(meter.read()).toEqual({ connections: 1, receivedBytes: 11, sentBytes: 102, roundTripsMs: [] });
});
