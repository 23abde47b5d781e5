// Music in parts that are played together, as loops: each is as loud as what happens asks for. The parts are made in the browser, a little at
// a time, so that no frame waits for them.

import { addEcho, addTone, type Tone } from './tones.ts';

/** A part of the music. */
export interface Part {
  readonly name: string;
  /** What it plays, in seconds of the loop. */
  tones(): Iterable<Tone>;
  readonly echo?: { readonly delay: number; readonly share: number };
  /** How loud it is, 0..1, in a fight of 0 (peace) to 1. */
  levelAt(fight: number): number;
}

export interface Score {
  /** Length of the loop. */
  readonly seconds: number;
  readonly parts: readonly Part[];
}

/** Half of what records have: nothing of the music lies above 12 kHz. */
export const MUSIC_RATE = 24_000;
/** How fast a part becomes louder or quieter: time constant of the change, in seconds. */
const GLIDE_S = 0.6;
/** A smaller change of the fight is not worth a change of gains. */
const MIN_CHANGE = 0.02;
const LEAD_S = 0.05;

/** A part as samples. `rest` is awaited after every millisecond or two of work: there the page may draw. */
export async function renderPart(
  { tones, echo }: Part,
  seconds: number,
  rest: () => Promise<void>,
): Promise<Float32Array<ArrayBuffer>> {
  const loop = new Float32Array(Math.round(seconds * MUSIC_RATE));
  for (const tone of tones()) {
    for (const _slice of addTone(loop, MUSIC_RATE, tone)) await rest();
    await rest();
  }
  if (echo !== undefined) addEcho(loop, MUSIC_RATE, echo.delay, echo.share);
  return loop;
}

export class Music {
  private readonly gains: readonly { readonly part: Part; readonly gain: GainNode }[];
  private readonly context: BaseAudioContext;
  private fight = 0;

  private constructor(context: BaseAudioContext, gains: readonly { part: Part; gain: GainNode }[]) {
    this.context = context;
    this.gains = gains;
  }

  /** Makes the parts and starts them, all at once, into `bus`. Takes some seconds, of which the page keeps most. */
  static async start(score: Score, context: BaseAudioContext, bus: AudioNode): Promise<Music> {
    const loops = [];
    for (const part of score.parts) {
      const samples = await renderPart(part, score.seconds, () => new Promise((done) => setTimeout(done, 0)));
      const buffer = context.createBuffer(1, samples.length, MUSIC_RATE);
      buffer.copyToChannel(samples, 0);
      loops.push({ part, buffer });
    }
    const at = context.currentTime + LEAD_S;
    const gains = loops.map(({ part, buffer }) => {
      const gain = new GainNode(context, { gain: part.levelAt(0) });
      const source = new AudioBufferSourceNode(context, { buffer, loop: true });
      source.connect(gain).connect(bus);
      source.start(at);
      return { part, gain };
    });
    return new Music(context, gains);
  }

  /** `fight`: 0 for peace to 1. Call it as often as one likes. */
  follow(fight: number): void {
    if (Math.abs(fight - this.fight) < MIN_CHANGE) return;
    this.fight = fight;
    for (const { part, gain } of this.gains) {
      gain.gain.setTargetAtTime(part.levelAt(fight), this.context.currentTime, GLIDE_S);
    }
  }
}
