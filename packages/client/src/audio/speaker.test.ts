import { afterEach, expect, it, vi } from 'vitest';
import { Speaker } from './speaker.ts';

afterEach(() => void vi.unstubAllGlobals());

/** As far as it is used before there is a sound. */
class SilentContext {
  readonly state = 'suspended';
}

it('[E34] is silent where sounds do not arrive or are not allowed, throws nothing, and tries again at the next gesture', async () => {
  vi.stubGlobal('AudioContext', SilentContext);
  let tries = 0;
  const speaker = new Speaker(async () => {
    tries += 1;
    throw new DOMException('no sound without the consent of the user', 'NotAllowedError');
  }, false);
  for (let gesture = 0; gesture < 3; gesture += 1) await speaker.unlock();
  expect(tries).toBe(3);
  speaker.play('press');
});
