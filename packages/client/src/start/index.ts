// Layer 4, the first script of a page. It is small because it imports nothing of the game, and no index of the engine: a bundler would put all
// that anybody uses of it into the first script too.

export type { Action } from '../input/actions.ts';
export { startPage } from './start.ts';
