// Layer 4, the hands: the list of actions that a game is played by.

export { actionFaults } from './action-faults.ts';
export { helpLine } from './control-names.ts';
