import { describe, expect, it } from 'vitest';
import { listenAnywhere, socketPathOf, withoutBrackets } from './place.ts';

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A system that answers with these errors, by address. */
function systemWith(faults: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const listen = async (host: string): Promise<void> => {
    asked.push(host);
    const code = faults[host];
    if (code !== undefined) throw fault(code);
  };
  return { asked, listen };
}

describe('the place to listen', () => {
  it.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])('[P13] is all of IPv4 where the system has no IPv6 (%s)', async (code) => {
    const { asked, listen } = systemWith({ '::': code });
    expect(await listenAnywhere(listen, '::')).toBe('0.0.0.0');
    expect(asked).toEqual(['::', '0.0.0.0']);
  });

  it('[P13] is the one that was asked for where that can be had', async () => {
    const { asked, listen } = systemWith({});
    expect([await listenAnywhere(listen, '::'), await listenAnywhere(listen, '192.0.2.1')]).toEqual([
      '::',
      '192.0.2.1',
    ]);
    expect(asked).toEqual(['::', '192.0.2.1']);
  });

  it.each([
    ['::', 'EADDRINUSE'],
    ['::1', 'EADDRNOTAVAIL'],
  ])('[P13] is no other than %s for %s', async (host, code) => {
    const { listen } = systemWith({ [host]: code });
    await expect(listenAnywhere(listen, host)).rejects.toThrow(code);
  });

  it('[P13] [P12] is read from --host', () => {
    expect(['[::1]', '::1', 'localhost', '[fd00::2]'].map(withoutBrackets)).toEqual([
      '::1',
      '::1',
      'localhost',
      'fd00::2',
    ]);
    expect([socketPathOf('unix:/run/a.sock'), socketPathOf('unix.example')]).toEqual(['/run/a.sock', undefined]);
  });
});
