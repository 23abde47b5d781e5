import { describe, expect, it } from 'vitest';
import { Heartbeat, type Pulse } from './heartbeat.ts';

const BEATS_PER_INTERVAL = 20;

class FakePulse implements Pulse {
  pings = 0;
  isSilent = false;
  answers: boolean;
  private heard = true;

  constructor(answers: boolean) {
    this.answers = answers;
  }

  ping(): void {
    this.pings += 1;
    if (this.answers) this.heard = true;
  }

  takeHeard(): boolean {
    const { heard } = this;
    this.heard = false;
    return heard;
  }

  fallSilent(): void {
    this.isSilent = true;
  }
}

function beat(heartbeat: Heartbeat, intervals: number): void {
  for (let i = 0; i < intervals * BEATS_PER_INTERVAL; i += 1) heartbeat.beat();
}

describe('Heartbeat', () => {
  it('pings once an interval for as long as it is answered', () => {
    const heartbeat = new Heartbeat(5000, 15_000);
    const pulse = new FakePulse(true);
    heartbeat.add(pulse);
    beat(heartbeat, 10);
    expect(pulse).toMatchObject({ pings: 10, isSilent: false });
  });

  it('gives up after three pings without an answer, and forgets', () => {
    const heartbeat = new Heartbeat(5000, 15_000);
    const pulse = new FakePulse(false);
    heartbeat.add(pulse);
    beat(heartbeat, 3);
    expect(pulse.isSilent).toBe(false);
    beat(heartbeat, 7);
    expect(pulse).toMatchObject({ pings: 3, isSilent: true });
  });

  it('starts counting again when a peer is heard again', () => {
    const heartbeat = new Heartbeat(5000, 15_000);
    const pulse = new FakePulse(false);
    heartbeat.add(pulse);
    beat(heartbeat, 3);
    pulse.answers = true;
    pulse.ping();
    beat(heartbeat, 10);
    expect(pulse.isSilent).toBe(false);
  });

  it('spreads pings over the interval', () => {
    const heartbeat = new Heartbeat(5000, 15_000);
    const pulses = Array.from({ length: 100 }, () => new FakePulse(true));
    for (const pulse of pulses) heartbeat.add(pulse);
    heartbeat.beat();
    expect(pulses.filter(({ pings }) => pings === 1)).toHaveLength(5);
  });

  it('leaves alone what was removed', () => {
    const heartbeat = new Heartbeat(5000, 15_000);
    const pulse = new FakePulse(false);
    heartbeat.add(pulse);
    heartbeat.remove(pulse);
    beat(heartbeat, 10);
    expect(pulse).toMatchObject({ pings: 0, isSilent: false });
  });
});
