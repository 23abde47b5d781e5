// A bot of the SDK as a process of its own: sdk-bot.ts ADDRESS [mistake].

import { createBot } from '@starfray/starfray/bots';

const [url = '', mistake] = process.argv.slice(2);
createBot({
  url,
  name: 'Moth',
  think: (_view, controls) => {
    controls.aim = -1;
    controls.thrust = mistake === undefined ? 1 : 9;
  },
});
