// "At once", measured without a clock: in turns of the event loop, so that a busy machine does not change the verdict.

/** Work that waits for a timer of 100 ms or more passes this many turns long before it is done. */
const MAX_TURNS = 200;

/** Whether `work` settles by itself, without waiting for a timer or for another process. Rejections count as settled. */
export async function settlesAtOnce(work: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  const note = (): void => {
    isSettled = true;
  };
  work.then(note, note);
  for (let turn = 0; !isSettled && turn < MAX_TURNS; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return isSettled;
}
