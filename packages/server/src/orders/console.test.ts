import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '../process/foreground.ts';
import { listenToConsole } from './console.ts';
import type { OrderDesk } from './desk.ts';
import { parseOrder, wordsOf } from './order.ts';

function createDesk(): { readonly desk: OrderDesk; readonly announced: string[] } {
  const announced: string[] = [];
  const nothing = () => Promise.reject(new Error('not asked for'));
  const announce = async (text: string) => void announced.push(text);
  const desk = {
    overview: nothing,
    bans: nothing,
    kick: nothing,
    ban: nothing,
    unban: nothing,
    drain: nothing,
    announce,
  };
  return { desk, announced };
}

async function typed(chunks: readonly string[]) {
  const input = new PassThrough();
  const { desk, announced } = createDesk();
  const lines: string[] = [];
  const ended = listenToConsole(input, { desk, say: (line) => lines.push(line), now: () => performance.now() });
  for (const chunk of chunks) input.write(chunk);
  input.end();
  await ended;
  return { lines, announced };
}

describe('[H15] a console', () => {
  it('takes lines however they are cut, with either end, and a last one without', async () => {
    expect((await typed(['ann', 'ounce a\r\nannounce "b  c"\n\n', 'announce d'])).announced).toEqual([
      'a',
      'b  c',
      'd',
    ]);
  });

  it('leaves out a line that is too long, and takes the next', async () => {
    const { lines, announced } = await typed([`announce ${'x'.repeat(3000)}`, 'y'.repeat(5000), '\nannounce b\n']);
    expect(announced).toEqual(['b']);
    expect(lines[0]).toBe('A line has at most 1024 characters: this one was left out.');
  });

  it('goes on after an order that could not be done', async () => {
    const { lines, announced } = await typed(['bans\nannounce b\n']);
    expect([lines, announced]).toEqual([['That could not be done: not asked for', 'Announced.'], ['b']]);
  });

  it('reads no further while it has had its lines: what floods it waits in its pipe', async () => {
    const input = new PassThrough({ highWaterMark: 1024 });
    const { desk } = createDesk();
    const lines: string[] = [];
    const stopped = new Promise<void>((resolve) => {
      // The clock stands still, so no line comes after those of the first moment.
      void listenToConsole(input, { desk, say: (line) => lines.push(line), now: () => 0 });
      const write = (): void => {
        let isTaken = true;
        for (let i = 0; i < 100_000 && isTaken; i += 1) isTaken = input.write('y\n');
        if (lines.length >= 20) resolve();
        else setImmediate(write);
      };
      write();
    });
    await stopped;
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toHaveLength(20);
    expect(input.writableNeedDrain).toBe(true);
    input.destroy();
  });

  it('ends with its terminal', async () => {
    const input = new PassThrough();
    const { desk } = createDesk();
    const ended = listenToConsole(input, { desk, say: () => undefined, now: () => 0 });
    input.destroy(new Error('EIO'));
    await expect(ended).resolves.toBeUndefined();
  });
});

describe('[H15] a terminal', () => {
  it('is read in the foreground alone, whatever the program is called', () => {
    const stat = (group: number, foreground: number) =>
      `71 (a) b (node) S 70 ${group} 70 34816 ${foreground} 4194304 0`;
    expect([groupsOf(stat(71, 71)), groupsOf(stat(71, 70)), groupsOf(stat(71, -1))]).toEqual([true, false, false]);
  });
});

describe('[H14] words', () => {
  it('are parted by blanks, and what stands in quotes is one', () => {
    expect(wordsOf('  kick "Vogon Poet"  no "poetry')).toEqual(['kick', 'Vogon Poet', 'no', 'poetry']);
    expect(wordsOf('')).toEqual([]);
  });

  it.each([
    [
      'ban Marvin --for 7d --as address no reason',
      { who: 'Marvin', seconds: 604_800, as: 'address', reason: 'no reason' },
    ],
    ['ban Marvin', { who: 'Marvin', seconds: undefined, as: undefined, reason: 'Banned by an admin.' }],
  ])('make an order of %s', (line, order) => {
    expect(parseOrder(wordsOf(line))).toMatchObject({ ok: true, value: order });
  });

  it.each([
    ['', '"" is no order; "help" lists them'],
    ['kick', 'write it as: kick <player> [reason]'],
    ['unban', 'write it as: unban <ban>'],
    ['announce', 'write it as: announce <text>'],
    ['ban x --as name', '--as name: give one of account, session, address'],
    ['players now', 'players takes no further words'],
    [`kick x ${'y'.repeat(101)}`, 'a reason has at most 100 characters, and this has 101'],
  ])('that are no order are answered with the remedy: %s', (line, fault) => {
    expect(parseOrder(wordsOf(line))).toEqual({ ok: false, fault });
  });
});
