// Notes and noises, written into a loop of samples: what a game's music is made of. What reaches beyond the loop's end sounds on at its
// beginning, so that the loop has no seam.

export interface Tone {
  /** Seconds from the beginning of the loop, and for how long it is held. */
  readonly at: number;
  readonly held: number;
  /** Seconds until it is full, and in which it dies away after it was held. */
  readonly attack: number;
  readonly release: number;
  readonly shape: 'sine' | 'triangle' | 'saw' | 'square' | 'noise';
  /** Frequency at the beginning, and where it slides to; the same where left out. Of no meaning for noise. */
  readonly hz: number;
  readonly endHz?: number;
  /** 0..1. */
  readonly gain: number;
  /** What is above is taken away; `endCutoffHz` at the end of the tone. */
  readonly cutoffHz?: number;
  readonly endCutoffHz?: number;
  /** What is below is taken away instead. */
  readonly isHighPass?: boolean;
}

/** Samples of a slice: they take a millisecond or two. */
const SLICE = 8192;
/** The filter's coefficients are found again after so many samples. */
const FILTER_STEP = 16;
/** A tone that dies away is left at this many time constants: at 1/150 of its gain. */
const DECAY = 5;

/** Adds a tone to a loop of `rate` samples a second, a slice at each step. Noise is the same at every call. */
export function* addTone(loop: Float32Array, rate: number, tone: Tone): Generator<void> {
  const { at, held, attack, release, gain, hz, endHz = hz } = tone;
  const count = Math.round((held + release) * rate);
  const first = Math.round(at * rate);
  const filter = new Filter(tone, rate);
  const noise = new Noise();
  // What slides or dies away does so by the same ratio at every sample.
  const slide = (endHz / hz) ** (1 / count);
  const decay = Math.exp(-DECAY / (release * rate));
  let step = hz / rate;
  let phase = 0;
  let fade = 1;
  for (let i = 0; i < count; i += 1) {
    phase = (phase + step) % 1;
    step *= slide;
    if (i >= held * rate) fade *= decay;
    const rise = i < attack * rate ? i / (attack * rate) : 1;
    const raw = tone.shape === 'noise' ? noise.next() : waveAt(tone.shape, phase, step);
    const place = (first + i) % loop.length;
    loop[place] = (loop[place] ?? 0) + gain * rise * fade * filter.pass(raw, i / count);
    if (i % SLICE === SLICE - 1) yield;
  }
}

/** Adds to a loop what comes back of it after `delay` seconds, each time `share` as loud. */
export function addEcho(loop: Float32Array, rate: number, delay: number, share: number): void {
  const dry = loop.slice();
  const offset = Math.round(delay * rate);
  // The second time round, what came back at the end of the loop is heard at its beginning.
  for (let i = 0; i < 2 * loop.length; i += 1) {
    const place = i % loop.length;
    const heard = loop[(place - offset + loop.length) % loop.length] ?? 0;
    loop[place] = (dry[place] ?? 0) + share * heard;
  }
}

/** The frequency of a note of the keyboard, numbered as MIDI does: 69 is the A of 440 Hz. */
export function hzOf(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

function waveAt(shape: Exclude<Tone['shape'], 'noise'>, phase: number, step: number): number {
  switch (shape) {
    case 'sine':
      return Math.sin(2 * Math.PI * phase);
    case 'triangle':
      return 1 - 4 * Math.abs(phase - 0.5);
    case 'saw':
      return 2 * phase - 1 - smoothedJump(phase, step);
    case 'square':
      return (phase < 0.5 ? 1 : -1) + smoothedJump(phase, step) - smoothedJump((phase + 0.5) % 1, step);
  }
}

// A jump between two samples would sound like a second, wrong note: it is spread over both of them (polynomial band-limited step).
function smoothedJump(phase: number, step: number): number {
  if (phase < step) {
    const t = phase / step;
    return t + t - t * t - 1;
  }
  if (phase > 1 - step) {
    const t = (phase - 1) / step;
    return t * t + t + t + 1;
  }
  return 0;
}

/** A state-variable filter of two poles, in the trapezoidal form, which stays stable while its cutoff moves. */
class Filter {
  private readonly tone: Tone;
  private readonly rate: number;
  private calls = 0;
  private g = 0;
  private band = 0;
  private low = 0;

  constructor(tone: Tone, rate: number) {
    this.tone = tone;
    this.rate = rate;
  }

  pass(sample: number, share: number): number {
    const { cutoffHz, endCutoffHz = cutoffHz, isHighPass = false } = this.tone;
    if (cutoffHz === undefined || endCutoffHz === undefined) return sample;
    if (this.calls % FILTER_STEP === 0) {
      const hz = cutoffHz * (endCutoffHz / cutoffHz) ** share;
      this.g = Math.tan((Math.PI * Math.min(hz, this.rate * 0.45)) / this.rate);
    }
    this.calls += 1;
    const { g } = this;
    const high = (sample - (Math.SQRT2 + g) * this.band - this.low) / (1 + g * (g + Math.SQRT2));
    const band = g * high + this.band;
    const low = g * band + this.low;
    this.band = g * high + band;
    this.low = g * band + low;
    return isHighPass ? high : low;
  }
}

/** Noise that is the same every time. */
class Noise {
  private state = 0x9e3779b9;

  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state / 2 ** 31;
  }
}
