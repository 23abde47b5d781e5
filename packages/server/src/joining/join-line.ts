// The joins that wait for a seat when many come at once: their handshake is done, and a few are seated in each tick. It keeps their order
// of arrival, by lane; a lane is served however many wait in another.

import { CLOSE, type CloseCode, type Link, MAX_EARLY_MESSAGES } from '@starfray/shared/protocol';
import { closeReason } from '../session/index.ts';
import type { JoinKind, JoinRefusal, PlacedJoin, SeatMarks } from './stages.ts';

/** A lane for each kind, and one for players who come back from a node that died. */
export type Lane = JoinKind | 'returning';

/** A join that waited for so long is refused after all: the server cannot keep up. */
const PATIENCE_MS = 10_000;

export interface Waiting {
  readonly request: PlacedJoin;
  readonly link: Link;
  readonly sinceMs: number;
  /** What it has sent meanwhile. */
  readonly heard: Uint8Array[];
  /** Called when nothing comes of it: the line was lost, or there is no seat after all. */
  readonly notSeated: () => void;
}

export function laneOf({ kind, score }: PlacedJoin): Lane {
  return score === undefined ? kind : 'returning';
}

export class JoinLine {
  private readonly lanes: Readonly<Record<Lane, Waiting[]>> = { human: [], spectator: [], bot: [], returning: [] };
  private readonly order: readonly Lane[] = ['returning', 'human', 'spectator', 'bot'];
  private turn = 0;

  get length(): number {
    return this.order.reduce((sum, lane) => sum + this.lanes[lane].length, 0);
  }

  lengthOf(lane: Lane): number {
    return this.lanes[lane].length;
  }

  /** Puts one at the end of its lane, until its link ends. */
  add(request: PlacedJoin, link: Link, nowMs: number, notSeated: () => void): void {
    const waiting: Waiting = { request, link, sinceMs: nowMs, heard: [], notSeated };
    const lane = this.lanes[laneOf(request)];
    lane.push(waiting);
    link.onMessage((bytes) => {
      // Its bytes are the link's own, and will be others'.
      if (waiting.heard.length < MAX_EARLY_MESSAGES) waiting.heard.push(bytes.slice());
    });
    link.onClose(() => {
      const place = lane.indexOf(waiting);
      if (place < 0) return;
      lane.splice(place, 1);
      notSeated();
    });
  }

  /** The join whose turn it is, lane by lane; it no longer waits. */
  next(): Waiting | undefined {
    for (let tries = 0; tries < this.order.length; tries += 1) {
      const lane = this.order[this.turn] ?? 'human';
      this.turn = (this.turn + 1) % this.order.length;
      if (this.lanes[lane].length > 0) return this.lanes[lane].shift();
    }
    return undefined;
  }

  /** The joins that have waited too long; they no longer wait. */
  takeLate(nowMs: number): Waiting[] {
    return this.order.flatMap((lane) => {
      const isLate = ({ sinceMs }: Waiting) => nowMs - sinceMs >= PATIENCE_MS;
      const count = this.lanes[lane].findIndex((waiting) => !isLate(waiting));
      return this.lanes[lane].splice(0, count < 0 ? this.lanes[lane].length : count);
    });
  }

  /** Sends away those for which `wordsFor` has a reason, which they read. Returns how many. */
  dismiss(wordsFor: (marks: SeatMarks) => string | undefined, code: CloseCode): number {
    let count = 0;
    for (const lane of Object.values(this.lanes)) {
      for (const waiting of [...lane]) {
        const reason = wordsFor(marksOf(waiting.request));
        if (reason === undefined) continue;
        count += 1;
        lane.splice(lane.indexOf(waiting), 1);
        sendAway(waiting, { code, reason, retryMs: undefined });
      }
    }
    return count;
  }

  /** Sends everybody away. */
  close(reason: string, retryMs: number): void {
    for (const waiting of this.takeLate(Number.POSITIVE_INFINITY)) {
      sendAway(waiting, { code: CLOSE.shutdown, reason, retryMs });
    }
  }
}

/** Ends the link of a join that gets no seat after all. */
export function sendAway({ link, notSeated }: Waiting, { code, reason, retryMs }: JoinRefusal): void {
  notSeated();
  link.close(code, closeReason(reason, retryMs));
}

// Those of the seat that it would get; without a seat to come back to there is no key yet.
function marksOf({ resume = '', account, tokenId, address }: PlacedJoin): SeatMarks {
  return { key: resume, account, tokenId, address };
}
