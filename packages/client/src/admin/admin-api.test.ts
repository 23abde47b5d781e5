import { describe, expect, it } from 'vitest';
import { createAdminApi, judge, tokenIn } from './admin-api.ts';

const nothing = (): undefined => undefined;

describe('the token in what was pasted', () => {
  it('is what stands between the blanks', () => expect(tokenIn('  eyJ.a-b_c.d\n')).toBe('eyJ.a-b_c.d'));
  it.each(['', '  ', 'two words', 'naïve', 'x'.repeat(8001)])('is none in %j', (text) =>
    expect(tokenIn(text)).toBeUndefined(),
  );
});

describe('what an answer means', () => {
  it('is turned away with the reason of the server', () => {
    expect(judge(401, { ok: false, faults: ['expired'] }, nothing)).toEqual({ kind: 'turned away', fault: 'expired' });
  });

  it('is refused with all faults, whatever the status', () => {
    const refused = { kind: 'refused', faults: ['a', 'b'] };
    expect(judge(400, { ok: false, faults: ['a', 'b'] }, nothing)).toEqual(refused);
    expect(judge(200, { ok: false, faults: ['a', 'b'] }, nothing)).toEqual(refused);
  });

  it('says the status where the server says nothing', () => {
    expect(judge(500, undefined, nothing)).toEqual({ kind: 'refused', faults: ['the server answers 500'] });
  });

  it('is refused too when it cannot be read', () => {
    expect(judge(200, 'hello', nothing)).toMatchObject({
      kind: 'refused',
      faults: [expect.stringContaining('reload')],
    });
  });
});

describe('a request', () => {
  it('has the token in its header alone, and of a player no more than it needs', async () => {
    const asked: [string, RequestInit][] = [];
    const api = createAdminApi(
      () => 'secret',
      async (path, init) => {
        asked.push([path, init]);
        return Response.json({ ok: true, kicked: 1 });
      },
    );
    const player = { room: 'main', playerId: 7, name: 'Ada' };
    expect(await api.kick(player, 'rude')).toEqual({ kind: 'ok', value: 1 });
    const [path, init] = asked[0] ?? [];
    expect(path).toBe('/api/admin/kick');
    expect(init?.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(JSON.parse(String(init?.body))).toEqual({ room: 'main', playerId: 7, reason: 'rude' });
  });

  it('that nobody answers is silent, not an exception', async () => {
    const api = createAdminApi(
      () => 'secret',
      () => Promise.reject(new TypeError('connection refused')),
    );
    expect(await api.overview()).toEqual({ kind: 'silent', fault: 'connection refused' });
  });
});
