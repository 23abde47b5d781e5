import { CLOSE, type Link } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { ServerRoute } from './server-route.ts';

const OK = { ok: true, version: 'v', room: 'main' };

/** A page of http://a, and what servers answer; those not named are down. */
function page(
  answers: Record<string, object | ((url: URL, resume: string | undefined) => object)>,
  mayReach?: (server: string) => boolean,
  joinCode?: string,
) {
  const asked: string[] = [];
  const opened: {
    url: string;
    protocols: readonly string[];
    end: (code: number, reason?: string) => void;
    say: () => void;
  }[] = [];
  const clock = { nowMs: 0 };
  const route = new ServerRoute({
    identity: { subprotocol: 'toy' },
    home: 'http://a',
    wish: (isReturning) => ({
      version: 'v',
      kind: 'human',
      name: 'Ada',
      room: isReturning ? 'na-main' : undefined,
      joinCode,
    }),
    identityToken: 'jwt',
    origin: 'http://a',
    ask: async (text, { identityToken, resume, ...shown }) => {
      const url = new URL(text);
      expect(shown.joinCode).toBe(joinCode);
      expect(text).not.toContain('resume');
      asked.push(`${url.origin} ${resume ?? '-'} ${identityToken}`);
      const answer = answers[url.origin];
      if (answer === undefined) throw new Error('down');
      return typeof answer === 'function' ? answer(url, resume) : answer;
    },
    open: (url, protocols) => {
      let ended: (code: number, reason: string) => void = () => undefined;
      let heard: (bytes: Uint8Array) => void = () => undefined;
      const link: Link = {
        isOpen: true,
        bufferedBytes: 0,
        send: () => undefined,
        sendPair: () => undefined,
        close: () => undefined,
        onMessage: (listener) => {
          heard = listener;
        },
        onClose: (listener) => {
          ended = listener;
        },
      };
      opened.push({
        url,
        protocols,
        end: (code, reason = '') => ended(code, reason),
        say: () => heard(new Uint8Array(1)),
      });
      return link;
    },
    now: () => clock.nowMs,
    ...(mayReach === undefined ? {} : { mayReach }),
  });
  const connect = async (resume?: string): Promise<{ code: number; reason: string } | undefined> => {
    let end: { code: number; reason: string } | undefined;
    const link = route.connect(resume);
    link.onMessage(() => undefined);
    link.onClose((code, reason) => {
      end = { code, reason };
    });
    await new Promise((resolve) => setImmediate(resolve));
    return end;
  };
  return { asked, opened, connect, clock, route };
}

