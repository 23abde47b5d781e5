// Layer 4, the picture: what a game's scene is made with. It brings the renderer, so only what draws imports it.

export { CameraRig } from './camera-rig.ts';
export { addSprite, createLayers, type Stage, scaleFor } from './stage.ts';
export { type PictureScene, startPicture } from './start-picture.ts';
export { type Baked, spot, TextureBook, trace } from './texture-book.ts';
