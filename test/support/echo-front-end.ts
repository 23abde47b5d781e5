// A front end whose rooms send back what they hear; a message of one byte has it do what threads do on bad days.

import { frontGame, runFrontEnd } from '@starfray/server/front-end';
import { starfray } from '@starfray/starfray/rules';

/** First bytes of a message that is no echo. */
const BAD_DAY = { throws: 0xf0, hangs3s: 0xf1, exits: 0xf2, hangs: 0xf3 } as const;

interface Closing {
  readonly join: number;
  readonly code: number;
  readonly reason: string;
}

runFrontEnd([frontGame(starfray)], (_game, { port, frontEnd }) => {
  const links = new Map<number, { close(code: number, reason: string): void }>();
  port.on('message', ({ join, code, reason }: Closing) => links.get(join)?.close(code, reason));
  return {
    take: (link, join) => {
      links.set(join, link);
      link.onMessage((bytes) => {
        if (bytes.length === 1) beBad(bytes[0] ?? 0);
        else link.send(Uint8Array.of(frontEnd, ...bytes));
      });
      link.onClose(() => links.delete(join));
      port.postMessage({ join });
    },
  };
});

function beBad(kind: number): void {
  if (kind === BAD_DAY.exits) process.exit(7);
  const forMs = { [BAD_DAY.hangs3s]: 3000, [BAD_DAY.hangs]: Number.POSITIVE_INFINITY }[kind];
  if (forMs !== undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
  // Outside of what catches the bugs of one message.
  if (kind === BAD_DAY.throws) {
    setImmediate(() => {
      throw new Error('a bug for a test');
    });
  }
}
