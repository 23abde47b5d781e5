import { describe, expect, it } from 'vitest';
import { NoticeWriter } from './net-notice.ts';

const FINE = { interpolationDelayMs: 42, isServerSlow: false, serverLoad: 0 };
const UNEVEN = { ...FINE, interpolationDelayMs: 82 };

/** What stands there after some seconds at 60 frames a second. */
function after(writer: NoticeWriter, stats: typeof FINE, fromMs: number, ms: number): string {
  let said = '';
  for (let nowMs = fromMs; nowMs <= fromMs + ms; nowMs += 1000 / 60) said = writer.update(stats, nowMs);
  return said;
}

describe('the notice', () => {
  it('says nothing while all is well', () => {
    expect(after(new NoticeWriter(), FINE, 0, 5000)).toBe('');
  });

  it('tells whose fault it is, and by how much an uneven line is smoothed', () => {
    expect(after(new NoticeWriter(), UNEVEN, 0, 3100)).toBe('Your connection is uneven: smoothing by 40 ms');
    expect(after(new NoticeWriter(), { ...UNEVEN, serverLoad: 1 }, 0, 100)).toBe(
      'The server is overloaded: it sends less',
    );
    expect(after(new NoticeWriter(), { ...UNEVEN, isServerSlow: true }, 0, 100)).toBe(
      'The server is overloaded: the game runs slow',
    );
  });

  it('stands long enough to be read, and then goes', () => {
    const writer = new NoticeWriter();
    after(writer, UNEVEN, 0, 3100);
    expect(after(writer, FINE, 3100, 3000)).not.toBe('');
    expect(after(writer, FINE, 6100, 2000)).toBe('');
  });

  it('does not blame the line for a picture that is old for a moment: as a page begins, or did not get to run', () => {
    const writer = new NoticeWriter();
    expect(after(writer, UNEVEN, 0, 2800)).toBe('');
    expect(after(writer, FINE, 2800, 1000)).toBe('');
    expect(after(writer, UNEVEN, 3800, 2800)).toBe('');
  });

  it('does not flicker at the bound', () => {
    const writer = new NoticeWriter();
    after(writer, UNEVEN, 0, 3100);
    expect(after(writer, { ...FINE, interpolationDelayMs: 65 }, 3100, 10_000)).toMatch(/^Your connection/);
    expect(after(new NoticeWriter(), { ...FINE, interpolationDelayMs: 65 }, 0, 10_000)).toBe('');
  });

  it('knows when the page was asleep', () => {
    const writer = new NoticeWriter();
    after(writer, FINE, 0, 1000);
    expect(writer.update(FINE, 60_000)).toBe('This tab was asleep');
    expect(after(writer, FINE, 60_017, 5000)).toBe('');
  });
});
