import { describe, expect, it } from 'vitest';
import type { Memory } from '../platform/storage.ts';
import { Preferences } from './preferences.ts';

function memory(text?: string): Memory & { text: string | undefined } {
  return {
    text,
    read() {
      return this.text;
    },
    write(_key, value) {
      this.text = value;
    },
  };
}

describe('what a player has chosen', () => {
  it('[E70] is there again on the next visit, and told to whom it concerns at once', () => {
    const kept = memory();
    const first = new Preferences(kept);
    const seen: number[] = [];
    first.watch(({ sliders }) => seen.push(sliders.master));
    first.slide('master', 35);
    first.choose('quality', 'low');
    first.setControls({ keys: { fire: ['KeyF'] }, mouse: {}, pad: {} });
    expect(seen).toEqual([80, 35, 35, 35]);
    const next = new Preferences(kept).values;
    expect(next.sliders.master).toBe(35);
    expect(next.choices.quality).toBe('low');
    expect(next.controls.keys).toEqual({ fire: ['KeyF'] });
  });
  it('[E70] counts for this visit where nothing can be stored', () => {
    const preferences = new Preferences({ read: () => undefined, write: () => undefined });
    preferences.choose('haptics', 'off');
    expect(preferences.values.choices.haptics).toBe('off');
  });
  it.each([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['values of another kind', '{"choices":7,"sliders":{"master":"loud"},"controls":{"keys":{"fire":7}}}'],
    ['choices that are none', '{"choices":{"quality":"ultra"},"sliders":{"master":null},"controls":null}'],
  ])('[E70] is as the game comes where %s is stored', (_what, text) => {
    expect(new Preferences(memory(text)).values).toEqual(new Preferences(memory()).values);
  });
  it('[E70] stays within its bounds', () => {
    const preferences = new Preferences(memory('{"sliders":{"master":1e9,"scale":1}}'));
    expect(preferences.values.sliders).toMatchObject({ master: 100, scale: 80 });
    preferences.slide('scale', 900);
    expect(preferences.values.sliders.scale).toBe(150);
  });
  it('[E70] can be undone, but for the controls', () => {
    const preferences = new Preferences(memory());
    preferences.slide('master', 5);
    preferences.setControls({ keys: { fire: ['KeyF'] }, mouse: {}, pad: {} });
    preferences.reset();
    expect(preferences.values.sliders.master).toBe(80);
    expect(preferences.values.controls.keys).toEqual({ fire: ['KeyF'] });
  });
});
