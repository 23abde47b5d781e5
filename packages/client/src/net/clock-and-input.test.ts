// The client's clock against an ideal server, which input frames go out, and what follows the end of a connection.

import { defineInput, INVALID, int, press } from '@starfray/shared/contract';
import { createCodec, createProtocol, type Link } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { InputSender } from './input-sender.ts';
import { isFinal, readRefusal, retryDelayMs } from './retry.ts';
import { TickClock } from './tick-clock.ts';
import { TickInput } from './tick-input.ts';

const TICK_MS = 1000 / 60;

/** Plays an input stream against an ideal server over a line of a constant round trip; answers how early frames come at the end. */
function settle(rttMs: number, seconds: number): { earlyMs: number; stretch: number; jumps: number } {
  const clock = new TickClock(TICK_MS, 1000, rttMs / 2);
  const serverTickAt = (ms: number) => 1000 + ms / TICK_MS;
  const echoes: { atMs: number; frameTick: number; snapshotTick: number; earlyMs: number }[] = [];
  let sentTick = Math.floor(clock.position(rttMs / 2));
  let earlyMs = Number.NaN;
  let stretch = 0;
  let jumps = 0;
  let last = clock.position(rttMs / 2);
  for (let ms = rttMs / 2; ms < seconds * 1000; ms += 4) {
    const moved = clock.position(ms) - last;
    if (ms > rttMs / 2 && Math.abs(moved * TICK_MS - 4) > 1) jumps += 1;
    else if (ms > rttMs / 2) stretch = Math.max(stretch, Math.abs((moved * TICK_MS) / 4 - 1));
    while (sentTick + 2 <= Math.floor(clock.position(ms))) {
      sentTick += 2;
      const arrivesMs = ms + rttMs / 2;
      const snapshotTick = Math.ceil(serverTickAt(arrivesMs) / 2) * 2;
      const early = (sentTick - 1 - serverTickAt(arrivesMs)) * TICK_MS;
      const atMs = (snapshotTick - 1000) * TICK_MS + rttMs / 2;
      echoes.push({
        atMs,
        frameTick: sentTick - 1,
        snapshotTick,
        earlyMs: Math.max(-127, Math.min(127, Math.round(early))),
      });
    }
    const due = echoes.filter(({ atMs }) => atMs <= ms).length;
    for (const echo of echoes.splice(0, due)) {
      earlyMs = echo.earlyMs;
      if (clock.hears(echo.frameTick)) clock.steer(echo, rttMs, sentTick, ms);
    }
    last = clock.position(ms);
  }
  return { earlyMs, stretch, jumps };
}

