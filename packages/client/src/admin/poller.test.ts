import { describe, expect, it } from 'vitest';
import { Poller, periodMs } from './poller.ts';

/** A poller whose answers and time are the test's. */
function createScene() {
  const answers: ((isGood: boolean) => void)[] = [];
  const waits: number[] = [];
  let due: (() => void) | undefined;
  let nowMs = 0;
  const poller = new Poller({
    ask: () => new Promise((resolve) => answers.push(resolve)),
    schedule: (run, delayMs) => {
      waits.push(delayMs);
      due = run;
      return () => {
        due = undefined;
      };
    },
    now: () => nowMs,
  });
  const answer = async (isGood: boolean, tookMs = 0): Promise<void> => {
    nowMs += tookMs;
    answers.at(-1)?.(isGood);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { poller, answers, waits, answer, fire: () => due?.() };
}

describe('asking again and again', () => {
  it('happens once a second, counted from question to question', async () => {
    const { poller, answers, waits, answer, fire } = createScene();
    poller.start();
    await answer(true, 200);
    fire();
    await answer(true, 1500);
    expect([answers.length, ...waits]).toEqual([2, 800, 0]);
  });

  it('has one question under way at most', async () => {
    const { poller, answers, answer } = createScene();
    poller.start();
    poller.askNow();
    expect(answers.length).toBe(1);
    await answer(true);
    poller.askNow();
    expect(answers.length).toBe(2);
  });

  it('slows down while there is no answer, and is quick again after one', async () => {
    const { poller, waits, answer, fire } = createScene();
    poller.start();
    for (const isGood of [false, false, true]) {
      await answer(isGood);
      fire();
    }
    expect(waits).toEqual([2000, 4000, 1000]);
    expect(periodMs(50)).toBe(15_000);
  });

  it('ends when it is stopped, with a question under way too', async () => {
    const { poller, answers, waits, answer } = createScene();
    poller.start();
    poller.stop();
    await answer(true);
    poller.askNow();
    expect([answers.length, waits.length]).toEqual([1, 0]);
  });
});