describe('the way to a server', () => {
  it('[X11] is the one that the page came from, where that is alone', async () => {
    const { opened, connect } = page({ 'http://a': OK });
    expect(await connect()).toBeUndefined();
    expect(opened.map(({ url, protocols }) => [url, protocols])).toEqual([
      ['ws://a/ws?v=v&kind=human&name=Ada', ['toy', 'token.jwt']],
    ]);
  });

  it.each([
    ['sesame', 'code.sesame'],
    ['open "sesame", (ä)', 'code.open..sesame......'],
  ])('[J30] shows the join code %s beside the address, as headers can hold it', async (joinCode, entry) => {
    const { opened, connect } = page({ 'http://a': OK }, undefined, joinCode);
    await connect();
    expect(opened[0]?.url).toBe('ws://a/ws?v=v&kind=human&name=Ada');
    expect(opened[0]?.protocols).toEqual(['toy', 'token.jwt', entry]);
  });

  it('[X11] leads straight to the node that has the room', async () => {
    const { opened, connect } = page({ 'http://a': { ...OK, node: 'nb', url: 'http://b', nodes: ['http://b'] } });
    await connect();
    expect(opened[0]?.url).toBe('ws://b/ws?v=v&kind=human&name=Ada&node=nb');
  });

  it('[X14] leads to a node that the one that stopped named, when nobody had asked for the list since it was started', async () => {
    const answers: Record<string, object> = { 'http://a': { ...OK, nodes: ['http://a'] } };
    const { asked, opened, connect } = page(answers);
    await connect();
    delete answers['http://a'];
    answers['http://c'] = { ...OK, nodes: ['http://c'] };
    opened[0]?.end(CLOSE.shutdown, JSON.stringify({ reason: 'Stopping.', retryMs: 10_000, to: 'http://c' }));
    await connect('key');
    expect(asked.slice(1)).toEqual(['http://a key jwt', 'http://c key jwt']);
    expect(opened[1]?.url).toContain('ws://c/ws?');
  });

  it('[X12] knows of a node that came while it played, and goes there when its own is gone', async () => {
    const answers: Record<string, object> = { 'http://a': { ...OK, nodes: ['http://a'] } };
    const { asked, opened, connect, clock } = page(answers);
    await connect();
    answers['http://a'] = { ...OK, nodes: ['http://a', 'http://b'] };
    clock.nowMs = 29_000;
    opened[0]?.say();
    expect(asked.length).toBe(1);
    clock.nowMs = 31_000;
    opened[0]?.say();
    opened[0]?.say();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.length).toBe(2);
    delete answers['http://a'];
    answers['http://b'] = { ...OK, nodes: ['http://b'] };
    await connect('seat');
    expect(opened[1]?.url).toContain('ws://b/ws');
  });

  it('[X11] is asked for once where there is one server', async () => {
    const { asked, opened, connect, clock } = page({ 'http://a': OK });
    await connect();
    clock.nowMs = 100_000;
    opened[0]?.say();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.length).toBe(1);
  });

  it('[X11] leads by way of the own server where the node cannot be reached, or was not', async () => {
    const answers = { 'http://a': { ...OK, node: 'nb', url: 'http://b', nodes: ['http://b'] } };
    const barred = page(answers, () => false);
    await barred.connect();
    expect(barred.opened[0]?.url).toBe('ws://a/ws?v=v&kind=human&name=Ada&node=nb');
    const broken = page(answers);
    await broken.connect();
    broken.opened[0]?.end(1006);
    await broken.connect();
    expect(broken.opened.map(({ url }) => new URL(url).host)).toEqual(['b', 'a']);
  });

  it('[X12] leads to another node when the own server is gone, with the token of the seat and its room', async () => {
    const answers: Record<string, object> = { 'http://a': { ...OK, nodes: ['http://a', 'http://b', 'http://c'] } };
    const { asked, opened, connect } = page(answers);
    await connect();
    delete answers['http://a'];
    answers['http://c'] = OK;
    await connect('seat');
    expect(asked).toEqual(['http://a - jwt', 'http://a seat jwt', 'http://b seat jwt', 'http://c seat jwt']);
    expect(opened.at(-1)).toMatchObject({
      url: 'ws://c/ws?v=v&kind=human&room=na-main&name=Ada',
      protocols: ['toy', 'resume.seat', 'token.jwt'],
    });
  });

  it('[J9] says that nobody answers, or that it is somebody else', async () => {
    const { connect } = page({});
    const end = await connect();
    expect([end?.code, JSON.parse(end?.reason ?? '')]).toEqual([
      1006,
      expect.objectContaining({ obstacle: 'silence' }),
    ]);
    const proxy = () => {
      throw Object.assign(new Error('no JSON'), { status: 502 });
    };
    const stranger = { obstacle: 'stranger', reason: expect.stringContaining('HTTP 502') };
    expect(JSON.parse((await page({ 'http://a': proxy }).connect())?.reason ?? '')).toMatchObject(stranger);
    const closing = { statusCode: 503, error: 'Service Unavailable' };
    expect(JSON.parse((await page({ 'http://a': closing }).connect())?.reason ?? '')).toMatchObject({
      obstacle: 'stranger',
      reason: expect.stringContaining('HTTP 503'),
    });
  });

  it('[J9] says that no WebSocket opens where the server said yes, from the second one on', async () => {
    const { connect, opened, route } = page({ 'http://a': OK });
    const reasons: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const link = route.connect(undefined);
      link.onMessage(() => undefined);
      link.onClose((_code, reason) => reasons.push(reason));
      await new Promise((resolve) => setImmediate(resolve));
      opened.at(-1)?.end(1006);
    }
    expect(reasons.map((reason) => (reason === '' ? '' : JSON.parse(reason).obstacle))).toEqual([
      '',
      'no WebSocket',
      'no WebSocket',
    ]);
    expect(route.describeSilence()).toMatchObject({ obstacle: 'no WebSocket' });
    await connect();
    opened.at(-1)?.say();
    expect(route.describeSilence()).toMatchObject({ obstacle: 'silence' });
  });

  it('[J7] asks without connecting what a join would be answered', async () => {
    const full = page({ 'http://a': { ok: false, code: CLOSE.full, reason: 'Full.', retryMs: 5000 } });
    expect(await full.route.ask()).toEqual({ code: CLOSE.full, reason: 'Full.' });
    const free = page({ 'http://a': OK });
    expect([await free.route.ask(), free.opened]).toEqual([undefined, []]);
  });

  it('tells a refusal in the words of the server', async () => {
    const refusal = { ok: false, code: CLOSE.full, reason: 'This server is full.', retryMs: 5000 };
    const { opened, connect } = page({ 'http://a': refusal });
    expect(await connect()).toEqual({ code: CLOSE.full, reason: '{"reason":"This server is full.","retryMs":5000}' });
    expect(opened).toEqual([]);
  });

  it('[C12] goes on without a seat whose token is none', async () => {
    const { opened, connect } = page({
      'http://a': (_url, resume) => (resume === undefined ? OK : { ok: false, code: 401, reason: 'no' }),
    });
    await connect('forged');
    expect(opened[0]?.protocols).toEqual(['toy', 'token.jwt']);
  });

  it('says that an identity token is no good', async () => {
    const { connect } = page({ 'http://a': { ok: false, code: 401, reason: 'this token has expired' } });
    expect((await connect())?.code).toBe(CLOSE.needsToken);
  });

  it('comes in all the same where it asked too often', async () => {
    const { opened, connect } = page({ 'http://a': { ok: false, code: CLOSE.flood, reason: 'too many requests' } });
    await connect();
    expect(opened[0]?.url).toBe('ws://a/ws?v=v&kind=human&name=Ada');
  });
});
