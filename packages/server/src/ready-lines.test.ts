import { expect, it } from 'vitest';
import { describeReady } from './ready-lines.ts';

const AT = { host: '127.0.0.1', port: 8080 };
const GAMES = [{ name: 'starfray', title: 'Starfray' }] as const;

it('[Q5] no address is printed for browsers where only TCP proxies may connect', () => {
  const { first, lines } = describeReady(AT, { proxyProtocol: ['10.0.0.1', 'loopback'], basePath: '/game' }, GAMES);
  expect(first).toBe('localhost:8080');
  expect(lines).toEqual([
    'Starfray is ready for the TCP proxies 10.0.0.1, loopback (--proxy-protocol): localhost:8080',
  ]);
});

it('[H35] a port for metrics is printed with its number, whichever it took', () => {
  const at = { ...AT, metricsPort: 9100 };
  expect(describeReady(at, {}, GAMES).lines).toEqual([
    'Starfray is ready: http://localhost:8080',
    'Metrics:           http://127.0.0.1:9100/metrics',
  ]);
  expect(describeReady(at, { metricsHost: '::1', tlsCert: 'x', basePath: '/game' }, GAMES).lines).toEqual([
    'Starfray is ready: https://localhost:8080/game/',
    'Metrics:           http://[::1]:9100/metrics',
  ]);
});

it('[TG1] every game beside the first is printed with its address', () => {
  const games = [...GAMES, { name: 'puck', title: 'Puck' }] as const;
  expect(describeReady(AT, { basePath: '/game' }, games).lines).toEqual([
    'Starfray is ready: http://localhost:8080/game/',
    'Puck:              http://localhost:8080/game/puck/',
  ]);
  expect(describeReady(AT, {}, games).lines[1]).toBe('Puck:              http://localhost:8080/puck/');
});
