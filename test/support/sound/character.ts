// What a sound is like, apart from how loud it is: how its energy lies over pitch and time. Two that are alike in this are taken for each
// other in a fight.

/** Middles of the bands, in Hz: two an octave. */
const BANDS = Array.from({ length: 14 }, (_, i) => 80 * 2 ** (i / 2));
const BAND_Q = 2;
/** A sound is cut into so many parts of this length; what is after them counts to the last. */
const PARTS = 4;
const PART_S = 0.06;
/** Below its loudest by this much, what is there is not heard. */
const FLOOR_DB = 30;

/** Levels by part and band, in dB below the loudest of them, at least -30. */
export function characterOf(samples: Float32Array, rate: number): readonly number[] {
  const levels = BANDS.flatMap((hz) => partsOf(bandPass(samples, hz, rate), rate));
  const loudest = Math.max(...levels);
  return levels.map((level) => Math.max(-FLOOR_DB, level - loudest));
}

/** How far two characters are apart, in dB: the root of the mean square. */
export function distanceBetween(a: readonly number[], b: readonly number[]): number {
  const sum = a.reduce((total, level, i) => total + (level - (b[i] ?? 0)) ** 2, 0);
  return Math.sqrt(sum / a.length);
}

function partsOf(samples: Float32Array, rate: number): number[] {
  const length = Math.round(PART_S * rate);
  return Array.from({ length: PARTS }, (_, part) => {
    const end = part === PARTS - 1 ? samples.length : (part + 1) * length;
    let sum = 0;
    for (const sample of samples.subarray(part * length, end)) sum += sample * sample;
    return 10 * Math.log10(sum / length + 1e-12);
  });
}

// A resonator of two poles, its gain 1 in the middle.
function bandPass(samples: Float32Array, hz: number, rate: number): Float32Array {
  const angle = (2 * Math.PI * hz) / rate;
  const alpha = Math.sin(angle) / (2 * BAND_Q);
  const [b0, a1, a2] = [alpha / (1 + alpha), (-2 * Math.cos(angle)) / (1 + alpha), (1 - alpha) / (1 + alpha)];
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (const [i, x] of samples.entries()) {
    const y = b0 * (x - x2) - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    out[i] = y;
  }
  return out;
}
