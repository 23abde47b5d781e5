// The player of `bench visitor`: a bot of the build that it plays with, which writes when each message arrived.

interface Bots {
  createBot(options: { url: string; name: string; think(view: object, controls: { thrust: number }): void }): object;
}

const [bots = '', port = ''] = process.argv.slice(2);

globalThis.WebSocket = class extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    this.addEventListener('message', () => process.stdout.write(`${performance.now().toFixed(1)}\n`));
  }
};

const { createBot } = (await import(bots)) as Bots;
createBot({
  url: `ws://127.0.0.1:${port}`,
  name: 'Player',
  think: (_view, controls) => {
    controls.thrust = 1;
  },
});
