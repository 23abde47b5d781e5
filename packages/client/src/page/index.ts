// Layer 4, the page: what a game's client is made on.

export type { PageDevices } from '../input/devices.ts';
export { type DrawnEvent, type MatchState, type NetClient, readMatch } from '../net/index.ts';
export type { Memory } from '../platform/storage.ts';
export type { OpenedGame, Shell } from '../start/shell.ts';
export type { PictureState } from '../view/picture-keeper.ts';
export { type ScreenFit, toPx } from '../view/screen.ts';
export type { GameView, HudOptions, Moment, PageTools } from './game-client.ts';
export { openGame } from './page.ts';
export type { Picture, Screen } from './screen.ts';
