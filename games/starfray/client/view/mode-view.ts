// What a mode has in the world beside ships: flags, bases and the ring, as this frame has them. Picture, HUD and map read it.

import type { MatchState } from '@starfray/client/net';
import { pointAt, toPx } from '@starfray/client/view';
import {
  type Arena,
  basePlace,
  FLAG,
  FLAG_STATES,
  flag,
  isOutside,
  LAST_LIGHT,
  ring,
  ringRadius,
  secondsToClosing,
  ship,
  starfray,
  TICKS_PER_SECOND,
} from '../../rules/index.ts';
import { type ClientView, SHIP_KIND } from './client-view.ts';

const FLAG_KIND = starfray.entities.indexOf(flag);
const RING_KIND = starfray.entities.indexOf(ring);

/** Places in position units. */
export interface SeenFlag {
  readonly team: number;
  readonly x: number;
  readonly y: number;
  readonly state: number;
  readonly carrier: number;
  /** Whole seconds until it goes home by itself; undefined for one that does not lie somewhere. */
  readonly secondsLeft: number | undefined;
}

interface SeenRing {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Is the own ship outside it? */
  readonly isOutside: boolean;
  /** Seconds until it begins to close, 0 while it does, undefined once it has closed. */
  readonly closesIn: number | undefined;
}

export interface ModeView {
  readonly match: MatchState | undefined;
  /** The own team, from 1; 0 for none. */
  readonly team: number;
  readonly flags: readonly SeenFlag[];
  /** By team, in position units; none in modes without. */
  readonly bases: readonly { readonly x: number; readonly y: number }[];
  readonly ring: SeenRing | undefined;
  readonly isLastLight: boolean;
}

/** Reads what this frame has of the mode. */
export function readMode(client: ClientView, match: MatchState | undefined): ModeView {
  const { arena, own } = client;
  const body = own === undefined ? undefined : pointAt(ship.view(), own.body);
  return {
    match,
    team: body?.team ?? 0,
    flags: arena?.mode === FLAG ? flagsOf(client) : [],
    bases: arena?.mode === FLAG ? [1, 2].map((team) => baseOf(arena, team)) : [],
    ring: arena?.mode === LAST_LIGHT ? ringOf(client, arena, body) : undefined,
    isLastLight: arena?.mode === LAST_LIGHT,
  };
}

/** One line for the pilot: what to do about flag or ring; empty for nothing. */
export function modeLine({ match, team, flags, ring: seen }: ModeView, playerId: number): string {
  if (match !== undefined && match.phase !== 'play' && match.phase !== 'overtime') return '';
  if (seen !== undefined) return ringLine(seen);
  const own = flags.find((one) => one.team === team);
  const theirs = flags.find((one) => one.team !== team);
  if (own === undefined || theirs === undefined || team === 0) return '';
  const isCarrier = theirs.state === FLAG_STATES.carried && theirs.carrier === playerId;
  if (isCarrier && own.state !== FLAG_STATES.home && match?.phase !== 'overtime')
    return 'You have their flag: keep it until yours is back';
  if (isCarrier) return 'You have their flag: bring it home';
  if (own.state === FLAG_STATES.carried) return 'They have your flag';
  if (own.state === FLAG_STATES.dropped) return `Your flag lies out there: touch it (${own.secondsLeft ?? 0} s)`;
  return theirs.state === FLAG_STATES.carried ? 'Your team has their flag' : '';
}

function ringLine({ isOutside: isOut, closesIn }: SeenRing): string {
  if (isOut) return 'Outside the ring: your hull drains';
  if (closesIn === undefined) return 'The ring has closed';
  return closesIn === 0 ? 'The ring is closing' : `The ring closes in ${closesIn} s`;
}

function flagsOf({ drawn, held }: ClientView): SeenFlag[] {
  const tick = held?.tick ?? 0;
  return drawn
    .filter(({ kind }) => kind === FLAG_KIND)
    .map(({ row }) => {
      const { team, x, y, state, carrier, returnsTick } = pointAt(flag.view(), row);
      const spot = state === FLAG_STATES.carried ? carrierPlace(drawn, carrier) : undefined;
      const secondsLeft =
        returnsTick === 0 ? undefined : Math.max(0, Math.ceil((returnsTick - tick) / TICKS_PER_SECOND));
      return { team, x: spot?.x ?? x, y: spot?.y ?? y, state, carrier, secondsLeft };
    });
}

// In view, a carried flag is on its carrier; its own place follows only now and then.
function carrierPlace(drawn: ClientView['drawn'], carrier: number): { x: number; y: number } | undefined {
  const row = ship.view();
  const found = drawn.find(({ kind, row: place }) => kind === SHIP_KIND && pointAt(row, place).player === carrier);
  return found === undefined ? undefined : { x: pointAt(row, found.row).x, y: row.y };
}

function baseOf({ side }: Arena, team: number): { x: number; y: number } {
  const place = { x: 0, y: 0 };
  basePlace(side, team, place);
  return place;
}

function ringOf(client: ClientView, { side }: Arena, body: { x: number; y: number } | undefined): SeenRing | undefined {
  const found = client.drawn.find(({ kind }) => kind === RING_KIND);
  if (found === undefined) return undefined;
  const { x, y, sinceTick } = pointAt(ring.view(), found.row);
  const passed = client.drawTick - sinceTick;
  const whole = Math.floor(passed);
  const now = ringRadius(side, whole);
  // Between two ticks it is drawn in between, or it would stutter at high frame rates.
  const radius = now + (ringRadius(side, whole + 1) - now) * (passed - whole);
  const isOut = body !== undefined && isOutside({ x, y }, radius, body.x, body.y);
  return { x, y, radius, isOutside: isOut, closesIn: secondsToClosing(whole) };
}

/** The way to something off the picture: where its arrow stands on the picture's edge, in world pixels, and its turn; undefined when it shows. */
export function arrowTo(
  area: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  target: { readonly x: number; readonly y: number },
  inset: number,
): { readonly x: number; readonly y: number; readonly angle: number; readonly distancePx: number } | undefined {
  const [x, y] = [toPx(target.x), toPx(target.y)];
  if (x > area.left && x < area.right && y > area.top && y < area.bottom) return undefined;
  const [middleX, middleY] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
  const [dx, dy] = [x - middleX, y - middleY];
  const reachX = (area.right - area.left) / 2 - inset;
  const reachY = (area.bottom - area.top) / 2 - inset;
  const share = Math.min(reachX / Math.max(1e-6, Math.abs(dx)), reachY / Math.max(1e-6, Math.abs(dy)));
  const angle = Math.atan2(dy, dx);
  return { x: middleX + dx * share, y: middleY + dy * share, angle, distancePx: Math.hypot(dx, dy) };
}
