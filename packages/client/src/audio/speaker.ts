// Plays sounds once the person has touched the page: before that, browsers let nobody make noise, and complain in the
// console about pages that try.

import type { Music, Score } from './music.ts';
import type { Heard } from './placement.ts';

/** Sounds at one time, and the least time between two of one kind. */
const VOICES = 20;
const REPEAT_MS = 35;

/** Sounds by name, as zzfx parameters. */
export type Sounds<N extends string> = Readonly<Record<N, readonly (number | undefined)[]>>;

/** How loud the page is, each 0..1: everything, and of that its sounds and its music. */
export interface Volumes {
  readonly master: number;
  readonly effects: number;
  readonly music: number;
}

const DEFAULT_VOLUMES: Volumes = { master: 0.8, effects: 0.8, music: 0.5 };

interface Output {
  readonly context: AudioContext;
  readonly master: GainNode;
  readonly effects: GainNode;
  readonly music: GainNode;
  readonly buffers: ReadonlyMap<string, AudioBuffer>;
}

export class Speaker<N extends string> {
  private readonly importSounds: () => Promise<Sounds<string>>;
  private output: Output | undefined;
  private isOpening = false;
  private readonly importScore: (() => Promise<Score>) | undefined;
  private muted: boolean;
  private volumes = DEFAULT_VOLUMES;
  private playedMusic: Music | undefined;
  private isComposing = false;
  private voices = 0;
  private readonly lastMs = new Map<string, number>();

  /** What is imported is asked for at the first gesture: before it nothing can be heard. */
  constructor(importSounds: () => Promise<Sounds<N>>, isMuted: boolean, importScore?: () => Promise<Score>) {
    this.importSounds = importSounds;
    this.importScore = importScore;
    this.muted = isMuted;
  }

  get isMuted(): boolean {
    return this.muted;
  }

  setMuted(isMuted: boolean): void {
    this.muted = isMuted;
    this.level();
  }

  setVolumes(volumes: Volumes): void {
    this.volumes = volumes;
    this.level();
  }

  /** The music follows a fight of 0 (peace) to 1. */
  follow(fight: number): void {
    this.playedMusic?.follow(fight);
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
    this.output = await openOutput(this.importSounds);
    this.level();
  }

  // Nothing of it is made for a person who does not want to hear it.
  private async compose({ context, music }: Output): Promise<void> {
    const { importScore, isComposing, muted, volumes } = this;
    if (importScore === undefined || isComposing || muted || volumes.master * volumes.music === 0) return;
    this.isComposing = true;
    const [{ Music }, score] = await Promise.all([import('./music.ts'), importScore()]);
    this.playedMusic = await Music.start(score, context, music);
  }

  private level(): void {
    const { output, volumes } = this;
    if (output === undefined) return;
    output.master.gain.value = this.muted ? 0 : volumes.master;
    output.effects.gain.value = volumes.effects;
    output.music.gain.value = volumes.music;
    void this.compose(output).catch(() => {
      this.isComposing = false;
    });
  }

  play(name: N, { volume, pan }: Heard = { volume: 1, pan: 0 }): void {
    const { output } = this;
    const buffer = output?.buffers.get(name);
    if (output === undefined || buffer === undefined || this.muted || volume < 0.02 || this.voices >= VOICES) return;
    const nowMs = performance.now();
    if (nowMs - (this.lastMs.get(name) ?? -REPEAT_MS) < REPEAT_MS) return;
    this.lastMs.set(name, nowMs);
    const { context, effects } = output;
    const source = new AudioBufferSourceNode(context, { buffer, playbackRate: 0.94 + 0.12 * Math.random() });
    const gain = new GainNode(context, { gain: volume });
    source.connect(new StereoPannerNode(context, { pan })).connect(gain).connect(effects);
    this.voices += 1;
    source.onended = () => {
      this.voices -= 1;
    };
    source.start();
  }
}

async function openOutput(importSounds: () => Promise<Sounds<string>>): Promise<Output> {
  // zzfx makes its audio context when it is loaded, so it must not be loaded before a gesture.
  const [{ ZZFX }, sounds] = await Promise.all([import('zzfx'), importSounds()]);
  const { audioContext: context, sampleRate } = ZZFX;
  const master = new GainNode(context, { gain: 0 });
  const effects = new GainNode(context);
  const music = new GainNode(context);
  effects.connect(master);
  music.connect(master);
  // Many blasts at once must not clip.
  master.connect(new DynamicsCompressorNode(context, { threshold: -14, ratio: 8 })).connect(context.destination);
  const buffers = new Map<string, AudioBuffer>();
  for (const [name, parameters] of Object.entries(sounds)) {
    const samples = ZZFX.buildSamples(...parameters);
    const buffer = context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(Float32Array.from(samples), 0);
    buffers.set(name, buffer);
  }
  return { context, master, effects, music, buffers };
}
