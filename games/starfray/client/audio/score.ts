// The music: eight bars in A minor, in five parts that are played together. How loud each is follows the fight.

import { hzOf, type Score, type Tone } from '@starfray/client/audio';

const BEAT_S = 0.6;
const BAR_S = 4 * BEAT_S;

/** Of each bar: the chord, and the root below it. */
const CHORDS = [
  { notes: [57, 60, 64], root: 33 },
  { notes: [57, 60, 65], root: 29 },
  { notes: [55, 60, 64], root: 36 },
  { notes: [55, 59, 62], root: 31 },
  { notes: [57, 60, 64], root: 33 },
  { notes: [57, 60, 65], root: 29 },
  { notes: [57, 62, 65], root: 38 },
  { notes: [56, 59, 64], root: 28 },
] as const;

/** In eighths of a bar, which of them are played, and how loud. */
const BASS = [1, 0, 0.7, 0.8, 0, 0.9, 0.7, 0.5] as const;
/** Sixteenths: which note of the chord; 3 is the lowest one, an octave higher. */
const ARPEGGIO = [0, 1, 2, 3, 2, 1, 0, 2, 1, 2, 3, 2, 1, 3, 2, 1] as const;
/** Beats of a bar: of the even ones and of the odd ones, of all but the last, and of the last. */
const KICKS = [
  [0, 1.75, 2.5],
  [0, 1.5, 2.5, 3.75],
] as const;
const SNARES = [1, 3] as const;
const LAST_SNARES = [1, 3, 3.25, 3.5] as const;
/** Beat of the loop, note, beats held. */
const MELODY = [
  [0, 76, 2],
  [2, 74, 1],
  [3, 72, 1],
  [4, 72, 2.5],
  [6.5, 69, 1],
  [8, 67, 1],
  [9, 72, 1],
  [10, 76, 2],
  [12, 74, 2.5],
  [14.5, 71, 1],
  [16, 76, 1.5],
  [17.5, 79, 1.5],
  [19, 76, 1],
  [20, 77, 2],
  [22, 76, 1],
  [23, 72, 1],
  [24, 74, 2],
  [26, 77, 2],
  [28, 76, 2.5],
  [30.5, 68, 0.5],
  [31, 71, 1],
] as const;

export const SCORE: Score = {
  seconds: CHORDS.length * BAR_S,
  parts: [
    { name: 'pad', tones: pad, levelAt: (fight) => 1 - 0.4 * fight },
    {
      name: 'arpeggio',
      tones: arpeggio,
      echo: { delay: 0.75 * BEAT_S, share: 0.34 },
      levelAt: (fight) => 0.3 + 0.7 * rise(fight, 0.05, 0.5),
    },
    { name: 'bass', tones: bass, levelAt: (fight) => rise(fight, 0.15, 0.45) },
    { name: 'drums', tones: drums, levelAt: (fight) => rise(fight, 0.3, 0.7) },
    {
      name: 'lead',
      tones: lead,
      echo: { delay: 0.5 * BEAT_S, share: 0.28 },
      levelAt: (fight) => rise(fight, 0.65, 0.95),
    },
  ],
};

function* pad(): Iterable<Tone> {
  for (const [bar, { notes }] of CHORDS.entries()) {
    for (const note of notes) {
      for (const detune of [0.997, 1.003]) {
        yield {
          at: bar * BAR_S,
          held: BAR_S - 0.3,
          attack: 0.5,
          release: 1.1,
          shape: 'saw',
          hz: hzOf(note) * detune,
          gain: 0.09,
          cutoffHz: 500,
          endCutoffHz: bar % 2 === 0 ? 1500 : 900,
        };
      }
    }
  }
}

function* arpeggio(): Iterable<Tone> {
  const step = BAR_S / ARPEGGIO.length;
  for (const [bar, { notes }] of CHORDS.entries()) {
    for (const [i, place] of ARPEGGIO.entries()) {
      const note = place === 3 ? notes[0] + 12 : (notes[place] ?? notes[0]);
      yield {
        at: bar * BAR_S + i * step,
        held: 0.02,
        attack: 0.003,
        release: 0.28,
        shape: 'triangle',
        hz: hzOf(note + 12),
        gain: i % 4 === 0 ? 0.21 : 0.14,
        cutoffHz: 3200,
        endCutoffHz: 900,
      };
    }
  }
}

function* bass(): Iterable<Tone> {
  const step = BAR_S / BASS.length;
  for (const [bar, { root }] of CHORDS.entries()) {
    for (const [i, loud] of BASS.entries()) {
      if (loud === 0) continue;
      const at = bar * BAR_S + i * step;
      yield {
        at,
        held: 0.12,
        attack: 0.006,
        release: 0.2,
        shape: 'square',
        hz: hzOf(root + 12),
        gain: 0.15 * loud,
        cutoffHz: 700,
        endCutoffHz: 180,
      };
      yield { at, held: 0.12, attack: 0.006, release: 0.16, shape: 'sine', hz: hzOf(root), gain: 0.13 * loud };
    }
  }
}

function* drums(): Iterable<Tone> {
  for (const bar of CHORDS.keys()) {
    const beat = (n: number) => bar * BAR_S + n * BEAT_S;
    for (const n of KICKS[bar % 2] ?? []) yield kick(beat(n));
    for (const n of bar === CHORDS.length - 1 ? LAST_SNARES : SNARES) {
      yield snare(beat(n));
      yield snareBody(beat(n));
    }
    for (let n = 0; n < 8; n += 1) yield hat(beat(n / 2), n % 2 === 0 ? 0.04 : 0.08);
  }
}

function kick(at: number): Tone {
  return { at, held: 0.02, attack: 0.002, release: 0.22, shape: 'sine', hz: 150, endHz: 42, gain: 0.33 };
}

function snare(at: number): Tone {
  const filter = { cutoffHz: 4200, endCutoffHz: 1400 };
  return { at, held: 0.01, attack: 0.001, release: 0.17, shape: 'noise', hz: 1, gain: 0.19, ...filter };
}

function snareBody(at: number): Tone {
  return { at, held: 0.01, attack: 0.001, release: 0.1, shape: 'triangle', hz: 210, endHz: 150, gain: 0.17 };
}

function hat(at: number, release: number): Tone {
  return { at, held: 0, attack: 0.001, release, shape: 'noise', hz: 1, gain: 0.09, cutoffHz: 7000, isHighPass: true };
}

function* lead(): Iterable<Tone> {
  for (const [beat, note, held] of MELODY) {
    for (const detune of [0.998, 1.002]) {
      yield {
        at: beat * BEAT_S,
        held: held * BEAT_S - 0.06,
        attack: 0.02,
        release: 0.2,
        shape: 'saw',
        hz: hzOf(note) * detune,
        gain: 0.075,
        cutoffHz: 3000,
        endCutoffHz: 1300,
      };
    }
  }
}

// From 0 at `from` to 1 at `to`, without corners.
function rise(fight: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (fight - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