describe('the tick clock', () => {
  it.each([0, 50, 150, 400])(
    '[K4] settles so that frames come one to two ticks early, at a round trip of %i ms',
    (rttMs) => {
      const { earlyMs, stretch, jumps } = settle(rttMs, 20);
      expect(earlyMs).toBeGreaterThanOrEqual(TICK_MS - 5);
      expect(earlyMs).toBeLessThanOrEqual(2 * TICK_MS + 5);
      expect(stretch).toBeLessThanOrEqual(0.0301);
      expect(jumps).toBeLessThanOrEqual(1);
    },
  );

  /** A clock that took its first echo: it stands at `position(0)`, and frames are early enough. */
  function settled(): TickClock {
    const clock = new TickClock(TICK_MS, 1000, 0);
    clock.steer({ frameTick: 1000, snapshotTick: 1000, earlyMs: 25 }, 50, 1000, 0);
    return clock;
  }
  const SENT_LATER = 2000;

  it('[K4] stretches for an error of 200 ms, and jumps for one of 400', () => {
    for (const [errorMs, jumpedMs] of [
      [200, 0],
      [400, 400],
    ] as const) {
      const clock = settled();
      const before = clock.position(1000);
      const earlyMs = Math.max(-127, 25 - errorMs);
      // Clamped, so how late it was is known by the snapshot that first echoes it.
      const snapshotTick = SENT_LATER + Math.round((errorMs - 25) / TICK_MS) + 1;
      const late = { frameTick: SENT_LATER, snapshotTick, earlyMs };
      clock.steer(late, 0, SENT_LATER, 1000);
      expect((clock.position(1000) - before) * TICK_MS).toBe(0);
      clock.steer(late, 0, SENT_LATER, 1000);
      expect((clock.position(1000) - before) * TICK_MS).toBeCloseTo(jumpedMs, -2);
    }
  });

  it('[K4] takes one late frame for a stall of the line: it neither jumps nor thinks the line restless', () => {
    const clock = settled();
    const [before, jitterMs] = [clock.position(2000), clock.jitterMs];
    clock.steer({ frameTick: SENT_LATER, snapshotTick: SENT_LATER + 40, earlyMs: -127 }, 0, SENT_LATER, 1000);
    clock.steer({ frameTick: SENT_LATER + 2, snapshotTick: SENT_LATER + 2, earlyMs: 25 }, 0, SENT_LATER, 1000);
    clock.steer({ frameTick: SENT_LATER + 4, snapshotTick: SENT_LATER + 44, earlyMs: -127 }, 0, SENT_LATER, 1000);
    expect([clock.position(2000), clock.jitterMs]).toEqual([before, jitterMs]);
  });

  it('[K4] jumps back at once: no line makes a frame early', () => {
    const clock = settled();
    const before = clock.position(1000);
    clock.steer({ frameTick: SENT_LATER, snapshotTick: SENT_LATER - 60, earlyMs: 127 }, 0, SENT_LATER, 1000);
    expect((before - clock.position(1000)) * TICK_MS).toBeCloseTo(1000, -2);
  });

  it('[K4] leaves an error below its dead band alone, and makes no more than 3 % of a large one', () => {
    for (const [errorMs, stretch] of [
      [3, 0],
      [20, 0.01],
      [100, 0.03],
      [-100, -0.03],
    ] as const) {
      const clock = settled();
      const now = clock.position(1000);
      clock.steer({ frameTick: SENT_LATER, snapshotTick: SENT_LATER, earlyMs: 25 - errorMs }, 0, SENT_LATER, 1000);
      const ratio = (clock.position(2000) - now) / 60;
      expect(ratio - 1).toBeCloseTo(stretch, 3);
    }
  });

  it('[K4] hears nothing in echoes of frames that were sent before it jumped', () => {
    const clock = settled();
    const echo = { frameTick: SENT_LATER, snapshotTick: SENT_LATER + 60, earlyMs: -127 };
    for (let i = 0; i < 2; i += 1) clock.steer(echo, 0, SENT_LATER + 6, 1000);
    const late = [2, 4, 6].map((later) => clock.hears(SENT_LATER + later));
    expect([late, clock.hears(Math.floor(clock.position(1000)) + 2)]).toEqual([[false, false, false], true]);
  });

  it('[K4] set back, hears the echoes of frames that were sent since, though their ticks were sent before', () => {
    const clock = settled();
    const echo = (frameTick: number) => clock.hears(frameTick);
    echo(SENT_LATER);
    // Seconds early: the clock goes back to before what is under way.
    clock.steer({ frameTick: SENT_LATER, snapshotTick: SENT_LATER - 180, earlyMs: 127 }, 0, SENT_LATER + 12, 1000);
    const under = [2, 4, 4, 12].map((later) => echo(SENT_LATER + later));
    const after = [-160, -158, -158, 4].map((later) => echo(SENT_LATER + later));
    expect([under, after]).toEqual([
      [false, false, false, false],
      [true, true, false, true],
    ]);
  });

  it('[K4] behind the newest snapshot, moves up to it at once, and the next echo of what is sent from then on sets it', () => {
    const clock = settled();
    const sentBefore = Math.floor(clock.position(1000));
    const behind = sentBefore + 300;
    clock.reach(behind, 1000);
    const moved = clock.position(1000);
    expect([moved, clock.hears(sentBefore)]).toEqual([behind + 1.5, false]);
    expect(clock.hears(behind + 1)).toBe(true);
    clock.steer({ frameTick: behind + 1, snapshotTick: behind + 8, earlyMs: -100 }, 200, behind + 14, 1200);
    expect((clock.position(1200) - moved) * TICK_MS).toBeCloseTo(200 + 100 + 25, 3);
  });

  it('[K4] ahead of the newest snapshot, is left alone by it', () => {
    const [clock, left] = [settled(), settled()];
    clock.reach(Math.floor(clock.position(1000)), 1000);
    expect(clock.position(2000)).toBe(left.position(2000));
  });

  it('[K4] set back, hears what was sent since even if it did not hear where the echoes began again', () => {
    const clock = settled();
    clock.hears(SENT_LATER);
    clock.steer({ frameTick: SENT_LATER, snapshotTick: SENT_LATER - 60, earlyMs: 127 }, 0, SENT_LATER + 12, 1000);
    expect([4, 14, 16].map((later) => clock.hears(SENT_LATER + later))).toEqual([false, true, true]);
  });
});

const kind = defineInput({ steer: int(-1, 1), fire: press() }, { steer: 0, fire: 0 });

function sender() {
  const sent: { tick: number; controls: readonly number[] }[] = [];
  const codec = createCodec();
  const protocol = createProtocol({
    input: kind,
    rates: { ticksPerSecond: 60, ticksPerFrame: 2 },
    arenaOptions: kind,
    entities: [],
    privateRow: { ...kind, predict: () => undefined },
    events: [],
  });
  const state = { bufferedBytes: 0 };
  const link: Link = {
    isOpen: true,
    get bufferedBytes() {
      return state.bufferedBytes;
    },
    send: (bytes) => {
      const message = protocol.decodeClient(codec.unpack(bytes));
      if (message !== INVALID && message.name === 'input')
        sent.push({ tick: message.tick, controls: message.controls });
    },
    sendPair: () => undefined,
    close: () => undefined,
    onMessage: () => undefined,
    onClose: () => undefined,
  };
  const input = kind.view();
  const inputs = new InputSender(kind, 2, codec, protocol);
  return {
    sent,
    state,
    input,
    breakOff: (tick: number) => inputs.breakOff(tick),
    run: (tick: number) => inputs.add(tick, input, { acknowledged: 0, seenBehind: 0 }, link, tick * TICK_MS),
  };
}

