import { CLOSE } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import type { RoomStatus, RoomsStatus } from '../room/index.ts';
import { createMetrics, type MetricsSources } from './metrics.ts';

const ROOM: RoomStatus = {
  id: 'main',
  mode: 'arena',
  humans: 2,
  bots: 3,
  fillBots: 4,
  spectators: 1,
  reserved: 0,
  capacity: 100,
  tick: 600,
  tickMs: { p50: 0.5, p99: 2 },
  intervalMs: { p50: 33, p99: 40 },
  snapshots: 300,
  snapshotBytes: 20_000,
  inputs: 600,
  lostInputs: 9,
  skips: 7,
  desyncs: 0,
  lostMs: 250,
};

function create(rooms: readonly RoomStatus[], sources: Partial<MetricsSources> = {}) {
  const state = { status: statusOf(rooms) };
  const metrics = createMetrics({
    prefix: 'starfray_',
    rooms: () => state.status,
    uptimeSeconds: () => 12,
    version: { server: '1.2.3', rules: 'abcd', node: 'v26' },
    ...sources,
  });
  /** The samples of one scrape: what stands before each value, and the value. */
  const scrape = async () => {
    const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
  };
  return { state, metrics, scrape };
}

function statusOf(rooms: readonly RoomStatus[]): RoomsStatus {
  return { rooms, isDraining: false, load: { level: 1, utilization: 0.25 } };
}

describe('metrics', () => {
  it('tell of each room, in seconds', async () => {
    const samples = await create([ROOM]).scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      'starfray_info{version="1.2.3",rules="abcd",node="v26"}': 1,
      starfray_uptime_seconds: 12,
      starfray_rooms: 1,
      'starfray_players{kind="human",room="main"}': 2,
      'starfray_players{kind="bot",room="main"}': 3,
      'starfray_players{kind="fill_bot",room="main"}': 4,
      'starfray_spectators{room="main"}': 1,
      starfray_load_level: 1,
      starfray_utilization_ratio: 0.25,
      starfray_draining: 0,
      'starfray_tick_duration_seconds{room="main",quantile="0.99"}': 0.002,
      'starfray_tick_interval_seconds{room="main",quantile="0.5"}': 0.033,
      starfray_ticks_total: 600,
      starfray_snapshots_sent_total: 300,
      starfray_snapshot_sent_bytes_total: 20_000,
      starfray_inputs_received_total: 600,
      starfray_inputs_lost_total: 9,
      starfray_snapshots_skipped_total: 7,
      starfray_desyncs_total: 0,
      starfray_lost_seconds_total: 0.25,
    });
  });

  it('forget a room that is gone, but not what it did', async () => {
    const { state, scrape } = create([ROOM, { ...ROOM, id: 'den' }]);
    await scrape();
    state.status = statusOf([ROOM]);
    const samples = await scrape();
    expect([...samples.keys()].filter((name) => name.includes('den'))).toEqual([]);
    expect(samples.get('starfray_snapshots_sent_total')).toBe(600);
  });

  it('name at most fifty rooms, and tell of more than that together', async () => {
    const rooms = Array.from({ length: 50 }, (_, i) => ({ ...ROOM, id: `room-${i}` }));
    const { state, scrape } = create(rooms);
    const named = await scrape();
    state.status = statusOf([...rooms, { ...ROOM, id: 'one-more', humans: 5, tickMs: { p50: 1, p99: 30 } }]);
    const together = await scrape();
    expect(named.get('starfray_players{kind="human",room="room-49"}')).toBe(2);
    expect([...together.keys()].filter((name) => name.includes('room-'))).toEqual([]);
    expect(together.get('starfray_players{kind="human",room="*"}')).toBe(105);
    expect(together.get('starfray_tick_duration_seconds{room="*",quantile="0.99"}')).toBe(0.03);
    expect(together.size).toBeLessThan(50);
  });

  it('count refusals by the codes that there are, and all others as one', async () => {
    const { metrics, scrape } = create([]);
    for (const code of [CLOSE.full, CLOSE.full, 429, 4999, -1, Number.NaN]) metrics.noteRefusal(code);
    const samples = [...(await scrape())].filter(([name]) => name.startsWith('starfray_refusals_total'));
    expect(Object.fromEntries(samples)).toEqual({
      'starfray_refusals_total{code="4002"}': 2,
      'starfray_refusals_total{code="429"}': 1,
      'starfray_refusals_total{code="other"}': 3,
    });
  });

  it('tell of the wire, with the round trips of those who have one', async () => {
    const roundTripsMs = Array.from({ length: 100 }, (_, i) => i + 1).reverse();
    const wire = () => ({ connections: 120, receivedBytes: 5, sentBytes: 9, roundTripsMs });
    expect(Object.fromEntries(await create([], { wire }).scrape())).toMatchObject({
      starfray_connections: 120,
      starfray_websocket_received_bytes_total: 5,
      starfray_websocket_sent_bytes_total: 9,
      'starfray_round_trip_seconds{quantile="0.5"}': 0.051,
      'starfray_round_trip_seconds{quantile="0.99"}': 0.1,
    });
  });

  it('tell of no round trip while nobody has one', async () => {
    const wire = () => ({ connections: 1, receivedBytes: 0, sentBytes: 0, roundTripsMs: [] });
    const samples = await create([], { wire }).scrape();
    expect([...samples.keys()].filter((name) => name.includes('round_trip'))).toEqual([]);
  });

  it('tell of what is used, and of nothing that is not', async () => {
    const dependencies = { store: () => ({ isUp: true, latencySeconds: 0.001 }), redis: () => undefined };
    const samples = await create([], { dependencies, stages: () => ({ send: 0.5 }) }).scrape();
    expect(Object.fromEntries(samples)).toMatchObject({
      'starfray_dependency_up{dependency="store"}': 1,
      'starfray_dependency_latency_seconds{dependency="store"}': 0.001,
      'starfray_tick_stage_seconds{stage="send"}': 0.0005,
    });
    expect([...samples.keys()].filter((name) => /redis|connections|memory/.test(name))).toEqual([]);
  });
});
