// Layer 4, sound: what plays a game's sounds, and where they are heard.

export { type Heard, placeSound } from './placement.ts';
export type { Sounds, Speaker } from './speaker.ts';
