// Layer 4, the page: what a game's client is made on.

export type { Action } from '../input/actions.ts';
export type { PageDevices } from '../input/devices.ts';
export { type DrawnEvent, type MatchState, type NetClient, readMatch } from '../net/index.ts';
export type { PictureState } from '../view/picture-keeper.ts';
export { type ScreenFit, toPx } from '../view/screen.ts';
export type { GameView, HudOptions, Moment, PageTools } from './game-client.ts';
export { startPage } from './page.ts';
export type { Picture, Screen } from './screen.ts';
