// Orders by standard input, a line each, for game panels and terminals. What comes in is bounded: a line in length, and lines in number.

import type { Readable } from 'node:stream';
import { TokenBucket } from '../session/index.ts';
import { carryOut } from './carry-out.ts';
import type { OrderDesk } from './desk.ts';
import { parseOrder, wordsOf } from './order.ts';

/** The longest order is an announcement of 200 characters. */
const MAX_LINE = 1024;
/** A panel sends a line when somebody presses a key: more is a program that has run wild, and waits in its pipe. */
const LINES = {
  perSecond: 5,
  capacity: 20,
  floodMs: Number.MAX_SAFE_INTEGER,
  mostExcess: Number.MAX_SAFE_INTEGER,
} as const;
const PAUSE_MS = 200;

export interface ConsoleDeps {
  readonly desk: OrderDesk;
  readonly say: (line: string) => void;
  readonly now: () => number;
}

/**
 * Carries out the lines of a stream one after the other until it ends, which costs nothing. While a line is carried out, and beyond five
 * lines a second, nothing is read: whatever writes waits. Never rejects.
 */
export async function listenToConsole(input: Readable, { desk, say, now }: ConsoleDeps): Promise<void> {
  const bucket = new TokenBucket(LINES, now());
  try {
    for await (const line of linesOf(input)) {
      while (bucket.take(now()) !== 'taken') await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
      if (line === undefined) say(`A line has at most ${MAX_LINE} characters: this one was left out.`);
      else if (line.trim() !== '') for (const answer of await answerTo(line, desk)) say(answer);
    }
  } catch {
    // A terminal or a pipe that has gone gives no more orders.
  }
}

async function answerTo(line: string, desk: OrderDesk): Promise<readonly string[]> {
  const order = parseOrder(wordsOf(line));
  if (!order.ok) return [order.fault];
  try {
    const done = await carryOut(order.value, desk);
    return done.ok ? done.value : [done.fault];
  } catch (error) {
    return [`That could not be done: ${error instanceof Error ? error.message : error}`];
  }
}

// Undefined for a line that was too long: its text is dropped as it comes.
async function* linesOf(input: Readable): AsyncGenerator<string | undefined> {
  let rest = '';
  let isTooLong = false;
  for await (const chunk of input) {
    const parts = String(chunk).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      const line = (rest + part).replace(/\r$/, '');
      yield isTooLong || line.length > MAX_LINE ? undefined : line;
      rest = '';
      isTooLong = false;
    }
    rest += last;
    if (rest.length > MAX_LINE) {
      isTooLong = true;
      rest = '';
    }
  }
  if (rest !== '' && !isTooLong) yield rest;
}
