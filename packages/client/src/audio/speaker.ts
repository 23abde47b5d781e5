// Plays sounds once the person has touched the page: before that, browsers let nobody make noise, and complain in the
// console about pages that try.

import type { Heard } from './placement.ts';

const MASTER_VOLUME = 0.34;
/** Sounds at one time, and the least time between two of one kind. */
const VOICES = 20;
const REPEAT_MS = 35;

/** Sounds by name, as zzfx parameters. */
export type Sounds<N extends string> = Readonly<Record<N, readonly (number | undefined)[]>>;

interface Output {
  readonly context: AudioContext;
  readonly master: GainNode;
  readonly buffers: ReadonlyMap<string, AudioBuffer>;
}

export class Speaker<N extends string> {
  private readonly importSounds: () => Promise<Sounds<string>>;
  private output: Output | undefined;
  private isOpening = false;
  private muted: boolean;
  private voices = 0;
  private readonly lastMs = new Map<string, number>();

  /** `importSounds` is called at the first gesture: before it nothing can be heard. */
  constructor(importSounds: () => Promise<Sounds<N>>, isMuted: boolean) {
    this.importSounds = importSounds;
    this.muted = isMuted;
  }

  get isMuted(): boolean {
    return this.muted;
  }

  setMuted(isMuted: boolean): void {
    this.muted = isMuted;
    if (this.output !== undefined) this.output.master.gain.value = isMuted ? 0 : MASTER_VOLUME;
  }

  /** Call from a gesture of the person: loads and starts the sound. Where that fails the next gesture tries again. */
  async unlock(): Promise<void> {
    try {
      await this.start();
    } catch {
      // The browser or its user allows no sound, or a file did not arrive: the game is played in silence.
      this.isOpening = false;
    }
  }

  private async start(): Promise<void> {
    if (this.output !== undefined) {
      if (this.output.context.state === 'suspended') await this.output.context.resume();
      return;
    }
    if (this.isOpening || typeof AudioContext === 'undefined') return;
    this.isOpening = true;
    this.output = await openOutput(this.importSounds, this.muted ? 0 : MASTER_VOLUME);
  }

  play(name: N, { volume, pan }: Heard = { volume: 1, pan: 0 }): void {
    const { output } = this;
    const buffer = output?.buffers.get(name);
    if (output === undefined || buffer === undefined || this.muted || volume < 0.02 || this.voices >= VOICES) return;
    const nowMs = performance.now();
    if (nowMs - (this.lastMs.get(name) ?? -REPEAT_MS) < REPEAT_MS) return;
    this.lastMs.set(name, nowMs);
    const { context, master } = output;
    const source = new AudioBufferSourceNode(context, { buffer, playbackRate: 0.94 + 0.12 * Math.random() });
    const gain = new GainNode(context, { gain: volume });
    source.connect(new StereoPannerNode(context, { pan })).connect(gain).connect(master);
    this.voices += 1;
    source.onended = () => {
      this.voices -= 1;
    };
    source.start();
  }
}

async function openOutput(importSounds: () => Promise<Sounds<string>>, volume: number): Promise<Output> {
  // zzfx makes its audio context when it is loaded, so it must not be loaded before a gesture.
  const [{ ZZFX }, sounds] = await Promise.all([import('zzfx'), importSounds()]);
  const { audioContext: context, sampleRate } = ZZFX;
  const master = new GainNode(context, { gain: volume });
  // Many blasts at once must not clip.
  master.connect(new DynamicsCompressorNode(context, { threshold: -14, ratio: 8 })).connect(context.destination);
  const buffers = new Map<string, AudioBuffer>();
  for (const [name, parameters] of Object.entries(sounds)) {
    const samples = ZZFX.buildSamples(...parameters);
    const buffer = context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(Float32Array.from(samples), 0);
    buffers.set(name, buffer);
  }
  return { context, master, buffers };
}
