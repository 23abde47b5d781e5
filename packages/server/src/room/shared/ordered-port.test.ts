import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { OrderedPort } from './ordered-port.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function pair(handle: (message: unknown) => void) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  return {
    sender: new OrderedPort(port1, receiveMessageOnPort, () => undefined),
    receiver: new OrderedPort(port2, receiveMessageOnPort, handle),
    close: () => port1.close(),
  };
}

const turn = () => new Promise<void>((done) => setImmediate(done));

describe('an ordered port', () => {
  it('[TH6] handles each message once, in order, whether it is waited for or comes by itself', async () => {
    const step = fc.oneof(fc.constant('post'), fc.constant('take'), fc.constant('turn'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const seen: unknown[] = [];
        const { sender, receiver, close } = pair((message) => seen.push(message));
        let posted = 0;
        for (const next of steps) {
          if (next === 'post') {
            sender.post(posted);
            posted += 1;
          } else if (next === 'turn') await turn();
          else {
            expect(receiver.takeUntil(sender.postedCount)).toBe(true);
            expect(seen.length).toBe(posted);
          }
        }
        receiver.takeUntil(sender.postedCount);
        // What the port's own event still held would come now, a second time.
        await turn();
        close();
        expect(seen).toEqual(Array.from({ length: posted }, (_, i) => i));
      }),
      { numRuns: 40 },
    );
  });

  it('[TH6] takes no more than was asked for, and says when something is missing', () => {
    const seen: unknown[] = [];
    const { sender, receiver } = pair((message) => seen.push(message));
    for (const message of ['a', 'b', 'c']) sender.post(message);
    expect([receiver.takeUntil(2), [...seen]]).toEqual([true, ['a', 'b']]);
    expect([receiver.takeUntil(1), receiver.takeUntil(4), seen]).toEqual([true, false, ['a', 'b', 'c']]);
  });

  it('[TH6] lets nobody take a message out of the middle of another', () => {
    const errors: unknown[] = [];
    const { sender, receiver } = pair(() => {
      try {
        receiver.takeUntil(2);
      } catch (error) {
        errors.push(error);
      }
    });
    sender.post(1);
    sender.post(2);
    receiver.takeUntil(1);
    expect(String(errors[0])).toContain('while another one is being handled');
  });

  it('[TH6] counts a message whose handling failed as handled', () => {
    const seen: unknown[] = [];
    const { sender, receiver } = pair((message) => {
      seen.push(message);
      if (message === 'bad') throw new RangeError('bad');
    });
    sender.post('bad');
    sender.post('good');
    expect(() => receiver.takeUntil(2)).toThrow('bad');
    expect(receiver.takeUntil(2)).toBe(true);
    expect(seen).toEqual(['bad', 'good']);
  });
});
