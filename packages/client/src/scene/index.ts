// Layer 4, the picture: what a game's scene is made with. It brings the renderer, so only what draws imports it.

export { type PictureScene, startPicture } from './start-picture.ts';
export { spot, TextureBook } from './texture-book.ts';
