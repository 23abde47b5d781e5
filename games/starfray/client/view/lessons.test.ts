import { describe, expect, it } from 'vitest';
import { type Deeds, Lessons } from './lessons.ts';

const NOTHING: Deeds = { flownPx: 0, hasFired: false, hasCollected: false, boostedS: 0, hasEndedShip: false };
const howTo = (action: string) => `<${action}>`;

function textAt(lessons: Lessons, nowMs: number): string | undefined {
  const line = lessons.line(howTo, nowMs);
  return line === undefined ? undefined : `${line.isLearned ? '✓ ' : ''}${line.text}`;
}

describe('the first minute', () => {
  it('[E85] says one thing at a time, by the controls in use, and goes on once it was done', () => {
    const lessons = new Lessons();
    expect(textAt(lessons, 0)).toBe('Fly: <thrust>');
    lessons.note({ ...NOTHING, flownPx: 200 });
    expect(textAt(lessons, 1000)).toBe('Fly: <thrust>');
    lessons.note({ ...NOTHING, flownPx: 200 });
    expect(textAt(lessons, 1100)).toBe('✓ Fly: <thrust>');
    expect(textAt(lessons, 1900)).toBe('✓ Fly: <thrust>');
    expect(textAt(lessons, 2000)).toBe('Aim: <aim>. Fire: <fire>');
  });

  it('[E85] passes over what a pilot did without having been told', () => {
    const lessons = new Lessons();
    textAt(lessons, 0);
    for (let shot = 0; shot < 4; shot += 1) lessons.note({ ...NOTHING, flownPx: 100, hasFired: true });
    textAt(lessons, 100);
    expect(textAt(lessons, 1100)).toContain('shards');
  });

  it('[E85] is over after the last thing, and at once for a pilot who has done it all', () => {
    const lessons = new Lessons();
    const all = { flownPx: 300, hasFired: true, hasCollected: true, boostedS: 1, hasEndedShip: true };
    for (let i = 0; i < 4; i += 1) lessons.note(all);
    expect(textAt(lessons, 0)).toBeUndefined();
  });

  it('[E85] insists on nothing for longer than 25 s', () => {
    const lessons = new Lessons();
    const seen = new Set<string | undefined>();
    for (let ms = 0; ms <= 140_000; ms += 100) seen.add(textAt(lessons, ms)?.replace('✓ ', ''));
    expect(seen.size).toBe(6);
    expect(seen.has(undefined)).toBe(true);
  });
});