describe('the input sender', () => {
  it('[I5] sends every sixth frame while nothing changes, and a change at once', () => {
    const { sent, input, run } = sender();
    for (let tick = 0; tick < 48; tick += 1) run(tick);
    expect(sent.map(({ tick }) => tick)).toEqual([0, 12, 24, 36]);
    input.steer = 1;
    run(48);
    run(49);
    expect(sent.at(-1)).toEqual({ tick: 48, controls: [1, 0, 1, 0] });
  });

  it('[I6] leaves superseded frames out while its socket is backed up, but no press', () => {
    const { sent, state, input, run } = sender();
    for (let tick = 0; tick < 2; tick += 1) run(tick);
    state.bufferedBytes = 10_000;
    input.fire = 1;
    for (let tick = 2; tick < 4; tick += 1) run(tick);
    input.fire = 0;
    for (let tick = 4; tick < 20; tick += 1) run(tick);
    expect(sent.length).toBe(1);
    state.bufferedBytes = 0;
    for (let tick = 20; tick < 22; tick += 1) run(tick);
    expect(sent.at(-1)).toEqual({ tick: 20, controls: [0, 1, 0, 0] });
  });

  it.each([
    [2, 1],
    [3, 0],
  ])(
    '[I7] where ticks are skipped after %i, holds the press of a frame that it never sent, and no other',
    (lastTick, held) => {
      const { sent, input, run, breakOff } = sender();
      for (let tick = 0; tick < 2; tick += 1) run(tick);
      input.fire = 1;
      for (let tick = 2; tick <= lastTick; tick += 1) run(tick);
      breakOff(lastTick);
      input.fire = 0;
      for (let tick = 20; tick < 22; tick += 1) run(tick);
      expect(sent.at(-1)).toEqual({ tick: 20, controls: [0, held, 0, 0] });
    },
  );
});

describe('after the end of a connection', () => {
  it('[C9] a client stays away where trying again cannot help', () => {
    expect([1000, 4000, 4001, 4005, 4006, 4009].every(isFinal)).toBe(true);
    expect([1001, 1006, 1011, 4002, 4003, 4004].some(isFinal)).toBe(false);
  });

  it('[C9] it waits longer each time, spread over half of the step, and not less than the server said', () => {
    expect([retryDelayMs(0, undefined, 0), retryDelayMs(0, undefined, 1)]).toEqual([250, 500]);
    expect(retryDelayMs(3, undefined, 1)).toBe(4000);
    expect(retryDelayMs(50, undefined, 1)).toBe(10_000);
    expect([retryDelayMs(0, 5000, 0), retryDelayMs(0, 5000, 1)]).toEqual([5000, 7500]);
    expect(retryDelayMs(9, 1, 1)).toBe(10_000);
  });

  it('[C9] it reads the reason, and has words of its own where there is none', () => {
    expect(readRefusal(4002, '{"reason":"Full.","retryMs":700}')).toEqual({
      refusal: { code: 4002, reason: 'Full.' },
      retryMs: 700,
    });
    expect(readRefusal(1006, '')).toEqual({
      refusal: { code: 1006, reason: 'The connection was lost.' },
      retryMs: undefined,
    });
    expect(readRefusal(4999, '<html>').refusal.reason).toContain('4999');
  });
});

describe('the input of a tick', () => {
  const set = (to: TickInput, steer: number, fire: number) => to.set(kind.view(Int32Array.of(steer, fire), 0));

  it('[I7] keeps a press that is over until one tick took it', () => {
    const input = new TickInput(kind);
    set(input, 1, 1);
    set(input, 0, 0);
    expect([...input.row.ints]).toEqual([0, 1]);
    input.settle();
    expect([...input.row.ints]).toEqual([0, 0]);
  });

  it('[I8] takes a press again whose tick was given up, and nothing else of it', () => {
    const input = new TickInput(kind);
    input.settle();
    input.pressAgain(kind.view(Int32Array.of(1, 1), 0));
    set(input, 0, 0);
    expect([...input.row.ints]).toEqual([0, 1]);
    input.settle();
    expect([...input.row.ints]).toEqual([0, 0]);
  });

  it('is that of now for as many ticks as it lasts', () => {
    const input = new TickInput(kind);
    set(input, -1, 1);
    input.settle();
    expect([...input.row.ints]).toEqual([-1, 1]);
    set(input, -1, 1);
    set(input, -1, 0);
    expect([...input.row.ints]).toEqual([-1, 0]);
  });
});
