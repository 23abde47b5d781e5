// The weapons in words and as pictures of one stroke: on crates, in the HUD and in the kill feed.

interface WeaponLook {
  readonly name: string;
  /** What happened to a ship that it ended, between the two names. */
  readonly verb: string;
  /** A path in a box of 24 by 24. */
  readonly path: string;
}

/** By number, as rows and events name weapons; the first is for what no weapon did. */
export const WEAPON_LOOKS: readonly WeaponLook[] = [
  { name: '', verb: 'shot down', path: 'M12 2 L14 9 L21 6 L16 12 L22 17 L15 16 L13 22 L10 16 L3 19 L7 12 L2 8 L9 9 Z' },
  {
    name: 'Missile',
    verb: 'shot down with a missile',
    path: 'M21 3 C16 3 11 6 8 11 L5 11 L3 15 L9 15 L9 21 L13 19 L13 16 C18 13 21 8 21 3 Z M6 18 L3 21',
  },
  {
    name: 'Mine',
    verb: 'blew up with a mine',
    path: 'M12 6 A6 6 0 1 0 12 18 A6 6 0 1 0 12 6 Z M12 6 V2 M12 22 V18 M6 12 H2 M22 12 H18 M8 8 L5 5 M16 8 L19 5 M8 16 L5 19 M16 16 L19 19',
  },
  { name: 'Rail', verb: 'shot down with a rail', path: 'M2 9 H10 M2 15 H10 M10 6 V18 M13 12 H22 M18 9 L22 12 L18 15' },
  {
    name: 'Repulsor',
    verb: 'threw down',
    path: 'M12 10 A2 2 0 1 0 12 14 A2 2 0 1 0 12 10 Z M5 5 A10 10 0 0 0 5 19 M19 5 A10 10 0 0 1 19 19 M8 8 A6 6 0 0 0 8 16 M16 8 A6 6 0 0 1 16 16',
  },
  { name: 'Blaster', verb: 'shot down', path: 'M4 4 L20 20 M20 4 L4 20 M12 2 V6 M12 18 V22' },
];
