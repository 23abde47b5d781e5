// Aim assist for thumbs and pads: an aim that already lies beside a target is drawn a little towards it. It changes nothing but the angle that a
// player sends, within what any player may send.

/** Half the cone within which a target draws, in 1/1024 turn: 10 degrees. */
export const ASSIST_CONE = 28;
/** The most of the way to the target that the aim is drawn: right beside it. */
const STRENGTH = 0.6;

/** The aim drawn to the nearest of some bearings, all in 1/1024 turn. Far from all of them it stays as it is. */
export function assistedAim(aim: number, bearings: readonly number[]): number {
  let nearest = ASSIST_CONE;
  for (const bearing of bearings) {
    const off = turnBetween(aim, bearing);
    if (Math.abs(off) < Math.abs(nearest)) nearest = off;
  }
  if (Math.abs(nearest) >= ASSIST_CONE) return aim;
  const pull = nearest * STRENGTH * (1 - Math.abs(nearest) / ASSIST_CONE);
  return Math.round(aim + pull + 1024) & 1023;
}

/** From one angle to another by the shorter way: -512..511. */
function turnBetween(from: number, to: number): number {
  return ((to - from + 1536) & 1023) - 512;
}
