// What keeps a connection from opening that is no refusal of the server's: as a reason that travels like that of a close frame.

import type { Obstacle, Refusal } from './client-state.ts';

export const LOST = 1006;

const SENTENCES: Readonly<Record<Obstacle, string>> = {
  silence: 'The server does not answer.',
  stranger: 'Something else answers in place of the game server',
  'no WebSocket': 'The server answers, but no connection to play on can be opened.',
};

/** @param detail Follows the sentence in brackets: an HTTP status, say. */
export function refusalBy(obstacle: Obstacle, detail = ''): Refusal {
  const reason =
    obstacle === 'stranger' ? `${SENTENCES.stranger}${detail === '' ? '' : ` (${detail})`}.` : SENTENCES[obstacle];
  return { code: LOST, reason, obstacle };
}

export function isObstacle(value: unknown): value is Obstacle {
  return typeof value === 'string' && Object.hasOwn(SENTENCES, value);
}
