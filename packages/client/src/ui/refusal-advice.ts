// What to do about a refusal: for the player who meets it, and for the operator of the server, who may be the same person.

import { CLOSE } from '@starfray/shared/protocol';
import type { Obstacle, Refusal } from '../net/client-state.ts';

interface Advice {
  readonly player: string;
  /** The option or the setting that mends it; '' where none does. */
  readonly operator: string;
}

const ASK_OPERATOR = 'Tell the operator of this server what this says.';

const OBSTACLES: Readonly<Record<Obstacle, Advice>> = {
  silence: { player: 'Check your own connection; the server may also be restarting.', operator: '' },
  stranger: {
    player: `Wait a moment. ${ASK_OPERATOR}`,
    operator: 'let the proxy pass everything on to the server, and look whether the server runs.',
  },
  'no WebSocket': {
    player: 'A firewall or proxy may block it: try another network, or the address with https.',
    operator:
      'let the proxy pass on the upgrade of /ws with Host, Origin, Connection and Upgrade as they came; the log names refusals.',
  },
};

const CODES: Readonly<Record<number, Advice>> = {
  429: {
    player: 'Close other pages of the game on your network, or wait until others there have left.',
    operator: 'raise --connections-per-address. If everybody comes through a proxy, give its address to --trust-proxy.',
  },
  503: { player: 'Wait a moment.', operator: '' },
  [CLOSE.full]: {
    player: 'Wait for a free seat, or take another room.',
    operator: '--max-players, --room-players, --max-spectators and --max-bots say how many there are.',
  },
  [CLOSE.overloaded]: {
    player: 'Wait a moment.',
    operator: 'the machine is too slow for so many; /api/status shows what its time goes into.',
  },
  [CLOSE.needsToken]: {
    player: 'Come by the link of the site that has your account.',
    operator: '--no-guests and --bots-need-token ask for it.',
  },
  [CLOSE.banned]: { player: ASK_OPERATOR, operator: 'bans are lifted at admin, below this page’s address.' },
};

// Undefined where the sentence itself says all there is to do.
function adviceOn({ code, obstacle }: Refusal, origin: string): Advice | undefined {
  if (obstacle !== undefined) return OBSTACLES[obstacle];
  if (code !== 403) return CODES[code];
  return {
    player: `Open the game by its usual address. ${ASK_OPERATOR}`,
    operator: `let the proxy pass on the Host header with its port as it came, or start the server with --allow-origin ${origin}`,
  };
}

/** A refusal and what to do about it, in lines. `origin` is the page's own. */
export function refusalLines(refusal: Refusal, origin: string): readonly string[] {
  const advice = adviceOn(refusal, origin);
  const operator =
    advice === undefined || advice.operator === '' ? [] : [`If this server is yours: ${advice.operator}`];
  return advice === undefined ? [refusal.reason] : [refusal.reason, advice.player, ...operator];
}
