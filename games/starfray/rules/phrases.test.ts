import { describe, expect, it } from 'vitest';
import { Scene } from './test-scene.ts';
import { PHRASE_INTERVAL_TICKS } from './tuning.ts';

function saying(scene: Scene, phrase: number): unknown[] {
  return scene
    .hold(1, { say: phrase })
    .run()
    .seen('said')
    .map(({ values }) => values['phrase']);
}

describe('what a pilot says', () => {
  it('[R95] is heard where its ship is, once for each time that the controls begin to ask for it', () => {
    const scene = new Scene().join(1);
    scene.put(1, 800, 1000);
    expect(scene.hold(1, { say: 3 }).run().seen('said')).toMatchObject([
      { playerId: 0, values: { player: 1, phrase: 3, x: 800 * 256, y: 1000 * 256 } },
    ]);
    expect(scene.run(PHRASE_INTERVAL_TICKS).seen('said')).toEqual([]);
    expect(saying(scene, 0)).toEqual([]);
    expect(saying(scene, 3)).toEqual([3]);
  });

  it('[R95] is one phrase in a second and a half', () => {
    const scene = new Scene().join(1);
    expect(saying(scene, 1)).toEqual([1]);
    scene.run(PHRASE_INTERVAL_TICKS - 2);
    expect(saying(scene, 2)).toEqual([]);
    expect(saying(scene, 4)).toEqual([4]);
  });

  it('[R95] is nothing without a ship', () => {
    const scene = new Scene().join(1, 2).run(60).wreck(1);
    expect(saying(scene, 5)).toEqual([]);
  });
});
