import { describe, expect, it } from 'vitest';
import { PictureFault, PictureKeeper } from './picture-keeper.ts';

interface Painted {
  destroy(): void;
}

/** A keeper whose pictures come, or fail, when the test says so. */
function bench() {
  const clock = { now: 0 };
  const changes: boolean[] = [];
  const makes: { done: (picture: Painted) => void; failed: (error: unknown) => void; lose: () => void }[] = [];
  const destroyed: Painted[] = [];
  const keeper = new PictureKeeper<Painted>({
    make: (lose) => new Promise((done, failed) => makes.push({ done, failed, lose })),
    onChange: (isLive) => changes.push(isLive),
    now: () => clock.now,
  });
  const painted = (): Painted => {
    const picture = { destroy: () => void destroyed.push(picture) };
    return picture;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    changes,
    makes,
    destroyed,
    keeper,
    async come(): Promise<void> {
      makes.at(-1)?.done(painted());
      await settle();
    },
    async fail(error: unknown): Promise<void> {
      makes.at(-1)?.failed(error);
      await settle();
    },
  };
}

describe('the keeper of the picture', () => {
  it('has none until it has come', async () => {
    const { keeper, changes, come } = bench();
    void keeper.start();
    expect([keeper.state, keeper.picture]).toEqual([{ state: 'loading', after: undefined }, undefined]);
    await come();
    expect(keeper.state).toEqual({ state: 'live' });
    expect(keeper.picture).toBeDefined();
    expect(changes).toEqual([true]);
  });

  it('[E2] says what is wrong and tries again by itself, at growing distances of at most 15 s', async () => {
    const { keeper, clock, makes, fail } = bench();
    void keeper.start();
    const waits: number[] = [];
    for (let tries = 1; tries <= 6; tries += 1) {
      await fail(new PictureFault('unreachable'));
      if (keeper.state.state !== 'failed') throw new Error('it did not fail');
      expect(keeper.state.fault).toBe('unreachable');
      waits.push(keeper.state.retryAtMs - clock.now);
      clock.now = keeper.state.retryAtMs - 1;
      keeper.update(clock.now);
      expect(makes).toHaveLength(tries);
      clock.now += 1;
      keeper.update(clock.now);
      expect(makes).toHaveLength(tries + 1);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('takes an error that it does not know for a picture that did not start', async () => {
    const { keeper, fail } = bench();
    void keeper.start();
    await fail(new Error('shader'));
    expect(keeper.state).toMatchObject({ state: 'failed', fault: 'broken' });
  });

  it('[E2] tries at once when asked to, and not twice at a time', async () => {
    const { keeper, makes, fail, come } = bench();
    void keeper.start();
    await fail(new PictureFault('no-webgl'));
    keeper.retry();
    keeper.retry();
    expect(makes).toHaveLength(2);
    expect(keeper.state).toEqual({ state: 'loading', after: 'no-webgl' });
    await come();
    keeper.retry();
    expect(makes).toHaveLength(2);
  });

  it('[E3] makes another picture when one is lost, and lets go of the old one', async () => {
    const { keeper, clock, changes, makes, destroyed, come } = bench();
    void keeper.start();
    await come();
    const first = keeper.picture;
    makes[0]?.lose();
    expect([keeper.picture, destroyed]).toEqual([undefined, [first]]);
    expect(keeper.state).toMatchObject({ state: 'failed', fault: 'lost' });
    clock.now += 1000;
    keeper.update(clock.now);
    await come();
    expect(keeper.picture).not.toBe(first);
    expect(changes).toEqual([true, false, true]);
    makes[0]?.lose();
    expect(keeper.state).toEqual({ state: 'live' });
  });

  it('waits longer each time for a picture that is lost as soon as it is there, and not for one that lasted', async () => {
    const { keeper, clock, makes, come } = bench();
    void keeper.start();
    const waitAfter = async (livedMs: number) => {
      await come();
      clock.now += livedMs;
      makes.at(-1)?.lose();
      if (keeper.state.state !== 'failed') throw new Error('it is not lost');
      const waitMs = keeper.state.retryAtMs - clock.now;
      clock.now += waitMs;
      keeper.update(clock.now);
      return waitMs;
    };
    expect([await waitAfter(50), await waitAfter(50), await waitAfter(10_000)]).toEqual([1000, 2000, 1000]);
  });

  it('counts a picture that was lost while it was made as lost', async () => {
    const { keeper, makes, destroyed, come } = bench();
    void keeper.start();
    makes[0]?.lose();
    await come();
    expect(keeper.state).toMatchObject({ state: 'failed', fault: 'lost' });
    expect(destroyed).toHaveLength(1);
  });
});
