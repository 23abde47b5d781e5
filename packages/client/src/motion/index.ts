// Layer 4, motion: what moves and varies on the screen, the same at any frame rate.

export { closing, scatter, smoothStep } from './smoothing.ts';
