import { afterEach, expect, it, vi } from 'vitest';
import { Speaker } from './speaker.ts';

afterEach(() => void vi.unstubAllGlobals());

/** As far as it is used before there is a sound. */
class SilentContext {
  readonly state = 'suspended';
}

class FakeNode {
  readonly gain = { value: 1 };
  connect(next: FakeNode): FakeNode {
    return next;
  }
}

it('[E83] asks for music once it may be heard, and not while it is muted or turned down', async () => {
  class RunningContext {
    readonly state = 'running';
    readonly destination = new FakeNode();
  }
  vi.stubGlobal('AudioContext', RunningContext);
  vi.stubGlobal('GainNode', FakeNode);
  vi.stubGlobal('DynamicsCompressorNode', FakeNode);
  let asked = 0;
  const speaker = new Speaker(
    async () => ({}),
    true,
    async () => {
      asked += 1;
      throw new Error('this test hears no music');
    },
  );
  await speaker.unlock();
  expect(asked).toBe(0);
  speaker.setVolumes({ master: 1, effects: 1, music: 0 });
  speaker.setMuted(false);
  expect(asked).toBe(0);
  speaker.setVolumes({ master: 1, effects: 1, music: 0.5 });
  await vi.waitFor(() => expect(asked).toBe(1));
});

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
