// Layer 4, sound: what plays a game's sounds, and where they are heard.

export type { Score } from './music.ts';
export { type Heard, placeSound } from './placement.ts';
export type { Sounds, Speaker } from './speaker.ts';
export { hzOf, type Tone } from './tones.ts';
