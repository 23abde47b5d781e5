// What the author of a game needs to test it without sockets and without waiting: a room with its clients in virtual time, and a small game.

export { type LoggedSnapshot, SnapshotLog } from './snapshot-log.ts';
export { stampedGame } from './stamped-game.ts';
export { type JoinOptions, type SteppedClient, Stepper, type StepperOptions } from './stepper.ts';
export { ThreadModel } from './thread-model.ts';
export { dropped, mover, type ToyArena, type ToyWorld, tank, toyGame, toyInput } from './toy-game.ts';
export { sizesOf, TOY_RULES, type ToyMatchWorld, toyMatch } from './toy-match.ts';
export { type ToyModesArena, toyModes } from './toy-modes.ts';
