// The sounds of both games and the music of Starfray, as they are played: made, measured, and left as files in test-results/sounds.

import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SOUNDS as PUCK } from '../games/puck/client/sounds.ts';
import { SCORE } from '../games/starfray/client/audio/score.ts';
import { SOUNDS as STARFRAY } from '../games/starfray/client/audio/sounds.ts';
import { MUSIC_RATE, renderPart } from '../packages/client/src/audio/music.ts';
import { characterOf, distanceBetween } from './support/sound/character.ts';
import { loudnessOf, peakOf } from './support/sound/loudness.ts';
import { writeWav } from './support/sound/wav-file.ts';

const FOLDER = new URL('../test-results/sounds/', import.meta.url).pathname;
const LOUDNESS = { least: -20, most: -12 };
const LONGEST_S = 2;
/** In dB: what is nearer is taken for the other. */
const MIN_DISTANCE = 4;
/** The same blaster, heard from one's own ship and from another's. */
const SAME = ['ownShot', 'shot'];
const FIGHTS = [0, 0.25, 0.5, 0.75, 1];

interface Synth {
  readonly sampleRate: number;
  buildSamples(...parameters: readonly (number | undefined)[]): number[];
}
type Table = Readonly<Record<string, readonly (number | undefined)[]>>;

let synth: Synth;

beforeAll(async () => {
  // The synthesizer opens an audio context where it is loaded.
  vi.stubGlobal('AudioContext', class {});
  // The pitch of each sound varies a little; this is the middle.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const address = createRequire(new URL('../packages/client/package.json', import.meta.url)).resolve('zzfx');
  ({ ZZFX: synth } = (await import(address)) as { ZZFX: Synth });
});

afterAll(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function samplesOf(table: Table, name: string): Float32Array {
  return Float32Array.from(synth.buildSamples(...(table[name] ?? [])));
}

describe.each([
  ['starfray', STARFRAY as Table],
  ['puck', PUCK as Table],
])('the sounds of %s', (game, table) => {
  it.each(Object.keys(table))('[E81] %s is as loud as the others, clips nowhere, and is over soon', (name) => {
    const samples = samplesOf(table, name);
    writeWav(`${FOLDER}${game}-${name}.wav`, samples, synth.sampleRate);
    expect(loudnessOf(samples, synth.sampleRate)).toBeGreaterThan(LOUDNESS.least);
    expect(loudnessOf(samples, synth.sampleRate)).toBeLessThan(LOUDNESS.most);
    expect(peakOf(samples)).toBeLessThan(1);
    expect(samples.length / synth.sampleRate).toBeLessThan(LONGEST_S);
  });

  it('[E82] are told apart by ear', () => {
    const characters = Object.keys(table).map((name) => ({
      name,
      character: characterOf(samplesOf(table, name), synth.sampleRate),
    }));
    const alike = characters.flatMap((a, i) =>
      characters
        .slice(i + 1)
        .map((b) => ({ pair: [a.name, b.name], distance: distanceBetween(a.character, b.character) })),
    );
    const confusable = alike.filter(({ pair, distance }) => distance < MIN_DISTANCE && pair.join() !== SAME.join());
    expect(confusable).toEqual([]);
  });
});

describe('the music', () => {
  const parts: Float32Array[] = [];

  beforeAll(async () => {
    for (const part of SCORE.parts) parts.push(await renderPart(part, SCORE.seconds, async () => undefined));
  });

  function mixAt(fight: number): Float32Array {
    const mix = new Float32Array(parts[0]?.length ?? 0);
    for (const [p, part] of SCORE.parts.entries()) {
      const level = part.levelAt(fight);
      for (const [i, sample] of (parts[p] ?? []).entries()) mix[i] = (mix[i] ?? 0) + level * sample;
    }
    return mix;
  }

  it.each(FIGHTS)('[E81] is within the same limits in a fight of %s, and has no seam', (fight) => {
    const mix = mixAt(fight);
    writeWav(`${FOLDER}music-${fight * 100}.wav`, mix, MUSIC_RATE);
    expect(loudnessOf(mix, MUSIC_RATE)).toBeGreaterThan(LOUDNESS.least);
    expect(loudnessOf(mix, MUSIC_RATE)).toBeLessThan(LOUDNESS.most);
    expect(peakOf(mix)).toBeLessThan(1);
    // From the last sample to the first is no greater step than there is elsewhere.
    const steps = mix.map((sample, i) => sample - (mix[i - 1] ?? mix.at(-1) ?? 0));
    expect(steps[0]).toBeLessThanOrEqual(peakOf(steps.subarray(1)));
  });

  it('[E80] becomes fuller with the fight: every part is heard in the end, and only pad and arpeggio in peace', () => {
    const heard = (fight: number) => SCORE.parts.filter(({ levelAt }) => levelAt(fight) > 0).map(({ name }) => name);
    expect(heard(0)).toEqual(['pad', 'arpeggio']);
    expect(heard(1)).toEqual(SCORE.parts.map(({ name }) => name));
    const loudness = FIGHTS.map((fight) => loudnessOf(mixAt(fight), MUSIC_RATE));
    expect(loudness.at(-1)).toBeGreaterThan((loudness[0] ?? 0) + 2);
  });
});
