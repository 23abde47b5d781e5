// Bots that fly to where a page says that its ship is, and shoot at it: others may leave one alone for minutes.

import { angleOf, px } from '@starfray/shared/core';
import { createBot } from '@starfray/starfray/bots';
import type { Report } from '../../games/starfray/client/view/report.ts';

export interface Hunters {
  /** Looks where the prey is now. */
  follow(): Promise<void>;
  stop(): void;
}

/** Sends `count` bots after the ship of a page. */
export function hunt(port: number, count: number, report: () => Promise<Report>): Hunters {
  let prey: { readonly x: number; readonly y: number } | undefined;
  const bots = Array.from({ length: count }, (_, i) =>
    createBot({
      url: `ws://localhost:${port}`,
      name: `Hunter ${i + 1}`,
      think: ({ body }, controls) => {
        if (prey === undefined) return;
        const [dx, dy] = [px(prey.x) - body.x, px(prey.y) - body.y];
        controls.aim = angleOf(Math.round(dy), Math.round(dx));
        controls.fire = 1;
        // One of eight ways, from 1 on, the first along x; near by it circles, around a rock in between.
        const way = Math.hypot(dx, dy) > px(250) ? 0 : 256;
        controls.thrust = 1 + (Math.round((controls.aim + way) / 128) & 7);
      },
    }),
  );
  return {
    follow: async () => {
      prey = (await report()).own ?? prey;
    },
    stop: () => {
      for (const bot of bots) bot.close();
    },
  };
}
