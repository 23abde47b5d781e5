import { expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';
import { OPTIONS, parseOptions } from './options.ts';

const read = (environment: Readonly<Record<string, string>>) => readEnvironment(environment, []);

/** What Kubernetes sets in every container beside a service, https://kubernetes.io/docs/concepts/services-networking/service */
function besideService(service: string, port: number, portName: string): Record<string, string> {
  const name = service.toUpperCase().replaceAll('-', '_');
  return {
    [`${name}_SERVICE_HOST`]: '10.43.0.17',
    [`${name}_SERVICE_PORT`]: String(port),
    [`${name}_SERVICE_PORT_${portName.toUpperCase()}`]: String(port),
    [`${name}_PORT`]: `tcp://10.43.0.17:${port}`,
    [`${name}_PORT_${port}_TCP`]: `tcp://10.43.0.17:${port}`,
    [`${name}_PORT_${port}_TCP_PROTO`]: 'tcp',
    [`${name}_PORT_${port}_TCP_PORT`]: String(port),
    [`${name}_PORT_${port}_TCP_ADDR`]: '10.43.0.17',
  };
}

/** What a container link adds to these for an alias. */
const LINK = {
  STARFRAY_NAME: '/proxy/starfray',
  STARFRAY_ENV_NODE_VERSION: '26.10.0',
  STARFRAY_PORT_27015_UDP: 'udp://172.17.0.5:27015',
  STARFRAY_PORT_27015_UDP_ADDR: '172.17.0.5',
  STARFRAY_1_PORT: 'tcp://172.17.0.5:8080',
};

it.each([
  ['a service of our name', besideService('starfray', 8080, 'http')],
  ['a service whose name begins with ours', besideService('starfray-web', 80, 'web')],
  ['a service named after a part of ours', besideService('starfray-metrics', 9090, 'metrics')],
  ['a service on IPv6', { STARFRAY_PORT: 'tcp://[fd00::7]:8080', STARFRAY_SERVICE_HOST: 'fd00::7' }],
  ['a link', LINK],
])('[H1] what describes %s has no effect, and is no reason for a word', (_what, environment) => {
  expect(read(environment)).toEqual({ given: {}, warnings: [] });
});

it('[H1] a platform still says the port in PORT beside such a service', () => {
  const { given } = read({ ...besideService('starfray', 8080, 'http'), PORT: '9000' });
  expect(given).toEqual({ port: { value: 9000, where: 'PORT' } });
});

it('[H1] a variable of that kind whose value is no address is an option, or a mistake', () => {
  expect(read({ STARFRAY_PORT: '81', STARFRAY_WEB_PORT: '82' })).toEqual({
    given: { port: { value: 81, where: 'STARFRAY_PORT' } },
    warnings: [expect.stringMatching(/^STARFRAY_WEB_PORT: /)],
  });
});

it.each([
  ['STARFRAY_PROT', 'STARFRAY_PORT'],
  ['STARFRAY_ROOM_PLAYER', 'STARFRAY_ROOM_PLAYERS'],
  ['STARFRAY_TRUSTED_PROXY', 'STARFRAY_TRUST_PROXY'],
])('[H2] %s is reported with %s, and has no effect', (variable, nearest) => {
  expect(read({ [variable]: '1' })).toEqual({
    given: {},
    warnings: [`${variable}: no such option, so it has no effect; the nearest is ${nearest}`],
  });
});

it('[H3] an empty variable counts as absent, whatever its option takes', () => {
  const variables = OPTIONS.map(({ name }) => `STARFRAY_${name.replace(/[A-Z]/g, (letter) => `_${letter}`)}`);
  for (const empty of ['', ' ', '\t\r\n']) {
    const environment = Object.fromEntries(
      [...variables, 'PORT', 'STARFRAY_PROT'].map((name) => [name.toUpperCase(), empty]),
    );
    expect(read(environment)).toEqual({ given: {}, warnings: [] });
  }
});

it('[H3] an empty STARFRAY_PORT leaves the word to PORT', () => {
  expect(read({ STARFRAY_PORT: '', PORT: '90' }).given).toEqual({ port: { value: 90, where: 'PORT' } });
});

it('[H3] a list is parted by commas and blanks, of which some may be left over', () => {
  const { given } = read({ STARFRAY_ALLOW_ORIGIN: ' https://a.example, ,https://b.example,' });
  expect(given['allowOrigin']?.value).toEqual(['https://a.example', 'https://b.example']);
});

it('[H3] what a file with line ends of Windows leaves behind a value is no part of it', () => {
  const parsed = parseOptions(read({ STARFRAY_PORT: '81\r', STARFRAY_GUESTS: 'no\r' }).given);
  expect(parsed).toMatchObject({ value: { port: 81, guests: false } });
});

it.each([
  ['true', false],
  ['no', true],
])('[H18] the flag --no-guests is a variable as it stands: STARFRAY_NO_GUESTS=%s', (text, guests) => {
  const where = 'STARFRAY_NO_GUESTS';
  expect(read({ [where]: text })).toEqual({ given: { guests: { value: guests, where } }, warnings: [] });
  expect(read({ [where]: text, STARFRAY_GUESTS: 'yes' }).given).toMatchObject({ guests: { value: true } });
});
