// The part of zzfx that is used; the package has no types of its own.

declare module 'zzfx' {
  export const ZZFX: {
    readonly audioContext: AudioContext;
    readonly sampleRate: number;
    buildSamples(...parameters: readonly (number | undefined)[]): number[];
  };
}
