// How loud a sound is to people, as broadcasters measure it: ITU-R BS.1770-5, one channel, without gating.

/** Of this much of a sound, at its loudest, the level is taken; a shorter sound counts as a whole. */
const WINDOW_S = 0.4;
/** Windows begin this far apart. */
const STEP_S = 0.05;

interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** The loudest 400 ms, in LUFS; -Infinity for silence. `rate` is in samples a second. */
export function loudnessOf(samples: Float32Array, rate: number): number {
  const weighted = run(highPass(rate), run(shelf(rate), samples));
  const length = Math.min(weighted.length, Math.round(WINDOW_S * rate));
  const step = Math.max(1, Math.round(STEP_S * rate));
  let most = 0;
  for (let start = 0; start + length <= weighted.length; start += step) {
    most = Math.max(most, meanSquare(weighted.subarray(start, start + length)));
  }
  return -0.691 + 10 * Math.log10(most);
}

/** The largest deflection, where 1 is full scale. */
export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / samples.length;
}

// The head before the ear: what is above 2 kHz counts 4 dB more.
function shelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [(high + (band * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

// The lowest is hardly heard.
function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

function run({ b, a }: Biquad, samples: Float32Array): Float32Array {
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (const [i, x] of samples.entries()) {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    out[i] = y;
  }
  return out;
}
