// What the mode asks of a bot, before fights and shards: fetching, bringing home and guarding flags, and staying inside a ring.

import { px } from '@starfray/shared/core';
import { basePlace, FLAG_STATES, type FlagRow, ringRadius, TICKS_PER_SECOND } from '../rules/index.ts';
import type { Hurry } from './helm.ts';
import type { Vector } from './steering.ts';
import type { BotView } from './view.ts';

/** One in so many pilots stays at its base. */
const GUARD_SHARE = 5;
/** Guards stay within this of their flag, and escorts of their carrier. */
const GUARD_DISTANCE = px(220);
const ESCORT_DISTANCE = px(160);
/** A bot as near as this picks up a flag that lies somewhere. */
const PICK_UP_DISTANCE = px(1100);
/** A bot looks so far ahead where the ring will be, and keeps within this share of it. */
const RING_AHEAD_TICKS = 6 * TICKS_PER_SECOND;
const RING_SHARE = 0.8;

const place = () => ({ x: 0, y: 0 });

/** One bot's sense of duty. */
export class Errands {
  private readonly home = place();

  /** Writes the way that the mode asks for; answers how much of a hurry there is, undefined while there is nothing to do. */
  wish(view: BotView, out: Vector): Hurry | undefined {
    if (view.ring !== undefined) return this.keepInside(view, out);
    const { team } = view.body;
    const own = view.flags.find((flag) => flag.team === team);
    const theirs = view.flags.find((flag) => flag.team !== team);
    if (own === undefined || theirs === undefined) return undefined;
    basePlace(view.arena.side, team, this.home);
    return this.serve(view, own, theirs, out);
  }

  private serve(view: BotView, own: FlagRow, theirs: FlagRow, out: Vector): Hurry | undefined {
    const { body } = view;
    if (theirs.carrier === body.player) return this.bringHome(view, own, out);
    const isGuard = body.player % GUARD_SHARE === 0;
    if (own.state === FLAG_STATES.dropped && (isGuard || distanceTo(view, own) < PICK_UP_DISTANCE)) {
      return head(view, own, out);
    }
    // Guards and a third of the others hunt the thief; all but a few where both flags are away, since then nothing else counts.
    const hunts = isGuard || (theirs.state === FLAG_STATES.carried ? body.player % 6 !== 1 : body.player % 3 === 0);
    if (own.state === FLAG_STATES.carried && hunts) return head(view, own, out);
    if (isGuard) return stayNear(view, this.home, GUARD_DISTANCE, out);
    if (theirs.state === FLAG_STATES.carried) return stayNear(view, theirs, ESCORT_DISTANCE, out);
    return head(view, theirs, out);
  }

  // While the own flag is away it has to wait for it there.
  private bringHome(view: BotView, own: FlagRow, out: Vector): Hurry {
    if (own.state === FLAG_STATES.dropped && distanceTo(view, own) < PICK_UP_DISTANCE) return head(view, own, out);
    head(view, this.home, out);
    return 'all';
  }

  private keepInside(view: BotView, out: Vector): Hurry | undefined {
    const { ring, arena, tick } = view;
    if (ring === undefined) return undefined;
    const passed = tick - ring.sinceTick;
    const distance = distanceTo(view, ring);
    if (distance <= ringRadius(arena.side, passed + RING_AHEAD_TICKS) * RING_SHARE) return undefined;
    head(view, ring, out);
    return distance > ringRadius(arena.side, passed) * RING_SHARE ? 'all' : 'some';
  }
}

function head({ body }: BotView, to: Vector, out: Vector): Hurry {
  out.x = to.x - body.x;
  out.y = to.y - body.y;
  return 'some';
}

// Nothing to do for the errand while it is near: then it fights and collects.
function stayNear(view: BotView, to: Vector, within: number, out: Vector): Hurry | undefined {
  return distanceTo(view, to) < within ? undefined : head(view, to, out);
}

function distanceTo({ body }: BotView, { x, y }: Vector): number {
  return Math.hypot(x - body.x, y - body.y);
}
