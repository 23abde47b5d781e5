// Layer 4, what is drawn from the netcode, without a page: units, colours, and the client as pictures and HUDs read it.

export { type ClientView, pointAt, readEvent } from './client-view.ts';
export { cssColor, luminance, mixColors, nameColor, oklch } from './color.ts';
export type { Outline } from './outline.ts';
export type { PictureState } from './picture-keeper.ts';
export { type ScreenFit, toPx, VIEW_AREA } from './screen.ts';
