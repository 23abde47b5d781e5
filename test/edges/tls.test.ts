// https and wss on the one port: the page, play, and certificates that come and go while people play.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates, connect as tlsConnect } from 'node:tls';
import { OperatorFault } from '@starfray/server';
import { createBot, createWanderer } from '@starfray/starfray/bots';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MadeCertificate, makeCertificate } from '../support/certificate.ts';
import { COMMAND } from '../support/command.ts';
import { closed, exchange, type Hosted, startHosted } from '../support/hosted.ts';
import { type Started, startStarfray } from '../support/started.ts';

const LOOK_MS = 20;
const WAIT = { timeout: 240_000, interval: 20 };

let folder: string;
let first: MadeCertificate;
let second: MadeCertificate;
const trusted = getCACertificates('default');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-tls-'));
  first = makeCertificate(folder, 'first');
  second = makeCertificate(folder, 'second');
  setDefaultCACertificates([...trusted, first.pem, second.pem]);
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

/** The certificate that a new connection is shown. */
function shownBy(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'localhost' }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

describe('a server with a certificate', () => {
  let server: Started;
  let url: string;

  beforeAll(async () => {
    server = await startStarfray({ bots: 3, tlsCert: first.cert, tlsKey: first.key });
    url = `https://localhost:${server.host.port}`;
  });

  afterAll(() => server.stop());

  it('[T1] serves the page by https', async () => {
    const response = await fetch(url);
    expect(await response.text()).toContain('<title>Starfray</title>');
  });

  it('[T1] lets bots play by wss', async () => {
    const bot = createBot({ url, name: 'Secure', think: createWanderer() });
    await vi.waitFor(() => expect(bot.stats.snapshots).toBeGreaterThan(30), WAIT);
    expect(bot.status.state).toBe('joined');
    expect(bot.stats.desyncs).toBe(0);
    bot.close();
  });

  it('[T1] asks browsers to come by https only, and mends no address', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  });

  it('[T1] speaks no TLS older than 1.2', async () => {
    const refused = new Promise<Error>((resolve) => {
      const options = {
        host: '127.0.0.1',
        port: server.host.port,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      } as const;
      tlsConnect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0', rejectUnauthorized: false }).on('error', resolve);
    });
    expect(String(await refused)).toMatch(/protocol version/);
  });

  it('[T2] ends a connection that speaks plain http, and lives', async () => {
    const answer = await exchange(server.host.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n').catch(String);
    expect(answer).not.toContain('HTTP/1.1 200');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('[T2] ends a connection that speaks nothing known, and lives', async () => {
    await exchange(server.host.port, '\x16\x03\x01\xff\xff nonsense'.repeat(100)).catch(String);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(server.logged.filter(({ message }) => message.includes('error'))).toEqual([]);
  });
});

describe('the upgrade by TLS', () => {
  let hosted: Hosted;

  beforeAll(async () => {
    hosted = await startHosted({ tls: first });
  });

  afterAll(() => hosted.stop());

  it('is open to its own page', async () => {
    const socket = await hosted.connect('', { origin: hosted.url });
    expect(socket.protocol).toBe('starfray');
    socket.close();
    await closed(socket);
  });

  it('is closed to the page of another site', async () => {
    await expect(hosted.connect('', { origin: 'https://evil.example' })).rejects.toThrow('HTTP 403');
  });

  it('[T2] ends a connection whose handshake does not come', async () => {
    const hasty = await startHosted({ tls: first, tlsHandshakeMs: 200 });
    // A server with a longer time, in which this test is over: only the time that was set ends a connection.
    const patient = await startHosted({ tls: first, tlsHandshakeMs: 600_000 });
    let hasLongEnded = false;
    const long = exchange(patient.host.port, '').then(() => {
      hasLongEnded = true;
    });
    expect(await exchange(hasty.host.port, '')).toBe('');
    // A busy machine may need longer than that for a handshake, too.
    await vi.waitFor(async () => expect((await fetch(`${hasty.url}/healthz`)).status).toBe(200), WAIT);
    expect(hasLongEnded).toBe(false);
    await hasty.stop();
    await patient.stop();
    await long;
  });
});

it('[T2] stops in time although a handshake is not done', async () => {
  // Longer than this test lasts.
  const hosted = await startHosted({ tls: first, tlsHandshakeMs: 600_000 });
  const socket = connect(hosted.host.port, '127.0.0.1').on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  // A connection made later is served, so the one before was taken.
  expect((await fetch(`${hosted.url}/healthz`)).status).toBe(200);
  await hosted.stop();
});

it('[T1] a server without a certificate asks for no https', async () => {
  const hosted = await startHosted();
  expect((await fetch(hosted.url)).headers.get('strict-transport-security')).toBeNull();
  await hosted.stop();
});

describe('a certificate that changes', () => {
  let hosted: Hosted;
  let files: { readonly cert: string; readonly key: string };

  beforeEach(async () => {
    const live = await mkdtemp(join(folder, 'live-'));
    files = { cert: join(live, 'cert.pem'), key: join(live, 'key.pem') };
    await copyFile(first.cert, files.cert);
    await copyFile(first.key, files.key);
    hosted = await startHosted({ tls: files, tlsLookMs: LOOK_MS });
  });

  afterEach(() => hosted.stop());

  it('[T3] is shown to new connections, and those that are open stay', async () => {
    const socket = await hosted.connect();
    expect(await shownBy(hosted.host.port)).toBe(first.fingerprint);
    await copyFile(second.cert, files.cert);
    await copyFile(second.key, files.key);
    await vi.waitFor(async () => expect(await shownBy(hosted.host.port)).toBe(second.fingerprint), WAIT);
    const echoed = new Promise((resolve) => socket.once('message', resolve));
    hosted.rooms.seats[0]?.link.send(Uint8Array.of(7));
    expect(await echoed).toEqual(Buffer.of(7));
    expect(socket.readyState).toBe(socket.OPEN);
  });

  it('[P6] is read at once when the server is asked to, as by SIGHUP, whenever the next look would be', async () => {
    const patient = await startHosted({ tls: files, tlsLookMs: 600_000 });
    await copyFile(second.cert, files.cert);
    await copyFile(second.key, files.key);
    expect(await shownBy(patient.host.port)).toBe(first.fingerprint);
    await patient.host.reload();
    expect(await shownBy(patient.host.port)).toBe(second.fingerprint);
    await patient.stop();
  });

  it('[T3] may be a symbolic link that is set again', async () => {
    await unlink(files.cert);
    await unlink(files.key);
    for (const part of ['cert', 'key'] as const) {
      await symlink(second[part], `${files[part]}.new`);
      await rename(`${files[part]}.new`, files[part]);
    }
    await vi.waitFor(async () => expect(await shownBy(hosted.host.port)).toBe(second.fingerprint), WAIT);
  });

  it('[T3] is not taken when it is broken: the old one stays, and one line of the log says so', async () => {
    await writeFile(files.cert, 'nonsense');
    const told = () => hosted.logged.filter(({ message }) => message.startsWith('the new certificate is no good'));
    await vi.waitFor(
      () => expect(told().at(-1)).toMatchObject({ fault: expect.stringMatching('is no certificate') }),
      WAIT,
    );
    expect(await shownBy(hosted.host.port)).toBe(first.fingerprint);
    await copyFile(second.cert, files.cert);
    await vi.waitFor(
      () => expect(told().at(-1)).toMatchObject({ fault: expect.stringMatching('is not the key of') }),
      WAIT,
    );
    expect(await shownBy(hosted.host.port)).toBe(first.fingerprint);
    await copyFile(second.key, files.key);
    await vi.waitFor(async () => expect(await shownBy(hosted.host.port)).toBe(second.fingerprint), WAIT);
    expect(new Set(told().map((line) => JSON.stringify(line))).size).toBe(told().length);
  });
});

describe('a certificate that cannot be used', () => {
  const refused = (cert: string, key: string) => expect(startHosted({ tls: { cert, key } })).rejects;

  it('[T4] is reported with everything else that is wrong', async () => {
    const flags = ['--tls-cert', '/nowhere/cert.pem', '--tls-key', folder, '--port', 'x', '--client', '/nowhere'];
    const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'serve', ...flags], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'starfray: --port x: give a whole number from 0 to 65535',
      'starfray: there is no built client in /nowhere: run "pnpm build", or name another place with --client',
      'starfray: --tls-cert /nowhere/cert.pem: is not there; name a certificate in PEM',
      `starfray: --tls-key ${folder}: cannot be read; name its key in PEM, or mend its permissions`,
    ]);
  });

  it('[T4] is refused with a key of another one', async () => {
    await refused(first.cert, second.key).toThrow(OperatorFault);
    await refused(first.cert, second.key).toThrow(
      `--tls-key ${second.key}: is not the key of --tls-cert ${first.cert}; give two that were made together`,
    );
  });

  it('[T4] is refused when either is something else', async () => {
    const wrong = join(folder, 'wrong.pem');
    await writeFile(wrong, 'nonsense');
    await refused(wrong, wrong).toThrow(
      `--tls-cert ${wrong}: is no certificate in PEM; give one, such as certbot's fullchain.pem; ` +
        `--tls-key ${wrong}: is no private key in PEM; give one, such as certbot's privkey.pem`,
    );
  });

  it('[T4] is refused with a key that is locked', async () => {
    const locked = join(folder, 'locked.pem');
    execFileSync('openssl', ['pkey', '-in', first.key, '-aes128', '-passout', 'pass:secret', '-out', locked]);
    await refused(first.cert, locked).toThrow(
      `is locked by a passphrase; give one that is not: openssl pkey -in ${locked}`,
    );
  });

  it('[T4] is refused when its key is too short for today', async () => {
    const [cert, key] = [join(folder, 'short.pem'), join(folder, 'short-key.pem')];
    const made = ['-newkey', 'rsa:512', '-nodes', '-subj', '/CN=localhost', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', ...made], { stdio: 'ignore' });
    await refused(cert, key).toThrow(/cannot be used \(.*too small.*\); have another one made/);
  });
});
